import { Link } from '@tanstack/react-router'
import type { getInbox } from '#web/kit/api.ts'
import { Icon } from '#web/kit/icon.tsx'
import type { IconName } from '#web/kit/icon.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { day, money, time } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { tell } from '../facts.ts'
import { useCarrier } from '../order/carrier.ts'
import { inboxWords } from '../words/inbox.ts'
import styles from './message.module.css'
import { OfferLine } from './offer.tsx'

export type Message = AnswerOf<typeof getInbox>['items'][number]

/** A message in words, as a way to what it is about. */
export function MessageLine({ message }: { message: Message }) {
  if (message.text) return <OfferLine message={message} text={message.text} />
  return <NewsLine message={message} />
}

function NewsLine({ message }: { message: Message }) {
  const words = useWords(inboxWords)
  const language = useLanguage()
  const { title, text } = useTold(message)
  const { orderId, refundId, disputeId } = message.facts
  const contents = (
    <>
      <span className={`${styles['mark']} ${styles[toneOf(message.kind)]}`}>
        <Icon name={icons[message.kind] ?? 'parcel'} />
      </span>
      <span className={styles['text']}>
        <span className="row-apart">
          <strong className={styles['title']}>{title}</strong>
          <span className={styles['side']}>
            {!message.isRead && <span className={styles['unread']}>{words.unread}</span>}
            <time dateTime={message.happenedAt}>{time(message.happenedAt, language)}</time>
          </span>
        </span>
        <span className="soft small">{text}</span>
      </span>
    </>
  )
  const opened = () => tell({ kind: 'opened', messageId: message.id })
  if (typeof orderId !== 'string') return <span className={styles['message']}>{contents}</span>
  const part = refundId ? `refund-${refundId}` : disputeId ? `dispute-${disputeId}` : undefined
  return (
    <Link
      to="/orders/$orderId"
      params={{ orderId }}
      {...(part ? { hash: part } : {})}
      className={styles['message']}
      onClick={opened}
    >
      {contents}
    </Link>
  )
}

const icons: Record<string, IconName> = {
  order_paid: 'shield',
  order_closed: 'close',
  payment_returned: 'check',
  order_shipped: 'truck',
  order_completed: 'check',
  refund_approved: 'clock',
  refund_refused: 'close',
  refund_done: 'check',
  dispute_decided: 'chat',
}

/** The colour helps; the title says it. */
function toneOf(kind: string): 'safe' | 'bad' | 'plain' {
  if (kind === 'refund_refused') return 'bad'
  return ['order_paid', 'refund_done', 'payment_returned'].includes(kind) ? 'safe' : 'plain'
}

/** What the kind and its figures mean. A kind from a newer server is told in general words. */
function useTold({ kind, facts }: Message): { title: string; text: string } {
  const { kinds, other } = useWords(inboxWords)
  const language = useLanguage()
  const carrierName = useCarrier()
  const sum = money(Number(facts['amountFen'] ?? facts['refundFen'] ?? facts['totalFen']), language)
  switch (kind) {
    case 'order_closed':
      return kinds[kind]
    case 'order_shipped': {
      const { title, text, carrier } = kinds[kind]
      const by = text(day(String(facts['receiveBy']), language))
      const carried = facts['carrier'] ? carrier(carrierName(String(facts['carrier']))) : ''
      return { title, text: [carried, by].filter(Boolean).join(language === 'zh' ? '' : ' ') }
    }
    case 'dispute_decided': {
      const { title, text, nothing } = kinds[kind]
      return { title, text: facts['refundFen'] ? text(sum) : nothing }
    }
    case 'order_paid':
    case 'payment_returned':
    case 'order_completed':
    case 'refund_approved':
    case 'refund_refused':
    case 'refund_done':
      return { title: kinds[kind].title, text: kinds[kind].text(sum) }
    default:
      return other
  }
}

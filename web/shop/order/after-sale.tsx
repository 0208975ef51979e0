/** Refunds and disputes of an order: what was asked, what came of it, by when it is decided. */
import type { ReactNode } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { Tone } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { count, dateTime, money } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useTitles } from '../titles.ts'
import { afterSaleWords } from '../words/after-sale.ts'
import { orderWords } from '../words/order.ts'
import styles from './parts.module.css'
import type { Order } from './status.tsx'

type Refund = Order['refunds'][number]
type Dispute = Order['disputes'][number]

const tones: Record<Refund['status'] | Dispute['status'], Tone> = {
  requested: 'warn',
  approved: 'safe',
  done: 'safe',
  refused: 'bad',
  withdrawn: 'plain',
  stuck: 'warn',
  opened: 'warn',
  decided: 'plain',
}
const refreshes = [api.getOrder, api.getOrders, api.getMyOrderCounts]

export function Refunds({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const withdraw = useAction(api.postRefundWithdrawal, { refreshes })
  if (order.refunds.length === 0) return null
  return (
    <Section title={words.order.refunds}>
      <List>
        {order.refunds.map((refund) => (
          <Row key={refund.id}>
            <RefundCase order={order} refund={refund}>
              {refund.status === 'requested' && (
                <Button
                  small
                  isBusy={withdraw.isRunning}
                  onPress={() => withdraw.run({ orderId: order.id, refundId: refund.id })}
                >
                  {words.order.withdraw}
                </Button>
              )}
            </RefundCase>
          </Row>
        ))}
      </List>
      <ErrorNote error={withdraw.error} />
    </Section>
  )
}

function RefundCase(props: { order: Order; refund: Refund; children: ReactNode }) {
  const { order, refund, children } = props
  const words = useWords(orderWords)
  const { refund: asked, reasons, dispute } = useWords(afterSaleWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  const reasonNames: Record<string, string> = { ...dispute.reasons, ...reasons }
  const times = [
    words.order.askedAt(dateTime(refund.requestedAt, language)),
    ...(refund.status === 'requested' && refund.dueAt
      ? [words.order.decideBy(dateTime(refund.dueAt, language))]
      : []),
  ]
  return (
    <div className={styles['case']} id={`refund-${refund.id}`}>
      <span className="row-apart">
        <span className="row">
          <strong>{asked.kinds[refund.kind]}</strong>
          <Money fen={refund.amountFen} />
        </span>
        <Badge tone={tones[refund.status]}>{words.order.refundStatus[refund.status]}</Badge>
      </span>
      {refund.lines
        .filter(({ quantity }) => quantity > 0)
        .map(({ lineNo, quantity }) => {
          const line = order.lines.find((one) => one.lineNo === lineNo)!
          const pieces = count(quantity, language)
          return (
            <span key={lineNo} className="small clamp">
              {words.order.ofLine(titleOf(line), pieces)}
            </span>
          )
        })}
      <span className="row-apart">
        <span className="soft small">
          {[reasonNames[refund.reason], ...times].filter(Boolean).join(' · ')}
        </span>
        {children}
      </span>
    </div>
  )
}

export function Disputes({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const { dispute: asked } = useWords(afterSaleWords)
  const language = useLanguage()
  const withdraw = useAction(api.postDisputeWithdrawal, { refreshes })
  const reasonNames: Record<string, string> = asked.reasons
  if (order.disputes.length === 0) return null
  return (
    <Section title={words.order.disputes}>
      <List>
        {order.disputes.map(({ id, status, reason, openedAt, dueAt, refundFen }) => (
          <Row key={id}>
            <div className={styles['case']} id={`dispute-${id}`}>
              <span className="row-apart">
                <strong>
                  {refundFen === null
                    ? reasonNames[reason]
                    : words.order.ruling(money(refundFen, language))}
                </strong>
                <Badge tone={tones[status]}>{words.order.disputeStatus[status]}</Badge>
              </span>
              <span className="row-apart">
                <span className="soft small">
                  {words.order.askedAt(dateTime(openedAt, language))}
                  {status === 'opened' && ` · ${words.order.decideBy(dateTime(dueAt, language))}`}
                </span>
                {status === 'opened' && (
                  <Button
                    small
                    isBusy={withdraw.isRunning}
                    onPress={() => withdraw.run({ orderId: order.id, disputeId: id })}
                  >
                    {words.order.withdraw}
                  </Button>
                )}
              </span>
            </div>
          </Row>
        ))}
      </List>
      <ErrorNote error={withdraw.error} />
    </Section>
  )
}

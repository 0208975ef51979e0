import { money } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Icon } from '#web/kit/icon.tsx'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { orderWords } from '../words/order.ts'
import styles from './money-now.module.css'
import type { Order } from './status.tsx'

type Holder = 'you' | 'institution' | 'brand'
const icons = { you: 'person', institution: 'shield', brand: 'home' } as const

/** Where the buyer's money is at this moment: with them, frozen at the institution, or with the brand. */
export function MoneyNow({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const language = useLanguage()
  const { holder, heldFen, backFen, goingBackFen } = moneyOf(order)
  return (
    <Section title={words.money.title}>
      <ol className={styles['stations']}>
        {(['you', 'institution', 'brand'] as const).map((who) => (
          <li
            key={who}
            className={who === holder ? styles['here'] : undefined}
            aria-current={who === holder ? 'location' : undefined}
          >
            <span className={styles['sign']}>
              <Icon name={icons[who]} />
            </span>
            <span className="small">{words.money.who[who]}</span>
            <span className={styles['amount']}>{amountOf(who)}</span>
          </li>
        ))}
      </ol>
      {goingBackFen > 0 && (
        <p className="soft small">{words.money.goingBack(money(goingBackFen, language))}</p>
      )}
    </Section>
  )

  function amountOf(who: Holder) {
    if (who === holder && heldFen > 0) return <Money fen={heldFen} />
    if (who === 'you' && backFen > 0)
      return (
        <span className="small">
          <Money fen={backFen} /> {words.money.back}
        </span>
      )
    if (who !== 'you' || holder !== 'you') return <span className="soft">{words.money.nobody}</span>
    return (
      <span className="small">
        {order.status === 'placed' ? words.money.notPaid : words.money.nothing}
      </span>
    )
  }
}

const sum = (order: Order, status: Order['refunds'][number]['status']) =>
  order.refunds
    .filter((refund) => refund.status === status)
    .reduce((all, refund) => all + refund.amountFen, 0)

function moneyOf(order: Order) {
  const { status, totalFen, refundedFen } = order
  const [backFen, goingBackFen] = [sum(order, 'done'), sum(order, 'approved')]
  const holder: Holder = ['paid', 'shipped', 'received'].includes(status)
    ? 'institution'
    : status === 'completed'
      ? 'brand'
      : 'you'
  const heldFen = holder === 'you' ? 0 : totalFen - refundedFen
  return { holder, heldFen, backFen, goingBackFen }
}

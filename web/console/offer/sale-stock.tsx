/** Where the pieces of a flash sale are: sold, held by unpaid orders, left, back in the regular stock. */
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { useFormats } from '../formats.tsx'
import { offerWords } from '../words/offers.ts'
import type { LiveSale } from './sale-charts.tsx'
import styles from './sale-stock.module.css'

export function SaleStock({ live: { sale, sold, waiting } }: { live: LiveSale }) {
  const { live: words } = useWords(offerWords)
  const { count } = useFormats()
  const { quantity, left } = sale
  const known = sold.pieces + waiting.pieces + left
  // Only when it is over does anything go back.
  const back = sale.status === 'ended' ? Math.max(0, quantity - known) : 0
  const parts = [
    { name: words.sold, pieces: sold.pieces, look: 'sold' },
    { name: words.held, pieces: waiting.pieces, look: 'held' },
    { name: words.left, pieces: left, look: 'left' },
    ...(back > 0 ? [{ name: words.back, pieces: back, look: 'back' }] : []),
  ]
  const starts = parts.map((_, at) =>
    parts.slice(0, at).reduce((sum, part) => sum + part.pieces, 0),
  )
  return (
    <Section title={words.stock}>
      <div className="card stack-tight">
        <svg
          className={styles['bar']}
          viewBox={`0 0 ${quantity} 1`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {parts.map((part, at) => (
            <rect
              key={part.look}
              className={styles[part.look]}
              x={starts[at]}
              width={part.pieces}
              height="1"
            />
          ))}
        </svg>
        <dl className={styles['parts']}>
          {parts.map((part) => (
            <div key={part.look}>
              <dt>
                <svg viewBox="0 0 10 10" aria-hidden="true">
                  <rect className={styles[part.look]} width="10" height="10" rx="2" />
                </svg>
                {part.name}
              </dt>
              <dd>{count(part.pieces)}</dd>
            </div>
          ))}
        </dl>
        <p className="soft small">{words.reserved(count(quantity))}</p>
      </div>
    </Section>
  )
}

/** The last few orders, new ones as they come. */
import { Link } from '@tanstack/react-router'
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { useFormats } from '../formats.tsx'
import { Ago } from '../order/turn.tsx'
import { OrderBadge } from '../states.tsx'
import { homeWords } from '../words/home.ts'
import { orderWords } from '../words/orders.ts'
import styles from './home.module.css'

const shown = 6

export function LatestOrders({ orders }: { orders: AnswerOf<typeof api.getConsoleOrders> }) {
  const words = useWords(homeWords)
  const { list } = useWords(orderWords)
  const { titleOf } = useFormats()
  const items = orders.items.slice(0, shown)
  return (
    <Section
      title={words.live}
      actions={
        <Link to="/orders" className="small">
          {words.allOrders}
        </Link>
      }
    >
      {items.length === 0 ? (
        <p className="soft">{words.liveNone}</p>
      ) : (
        <List label={words.live}>
          {items.map((order) => (
            <Row key={order.id}>
              <div className={styles['titled']}>
                <Link to="/orders/$orderId" params={{ orderId: order.id }} className="clamp">
                  {list.more(
                    titleOf({ titleZh: order.firstTitleZh, titleEn: order.firstTitleEn }),
                    order.lineCount,
                  )}
                </Link>
                <Money fen={order.totalFen} />
              </div>
              <div className="row-apart">
                <OrderBadge status={order.status} isDisputed={order.disputed} />
                <span className="soft small">
                  <Ago at={order.placedAt} />
                </span>
              </div>
            </Row>
          ))}
        </List>
      )}
    </Section>
  )
}

import { Link } from '@tanstack/react-router'
import type * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { dateTime, money, time } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Ground } from '../ground.tsx'
import { useTitles } from '../titles.ts'
import { orderWords } from '../words/order.ts'
import { StatusBadge } from './status.tsx'
import styles from './summary.module.css'

type Summary = AnswerOf<typeof api.getOrders>['items'][number]

/** An order in a list: when, what, how much, and whose turn it is. */
export function OrderSummary({ order }: { order: Summary }) {
  const words = useWords(orderWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  const title = titleOf({ titleZh: order.firstTitleZh, titleEn: order.firstTitleEn })
  return (
    <Link to="/orders/$orderId" params={{ orderId: order.id }} className={styles['order']}>
      <span className="row-apart">
        <span className="soft small">{dateTime(order.placedAt, language)}</span>
        <StatusBadge status={order.status} isDisputed={order.disputed} />
      </span>
      <span className={order.goods.length > 1 ? styles['several'] : styles['one']}>
        <span className={styles['goods']}>
          {order.goods.map((one) => (
            <Ground
              key={one.productId}
              title={titleOf(one)}
              of={one.productId}
              picture={one.picture && { url: one.picture.url, alt: '' }}
              size="small"
            />
          ))}
        </span>
        <span className={styles['text']}>
          <span className="clamp">{words.orders.items(title, order.lineCount)}</span>
          <span className="row-apart">
            <Money fen={order.totalFen} large />
            {order.status === 'placed' && (
              <span className={styles['turn']}>
                {words.orders.payBefore(time(order.payBy, language))}
              </span>
            )}
            {order.refundedFen > 0 && order.status !== 'refunded' && (
              <Badge>{words.orders.refunded(money(order.refundedFen, language))}</Badge>
            )}
          </span>
        </span>
      </span>
    </Link>
  )
}

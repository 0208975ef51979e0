/** What somebody bought: their latest orders, of each id under which they bought. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Picture } from '#web/kit/picture.tsx'
import { useApiState } from '#web/kit/use-api.ts'
import { useFormats } from '../formats.tsx'
import { memberPageWords } from '../words/member-page.ts'
import { orderWords } from '../words/orders.ts'
import type { Member } from './member.ts'
import styles from './orders.module.css'

const ordersShown = 5

export function Orders({ member }: { member: Member }) {
  const { page: words } = useWords(memberPageWords)
  const buyers = [...new Set(member.orders.map((one) => one.personId))]
  return (
    <Section title={words.orders}>
      {buyers.length === 0 && <p className="soft">{words.noOrders}</p>}
      {buyers.map((personId) => (
        <OrdersOf
          key={personId}
          personId={personId}
          orders={member.orders.filter((one) => one.personId === personId)}
        />
      ))}
    </Section>
  )
}

function OrdersOf({ personId, orders }: { personId: string; orders: Member['orders'] }) {
  const { page: words } = useWords(memberPageWords)
  const { list } = useWords(orderWords)
  const { titleOf, day, money } = useFormats()
  // Only for the goods: what was paid is known already.
  const { data } = useApiState(api.getConsoleOrders, { memberId: personId }, { keeps: true })
  return (
    <>
      <List label={words.orders}>
        {orders.slice(0, ordersShown).map(({ orderId, paidAt, paidFen, refundedFen }) => {
          const order = data?.items.find((one) => one.id === orderId)
          const picture = order?.pictures[0]
          const title = order
            ? list.more(
                titleOf({ titleZh: order.firstTitleZh, titleEn: order.firstTitleEn }),
                order.lineCount,
              )
            : day(paidAt)
          return (
            <Row key={orderId}>
              <div className={styles['order']}>
                <span className={styles['thumb']}>
                  {picture && <Picture url={picture.url} alt="" sizes="40px" fallback={null} />}
                </span>
                <span className={styles['what']}>
                  <Link to="/orders/$orderId" params={{ orderId }} className="clamp">
                    {title}
                  </Link>
                  <span className="soft small">{day(paidAt)}</span>
                </span>
                <span className={styles['paid']}>
                  <Money fen={paidFen} />
                  {refundedFen > 0 && (
                    <span className="soft small">{words.refunded(money(refundedFen))}</span>
                  )}
                </span>
              </div>
            </Row>
          )
        })}
      </List>
      <p>
        <Link to="/orders" search={{ memberId: personId }}>
          {words.allOrders}
        </Link>
      </p>
    </>
  )
}

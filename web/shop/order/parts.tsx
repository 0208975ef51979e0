/** The parts of an order below its timeline: goods, parcels, payments. */
import { Link } from '@tanstack/react-router'
import { Badge } from '#web/kit/badge.tsx'
import { count, dateTime } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Ground } from '../ground.tsx'
import { useTitles } from '../titles.ts'
import { checkoutWords } from '../words/checkout.ts'
import { orderWords } from '../words/order.ts'
import { BuyAgain } from './buy-again.tsx'
import { useCarrier } from './carrier.ts'
import styles from './parts.module.css'
import type { Order } from './status.tsx'

export function Goods({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const { checkout } = useWords(checkoutWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  return (
    <Section
      title={words.order.goods}
      {...(order.status === 'placed' ? {} : { actions: <BuyAgain orderId={order.id} /> })}
    >
      <List>
        {order.lines.map((line) => (
          <Row key={line.lineNo}>
            <div className={styles['line']}>
              <Ground
                title={titleOf(line)}
                of={line.productId}
                picture={line.picture && { url: line.picture.url, alt: '' }}
                size="small"
              />
              <div className={styles['text']}>
                <Link
                  to="/products/$productId"
                  params={{ productId: line.productId }}
                  className={styles['title']}
                >
                  <span className="clamp">{titleOf(line)}</span>
                </Link>
                <span className="soft small">
                  <Money fen={line.unitPriceFen} /> × {count(line.quantity, language)}
                </span>
                <span className="row">
                  {line.refundedQuantity > 0 && (
                    <Badge>{words.order.refundedOf(count(line.refundedQuantity, language))}</Badge>
                  )}
                  {openOf(order, line.lineNo) > 0 && (
                    <Badge tone="warn">
                      {words.order.openOf(count(openOf(order, line.lineNo), language))}
                    </Badge>
                  )}
                </span>
              </div>
              <Money fen={line.totalFen} />
            </div>
          </Row>
        ))}
        <Row>
          <dl className={styles['sums']}>
            {order.discountFen > 0 && (
              <>
                <dt>{checkout.discount}</dt>
                <dd>
                  <Money fen={-order.discountFen} />
                </dd>
              </>
            )}
            <dt>{words.order.amount}</dt>
            <dd>
              <Money fen={order.totalFen} large />
            </dd>
          </dl>
        </Row>
      </List>
    </Section>
  )
}

/** Pieces of a line that are asked to be refunded and not decided. */
const openOf = (order: Order, lineNo: number) =>
  order.refunds
    .filter(({ status }) => status === 'requested' || status === 'stuck')
    .flatMap(({ lines }) => lines.filter((line) => line.lineNo === lineNo))
    .reduce((all, line) => all + line.quantity, 0)

export function Shipments({ shipments }: { shipments: Order['shipments'] }) {
  const words = useWords(orderWords)
  const language = useLanguage()
  const carrierName = useCarrier()
  if (shipments.length === 0) return null
  return (
    <Section title={words.order.shipments}>
      <List>
        {shipments.map((shipment) => (
          <Row key={shipment.id}>
            <span className="row-apart">
              <span>{words.order.carrier(carrierName(shipment.carrier), shipment.trackingNo)}</span>
              <span className="soft small">{dateTime(shipment.shippedAt, language)}</span>
            </span>
          </Row>
        ))}
      </List>
    </Section>
  )
}

export function Payments({ payments }: { payments: Order['payments'] }) {
  const words = useWords(orderWords)
  const { checkout } = useWords(checkoutWords)
  const language = useLanguage()
  const reasons: Record<string, string> = words.order.paymentReason
  if (payments.length === 0) return null
  return (
    <Section title={words.order.payments}>
      <List>
        {payments.map(({ number, method, status, reason, amountFen, createdAt }) => (
          <Row key={number}>
            <span className="row-apart">
              <span>
                {checkout[method]} · {words.order.paymentStatus[status]}
                {reason && reasons[reason] && (
                  <span className="soft small"> {reasons[reason]}</span>
                )}
              </span>
              <span className="row">
                <span className="soft small">{dateTime(createdAt, language)}</span>
                <Money fen={amountFen} />
              </span>
            </span>
          </Row>
        ))}
      </List>
    </Section>
  )
}

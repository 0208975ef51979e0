/** The parts of an order below its timeline: goods, parcels, payments, refunds, disputes. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { count, dateTime, money } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { Ground } from '../ground.tsx'
import { useTitles } from '../titles.ts'
import { checkoutWords } from '../words/checkout.ts'
import { orderWords } from '../words/order.ts'
import styles from './parts.module.css'
import type { Order } from './status.tsx'

export function Goods({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const { checkout } = useWords(checkoutWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  return (
    <Section title={words.order.goods}>
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
                {line.refundedQuantity > 0 && (
                  <span className="soft small">
                    {words.order.refundedOf(count(line.refundedQuantity, language))}
                  </span>
                )}
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

export function Shipments({ shipments }: { shipments: Order['shipments'] }) {
  const words = useWords(orderWords)
  const language = useLanguage()
  if (shipments.length === 0) return null
  return (
    <Section title={words.order.shipments}>
      <List>
        {shipments.map((shipment) => (
          <Row key={shipment.id}>
            <span className="row-apart">
              <span>{words.order.carrier(shipment.carrier, shipment.trackingNo)}</span>
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

export function AfterSale({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const language = useLanguage()
  const refreshes = [api.getOrder, api.getOrders]
  const withdrawRefund = useAction(api.postRefundWithdrawal, { refreshes })
  const withdrawDispute = useAction(api.postDisputeWithdrawal, { refreshes })
  const orderId = order.id
  return (
    <>
      {order.refunds.length > 0 && (
        <Section title={words.order.refunds}>
          <List>
            {order.refunds.map((refund) => (
              <Row key={refund.id}>
                <span className="row-apart">
                  <span>
                    <Money fen={refund.amountFen} /> · {words.order.refundStatus[refund.status]}
                  </span>
                  {refund.status === 'requested' && (
                    <Button
                      small
                      isBusy={withdrawRefund.isRunning}
                      onPress={() => withdrawRefund.run({ orderId, refundId: refund.id })}
                    >
                      {words.order.withdraw}
                    </Button>
                  )}
                </span>
              </Row>
            ))}
          </List>
        </Section>
      )}
      {order.disputes.length > 0 && (
        <Section title={words.order.disputes}>
          <List>
            {order.disputes.map((dispute) => (
              <Row key={dispute.id}>
                <span className="row-apart">
                  <span>
                    {words.order.disputeStatus[dispute.status]}
                    {dispute.refundFen !== null &&
                      ` · ${words.order.ruling(money(dispute.refundFen, language))}`}
                  </span>
                  {dispute.status === 'opened' && (
                    <Button
                      small
                      isBusy={withdrawDispute.isRunning}
                      onPress={() => withdrawDispute.run({ orderId, disputeId: dispute.id })}
                    >
                      {words.order.withdraw}
                    </Button>
                  )}
                </span>
              </Row>
            ))}
          </List>
        </Section>
      )}
      <ErrorNote error={withdrawRefund.error ?? withdrawDispute.error} />
    </>
  )
}

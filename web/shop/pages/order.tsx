import { Link, getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import { serverNow } from '#web/kit/client.ts'
import { phoneText } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useLive } from '#web/kit/live.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { useApi, useFreshApi, useRefresh } from '#web/kit/use-api.ts'
import { addressLine } from '../address-form.tsx'
import { EscrowTimeline } from '../order/escrow-timeline.tsx'
import { Disputes, Refunds } from '../order/after-sale.tsx'
import { IfNothing } from '../order/if-nothing.tsx'
import { MoneyNow } from '../order/money-now.tsx'
import { OrderNumber } from '../order/number.tsx'
import { Goods, Payments, Shipments } from '../order/parts.tsx'
import { Pay } from '../order/pay.tsx'
import { Receipt } from '../order/receipt.tsx'
import type { Order } from '../order/status.tsx'
import { StatusBadge } from '../order/status.tsx'
import { orderWords } from '../words/order.ts'

const route = getRouteApi('/orders/$orderId')

export function OrderPage() {
  const words = useWords(orderWords)
  const { orderId } = route.useParams()
  const { paid: isBack = false } = route.useSearch()
  const order = useLiveOrder(orderId)
  return (
    <Page
      title={words.order.title}
      actions={<StatusBadge status={order.status} isDisputed={order.disputed} />}
    >
      <p>{order.disputed ? words.orders.disputedHint : words.statusHint[order.status]}</p>
      {order.status === 'placed' && <Pay order={order} isBack={isBack} />}
      <Acts order={order} />
      <MoneyNow order={order} />
      <IfNothing order={order} />
      <Refunds order={order} />
      <Disputes order={order} />
      <Goods order={order} />
      <Section title={words.order.timeline}>
        <div className="card">
          <EscrowTimeline steps={order.timeline} />
        </div>
      </Section>
      <Shipments shipments={order.shipments} />
      <Destination orderId={orderId} />
      <Payments payments={order.payments} />
      <OrderNumber id={order.id} />
    </Page>
  )
}

function Destination({ orderId }: { orderId: string }) {
  const words = useWords(orderWords)
  const { address } = useApi(api.getOrderAddress, { orderId })
  return (
    <Section title={words.order.address}>
      <div className="card">
        {address ? (
          <>
            <strong>{address.name}</strong> {phoneText(address.phone)}
            <br />
            <span className="soft">{addressLine(address)}</span>
          </>
        ) : (
          <span className="soft">{words.order.addressGone}</span>
        )}
      </div>
    </Section>
  )
}

/** The order as it is now: told by the server as it changes, asked for where that does not work. */
function useLiveOrder(orderId: string): Order {
  useApi(api.getOrder, { orderId }) // only one's own order has a stream
  const refresh = useRefresh()
  const onChange = useCallback(() => void refresh(api.getOrder), [refresh])
  const everyMs = useLive(`/orders/${orderId}/live`, onChange)
  return useFreshApi(api.getOrder, { orderId }, everyMs)
}

const mayComplain: Order['status'][] = ['paid', 'shipped', 'received', 'completed']

function Acts({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const canReceive = order.status === 'shipped'
  const now = serverNow()
  const isOver = order.afterSaleUntil !== null && Date.parse(order.afterSaleUntil) <= now
  const canComplain = mayComplain.includes(order.status) && !order.disputed && !isOver
  if (!canReceive && !canComplain) return null
  const params = { orderId: order.id }
  return (
    <div className="row">
      {canReceive && <Receipt order={order} />}
      {canComplain && (
        <>
          <Link to="/orders/$orderId/refund" params={params} className={buttonClass()}>
            {words.order.refund}
          </Link>
          <Link
            to="/orders/$orderId/dispute"
            params={params}
            className={buttonClass({ kind: 'quiet' })}
          >
            {words.order.dispute}
          </Link>
        </>
      )}
    </div>
  )
}

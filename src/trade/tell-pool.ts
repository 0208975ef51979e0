/** Tells the pool what members paid for, got back and kept: facts that repeat without effect. */
import { findTopics } from '#catalog/topics.ts'
import type { Consumer, StoredEvent } from '#platform/consumers.ts'
import type { Tx } from '#platform/db.ts'
import type { NewFact } from '#pool/facts/fact.ts'
import { factIdOf } from '#pool/facts/fact-id.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { orderCompleted, orderPaid, orderRefunded } from './events.ts'

export const tellPool: Consumer = {
  name: 'trade.tell_pool',
  wants: [orderPaid.name, orderRefunded.name, orderCompleted.name],
  async take(tx, events, now) {
    const paid = events.filter(({ name }) => name === orderPaid.name)
    await writeFacts(tx, [...events.map(factOf), ...(await boughtWith(tx, paid))], now)
  },
}

/** An order is one `paid`, whatever it holds; `refunded` sums up to it when everything went back. */
function factOf({ name, payload }: StoredEvent): NewFact {
  if (name === orderRefunded.name) {
    const { refundId, amountFen, ...order } = orderRefunded.payload.parse(payload)
    return { ...ofOrder(order), id: factIdOf('refunded', refundId), kind: 'refunded', amountFen }
  }
  const type = name === orderPaid.name ? orderPaid : orderCompleted
  const kind = type === orderPaid ? 'paid' : 'completed'
  const { totalFen, ...order } = type.payload.parse(payload)
  return { ...ofOrder(order), id: factIdOf(kind, order.orderId), kind, amountFen: totalFen }
}

const ofOrder = (order: { orderId: string; memberId: string; at: string }) => ({
  personId: order.memberId,
  happenedAt: new Date(order.at),
  topic: '',
  objectId: order.orderId,
  quantity: null,
})

/** What paid orders hold of each topic, with its money and pieces. */
async function boughtWith(tx: Tx, paid: StoredEvent[]): Promise<NewFact[]> {
  if (paid.length === 0) return []
  const orders = paid.map((event) => orderPaid.payload.parse(event.payload))
  const lines = await tx<Line>`
    select order_id, product_id, sum(total_fen)::bigint as total_fen,
      sum(quantity)::int as quantity
    from trade.order_line
    where order_id = any(${orders.map(({ orderId }) => orderId)}::uuid[])
    group by order_id, product_id`
  const found = await findTopics(tx, [...new Set(lines.map(({ productId }) => productId))])
  const topics = new Map(found.map(({ productId, topic }) => [productId, topic]))
  const ofOrders = Map.groupBy(lines, ({ orderId }) => orderId)
  return orders.flatMap((order) => {
    const ofTopics = Map.groupBy(
      ofOrders.get(order.orderId) ?? [],
      ({ productId }) => topics.get(productId) ?? '',
    )
    return [...ofTopics].map(([topic, some]) => ({
      ...ofOrder(order),
      id: factIdOf('bought', order.orderId, topic),
      kind: 'bought' as const,
      topic,
      amountFen: some.reduce((sum, line) => sum + line.totalFen, 0),
      quantity: some.reduce((sum, line) => sum + line.quantity, 0),
    }))
  })
}

type Line = { orderId: string; productId: string; totalFen: number; quantity: number }

/** Tells members in their inbox what became of their orders, refunds and disputes. */
import type { Consumer, StoredEvent } from '#platform/consumers.ts'
import type { EventType } from '#platform/events.ts'
import { addMs } from '#platform/clock.ts'
import type { Tx } from '#platform/db.ts'
import { accountClosed } from '#pool/events.ts'
import { forgetMessages, writeMessages } from '#pool/inbox.ts'
import type { NewMessage } from '#pool/inbox.ts'
import {
  disputeDecided,
  orderClosed,
  orderCompleted,
  orderPaid,
  orderRefunded,
  orderShipped,
  paymentReturned,
  refundDecided,
} from './events.ts'
import { receiveWithinMs } from './order.ts'

/** What the events do not carry, by order, refund and payment number. */
export type Background = {
  /** The carrier's code where one parcel or several of one carrier hold everything. */
  carriers: Map<string, string>
  refunds: Map<string, { kind: string; requestedBy: string }>
  paymentsFen: Map<string, number>
}

type About = { orderId: string; memberId: string; version: number; at: string }
type Told = Pick<NewMessage, 'kind' | 'about' | 'facts'> | null
type Tell<Payload> = (payload: Payload, background: Background) => Told

const ofOrder = (kind: string, { orderId }: About, facts: NewMessage['facts'] = {}): Told => ({
  kind,
  about: `order:${orderId}`,
  facts: { orderId, ...facts },
})

/** What a member is told of an event, or null: what they did themselves is no news to them. */
const tellings = [
  telling(orderPaid, (order) => ofOrder('order_paid', order, { totalFen: order.totalFen })),
  telling(orderClosed, (order) =>
    order.why === 'out_of_time' ? ofOrder('order_closed', order) : null,
  ),
  telling(orderShipped, (order, { carriers }) => {
    const carrier = carriers.get(order.orderId)
    const receiveBy = addMs(new Date(order.at), receiveWithinMs).toISOString()
    return ofOrder('order_shipped', order, { receiveBy, ...(carrier && { carrier }) })
  }),
  telling(orderCompleted, (order) =>
    ofOrder('order_completed', order, { totalFen: order.totalFen }),
  ),
  telling(paymentReturned, ({ orderId, number }, { paymentsFen }) => ({
    kind: 'payment_returned',
    about: `payment:${number}`,
    facts: { orderId, amountFen: paymentsFen.get(number)! },
  })),
  telling(refundDecided, ({ orderId, refundId, amountFen, decision }, { refunds }) => {
    const { kind, requestedBy } = refunds.get(refundId)!
    const isVerdict = requestedBy === 'dispute' // which was told as such
    const isCalledOff = kind === 'cancel' && requestedBy === 'member'
    const isNews = decision === 'refused' || (decision === 'approved' && !isVerdict && !isCalledOff)
    if (!isNews) return null
    const facts = { orderId, refundId, amountFen }
    return { kind: `refund_${decision}`, about: `refund:${refundId}`, facts }
  }),
  telling(orderRefunded, ({ orderId, refundId, amountFen }) => ({
    kind: 'refund_done',
    about: `refund:${refundId}`,
    facts: { orderId, refundId, amountFen },
  })),
  telling(disputeDecided, ({ orderId, disputeId, refundFen }) => ({
    kind: 'dispute_decided',
    about: `dispute:${disputeId}`,
    facts: { orderId, disputeId, refundFen },
  })),
]

type Telling = {
  name: string
  tell(event: StoredEvent, background: Background): NewMessage | null
}

/** Beside what is told, a message needs whom it is for and when it happened: of every event alike. */
function telling<Payload extends About>(
  type: Pick<EventType<never>, 'name'> & { payload: { parse(payload: unknown): Payload } },
  tell: Tell<Payload>,
): Telling {
  return {
    name: type.name,
    tell(event, background) {
      const payload = type.payload.parse(event.payload)
      const told = tell(payload, background)
      const { memberId, version, at } = payload
      return told && { memberId, class: 'service', version, happenedAt: new Date(at), ...told }
    },
  }
}

export const tellMembers: Consumer = {
  name: 'trade.tell_members',
  wants: [...tellings.map(({ name }) => name), accountClosed.name],
  async take(tx, events, now) {
    await writeMessages(tx, messagesOf(events, await findBackground(tx, events)), now)
    // Closing deleted them at once; what was being told at that moment goes here.
    const closed = events.filter(({ name }) => name === accountClosed.name)
    const memberIds = closed.map((event) => accountClosed.payload.parse(event.payload).memberId)
    if (memberIds.length > 0) await forgetMessages(tx, memberIds)
  },
}

/** The messages of these events, in their order. */
export function messagesOf(events: StoredEvent[], background: Background): NewMessage[] {
  return events.flatMap((event) => {
    const of = tellings.find(({ name }) => name === event.name)
    return of?.tell(event, background) ?? []
  })
}

async function findBackground(tx: Tx, events: StoredEvent[]): Promise<Background> {
  const payloadsOf = <P>(type: { name: string; payload: { parse(payload: unknown): P } }) =>
    events.filter(({ name }) => name === type.name).map((one) => type.payload.parse(one.payload))
  const shipped = payloadsOf(orderShipped).map(({ orderId }) => orderId)
  const decided = payloadsOf(refundDecided).map(({ refundId }) => refundId)
  const returned = payloadsOf(paymentReturned).map(({ number }) => number)
  const [parcels, refunds, payments] = await Promise.all([
    findParcels(tx, shipped),
    decided.length === 0
      ? []
      : tx<{ id: string; kind: string; requestedBy: string }>`
          select id, kind, requested_by from trade.refund where id = any(${decided}::uuid[])`,
    returned.length === 0
      ? []
      : tx<{ number: string; amountFen: number }>`
          select number, amount_fen from trade.payment where number = any(${returned}::text[])`,
  ])
  return {
    carriers: new Map(parcels.map((row) => [row.orderId, row.carrier])),
    refunds: new Map(refunds.map((row) => [row.id, row])),
    paymentsFen: new Map(payments.map((row) => [row.number, row.amountFen])),
  }
}

/** A carrier is what staff typed: only what is a code is passed on. */
async function findParcels(tx: Tx, orderIds: string[]) {
  if (orderIds.length === 0) return []
  return tx<{ orderId: string; carrier: string }>`
    select order_id, min(carrier) as carrier from trade.shipment
    where order_id = any(${orderIds}::uuid[])
    group by order_id
    having min(carrier) = max(carrier) and min(carrier) ~ '^[A-Z]{2,10}$'`
}

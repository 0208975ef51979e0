/** Sends the plan's batches through the shop's own functions, as if each had just come in over HTTP. */
import { addMs } from '#platform/clock.ts'
import type { Tx } from '#platform/db.ts'
import { chargeOf } from '#trade/charge.ts'
import { sendDue } from '#trade/instruction.ts'
import { applyOutcomes } from '#trade/outcome.ts'
import { payBy } from '#trade/order.ts'
import { payOut } from '#trade/payout.ts'
import { newNumber, placeOrders } from '#trade/place.ts'
import { approveRefunds } from '#trade/refund-decision.ts'
import { requestRefunds } from '#trade/refund-request.ts'
import { receiveOrders, releaseOrders } from '#trade/release.ts'
import { shipOrders } from '#trade/ship.ts'
import type { Program } from '../src/services.ts'
import { fraction } from './chance.ts'
import { demoFeeBps } from './open-shop.ts'
import type { PlannedOrder } from './orders.ts'
import type { Plan } from './plan.ts'
import type { PlannedProduct } from './products.ts'
import type { Batch, OrderStep, PayoutStep, RefundStep } from './steps.ts'

export function createReplay(program: Program, plan: Plan) {
  const { db, services, log } = program
  const products = new Map(plan.products.map((product) => [product.skuId, product]))
  /** Order ids are those of the history's moment, so that newest first is by id as everywhere. */
  const orderIds = new Map(plan.orders.map((order) => [order.id, timeOrderedId(order)]))
  const idOf = ({ id }: { id: string }) => orderIds.get(id)!
  const numbers = new Map<string, string>()
  let orderCount = 0

  const inBatch = <T>(work: (tx: Tx) => Promise<T>) => db.beginByKey(work)
  const settle = async (now: Date) => {
    while ((await sendDue(db, services.payments, now, log)) > 0);
  }

  async function place(steps: OrderStep[]) {
    const ready = steps.map(({ order }) => readyOrder(order, idOf(order), products))
    for (const { orderId, payment } of ready) numbers.set(orderId, payment.number)
    const none = { coupon: new Map<never, never>(), flash: new Map<never, never>() }
    refuseAny(await inBatch((tx) => placeOrders(tx, ready, none, steps[0]!.at)))
    orderCount += ready.length
  }

  async function pay(steps: OrderStep[]) {
    const charges = steps.map(({ order, at }) => ({
      ...chargeOf({
        number: numbers.get(idOf(order))!,
        orderId: idOf(order),
        memberId: order.memberId,
        method: 'balance',
        totalFen: order.totalFen,
        payBy: payBy(order.placedAt),
        shopUrl: services.shopUrl,
      }),
      at,
    }))
    const outcomes = await services.payments.send(charges)
    const refused = outcomes.find((outcome) => outcome.status !== 'done')
    if (refused) throw new Error(`a payment of the history failed: ${JSON.stringify(refused)}`)
    await applyOutcomes(db, outcomes, steps[0]!.at)
  }

  async function ship(steps: OrderStep[]) {
    const open = await openBrands(steps)
    const parcels = open.map(({ orderId, brandId }) => {
      const { at, order } = steps.find((step) => idOf(step.order) === orderId)!
      const trackingNo = `DEMO${order.invoiceNo}`
      return { orderId, brandId, carrier: 'SF', trackingNo, shippedAt: at }
    })
    await inBatch((tx) => shipOrders(tx, parcels))
  }

  /** The brands that still have something of these orders to send. */
  async function openBrands(steps: OrderStep[]) {
    return db<{ orderId: string; brandId: string }>`
      select distinct order_id, brand_id from trade.order_line
      where order_id = any(${steps.map(({ order }) => idOf(order))}::uuid[])
        and refunded_quantity < quantity`
  }

  async function receive(steps: OrderStep[]) {
    const receipts = steps.map(({ order, at }) => ({ orderId: idOf(order), receivedAt: at }))
    const received = await inBatch((tx) => receiveOrders(tx, receipts))
    await inBatch((tx) => releaseOrders(tx, received, steps[0]!.at))
    await settle(steps.at(-1)!.at)
  }

  async function refund(steps: RefundStep[]) {
    const requests = steps.map(({ refund: of, at }) => ({
      refundId: of.id,
      orderId: orderIds.get(of.orderId)!,
      memberId: null,
      kind: of.stage === 'paid' ? ('cancel' as const) : ('return' as const),
      reason: 'other',
      requestedBy: 'staff' as const,
      requestedAt: at,
      lines: of.lines.map(({ orderLineNo, quantity }) => ({ lineNo: orderLineNo, quantity })),
    }))
    refuseAny(await inBatch((tx) => requestRefunds(tx, requests)))
    const approvals = steps.map(({ refund: of, at }) => {
      return { refundId: of.id, restock: of.returnsStock, decidedAt: at }
    })
    refuseAny(await inBatch((tx) => approveRefunds(tx, approvals, steps[0]!.at)))
    await settle(steps.at(-1)!.at)
  }

  async function payout(steps: PayoutStep[]) {
    const { at } = steps[0]!
    await inBatch((tx) =>
      payOut(
        tx,
        steps.map((step) => step.brandId),
        at,
      ),
    )
    await settle(addMs(at, 1))
  }

  return {
    get orderCount() {
      return orderCount
    },
    async take(batch: Batch): Promise<void> {
      const { phase, steps } = batch
      if (phase === 'place') await place(steps as OrderStep[])
      else if (phase === 'pay') await pay(steps as OrderStep[])
      else if (phase === 'ship') await ship(steps as OrderStep[])
      else if (phase === 'receive') await receive(steps as OrderStep[])
      else if (phase === 'payout') await payout(steps as PayoutStep[])
      else await refund(steps as RefundStep[])
    },
  }
}

function refuseAny(results: unknown[]): void {
  const refused = results.find((result) => result instanceof Error)
  if (refused) throw refused
}

function readyOrder(order: PlannedOrder, orderId: string, products: Map<string, PlannedProduct>) {
  const { memberId, addressId, totalFen, placedAt } = order
  return {
    orderId,
    memberId,
    addressId,
    couponId: null,
    goodsFen: totalFen,
    discountFen: 0,
    totalFen,
    placedAt,
    payment: { number: newNumber(), method: 'balance' as const },
    lines: order.lines.map(({ orderLineNo, skuId, quantity, unitPriceFen }) => {
      const { id: productId, brandId, titleZh, titleEn } = products.get(skuId)!
      return {
        lineNo: orderLineNo,
        skuId,
        productId,
        brandId,
        titleZh,
        titleEn,
        quantity,
        unitPriceFen,
        discountFen: 0,
        totalFen: quantity * unitPriceFen,
        feeBps: demoFeeBps,
        flashSaleId: null,
      }
    }),
  }
}

/** A UUID of version 7 that always comes out the same for an invoice. */
function timeOrderedId({ id, placedAt }: PlannedOrder): string {
  const time = placedAt.getTime().toString(16).padStart(12, '0')
  const chance = Math.floor(fraction(id) * 0x1000)
    .toString(16)
    .padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance}-${id.slice(19)}`
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayOf, instantOf, nextWorkingDay } from './calendar.ts'
import type { PlannedRefund } from './cancellations.ts'
import type { PlannedOrder } from './orders.ts'
import { scheduleOrders } from './schedule.ts'

const order: PlannedOrder = {
  id: 'an order',
  invoiceNo: '541431',
  memberId: 'a member',
  addressId: 'an address',
  placedAt: instantOf('2011-01-18 10:01', 0),
  lines: [{ orderLineNo: 1, lineNo: 1, skuId: 'a SKU', quantity: 10, unitPriceFen: 104 }],
  totalFen: 1040,
}

function scheduled(...refunds: [at: Date, quantity: number][]) {
  const planned = refunds.map(([at, quantity], i): PlannedRefund => {
    const line = { orderLineNo: 1, skuId: 'a SKU', quantity, amountFen: quantity * 104 }
    const { amountFen } = line
    return { id: `${i}`, cancellationNo: `C${i}`, orderId: order.id, at, lines: [line], amountFen }
  })
  const [schedule] = scheduleOrders([order], planned)
  assert.ok(schedule)
  return schedule
}

const later = (at: Date | null, minutes: number): Date => {
  assert.ok(at)
  return new Date(at.getTime() + minutes * 60_000)
}

test('an order cancelled whole within minutes was paid before that and is never shipped', () => {
  for (const minutes of [0, 1, 16]) {
    const { paidAt, shippedAt, receivedAt, refunds } = scheduled([
      later(order.placedAt, minutes),
      10,
    ])
    assert.ok(paidAt >= order.placedAt && paidAt <= later(order.placedAt, minutes))
    assert.deepEqual([shippedAt, receivedAt], [null, null])
    assert.equal(refunds[0]?.stage, 'paid')
    assert.equal(refunds[0]?.returnsStock, true)
  }
})

test('an order is shipped on the next working day and received by its buyer or by the time limit', () => {
  const { paidAt, shippedAt } = scheduled()
  assert.ok(paidAt > order.placedAt && paidAt < later(order.placedAt, 15))
  assert.equal(dayOf(later(shippedAt, 0)), nextWorkingDay('2011-01-18'))
  const orders = Array.from({ length: 500 }, (_, i) => ({ ...order, id: `order ${i}` }))
  const days = scheduleOrders(orders, []).map(({ shippedAt, receivedAt }) => {
    return (later(receivedAt, 0).getTime() - later(shippedAt, 0).getTime()) / 86_400_000
  })
  assert.ok(days.every((took) => (took > 1.5 && took < 5.6) || took === 10))
  const bySelf = days.filter((took) => took === 10).length
  assert.ok(bySelf > 350 && bySelf < 450, `${bySelf} of 500 by the time limit`)
})

test('an order given back whole on its way is never received; one given back in part is', () => {
  const { shippedAt, receivedAt } = scheduled()
  const whole = scheduled([later(order.placedAt, 60), 4], [later(shippedAt, 60), 6])
  assert.deepEqual(
    whole.refunds.map(({ stage }) => stage),
    ['paid', 'shipped'],
  )
  assert.deepEqual([whole.shippedAt, whole.receivedAt], [shippedAt, null])
  const part = scheduled([later(shippedAt, 60), 9])
  assert.deepEqual(part.receivedAt, receivedAt)
  assert.equal(part.refunds[0]?.returnsStock, false)
})

test('a cancellation after the receipt gives back money that was released', () => {
  const { receivedAt } = scheduled()
  assert.equal(scheduled([later(receivedAt, 0), 10]).refunds[0]?.stage, 'released')
})

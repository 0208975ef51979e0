import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { isCancellation } from './classify.ts'
import { readHistory, readProducts } from './history.ts'
import { planReplay } from './plan.ts'
import { importReport, stockLeft } from './report.ts'
import { reportText } from './report-text.ts'
import { phases, spansAhead, spansOf } from './steps.ts'
import type { Step } from './steps.ts'

const lines = await readHistory()
const listed = await readProducts()
const today = '2026-11-22'
const plan = planReplay(lines, listed, today)

const sum = <T>(things: Iterable<T>, of: (thing: T) => number): number => {
  let total = 0
  for (const thing of things) total += of(thing)
  return total
}

test('every line of the history is loaded or set aside for one reason', () => {
  const report = importReport(plan)
  assert.equal(report.lines, 320_705)
  const setAside = sum(Object.values(report.setAside), (count) => count)
  assert.equal(report.loaded + setAside, 320_705)
  const loaded = lines.filter((_, i) => plan.fates[i] === 'loaded')
  const cancelled = loaded.filter(isCancellation)
  const ordered = plan.orders.flatMap((order) => order.lines.map((line) => line.lineNo))
  assert.equal(ordered.length, loaded.length - cancelled.length)
  assert.equal(new Set(ordered).size, ordered.length)
  const given = sum(
    plan.refunds.flatMap((refund) => refund.lines),
    (line) => line.quantity,
  )
  const asked = sum(loaded, (line) => (isCancellation(line) ? -line.quantity : 0))
  const partly = plan.unmatched.filter(({ line }) => plan.fates[line.lineNo - 1] === 'loaded')
  assert.equal(given + sum(partly, (one) => one.quantity), asked)
  const whole = plan.unmatched.filter(({ line, quantity }) => quantity === -line.quantity)
  assert.equal(whole.length, report.setAside.cancellation_without_purchase)
  assert.equal(whole.length + partly.length, plan.unmatched.length)
})

test('the orders come to what their lines of the file come to, to the fen', () => {
  const expected = sum(lines, (line) => {
    const bought = plan.fates[line.lineNo - 1] === 'loaded' && !isCancellation(line)
    return bought ? line.quantity * (line.unitPriceFen ?? NaN) : 0
  })
  assert.equal(
    sum(plan.orders, (order) => order.totalFen),
    expected,
  )
  const fromLines = plan.orders.flatMap((order) => order.lines)
  assert.equal(
    sum(fromLines, (line) => line.quantity * line.unitPriceFen),
    expected,
  )
})

test('no order line gets back more pieces than it has, and each piece at what was paid', () => {
  const orders = new Map(plan.orders.map((order) => [order.id, order]))
  const back = new Map<string, number>()
  for (const { orderId, lines: given, amountFen } of plan.refunds) {
    for (const { orderLineNo, skuId, quantity, amountFen: part } of given) {
      const line = orders.get(orderId)?.lines[orderLineNo - 1]
      assert.ok(line && line.orderLineNo === orderLineNo && line.skuId === skuId)
      const key = `${orderId}:${orderLineNo}`
      back.set(key, (back.get(key) ?? 0) + quantity)
      assert.ok((back.get(key) ?? 0) <= line.quantity)
      assert.equal(part, quantity * line.unitPriceFen)
    }
    assert.equal(
      sum(given, (line) => line.amountFen),
      amountFen,
    )
  }
})

/** The steps in the order of a replay whose buying is as far ahead as it may be. */
function asReplayed(): Step[] {
  const spans = spansOf(plan.steps, 500)
  const batches = spans.flatMap(({ handling }, i) => {
    const ahead =
      i === 0 ? spans.slice(0, spansAhead) : spans.slice(i + spansAhead - 1, i + spansAhead)
    return [...ahead.flatMap(({ buying }) => buying), ...handling]
  })
  return batches.flatMap(({ steps }) => steps)
}

test('stock is never below zero, step by step and batch by batch', () => {
  const byBatch = asReplayed()
  assert.equal(byBatch.length, plan.steps.length)
  for (const steps of [plan.steps, byBatch]) {
    const stock = new Map(plan.openingStock)
    for (const step of steps) {
      const moves = step.kind === 'place' ? step.order.lines : returned(step)
      for (const { skuId, quantity } of moves) {
        const left = (stock.get(skuId) ?? NaN) + (step.kind === 'place' ? -quantity : quantity)
        assert.ok(left >= 0, `${skuId} at ${step.at.toISOString()}`)
        stock.set(skuId, left)
      }
    }
  }
  const left = stockLeft(plan)
  assert.ok(left.includes(0) && left.some((pieces) => pieces > 0 && pieces <= 5))
  assert.ok(left.filter((pieces) => pieces > 5).length > left.length * 0.8)
})

const returned = (step: Step) =>
  step.kind === 'refund' && step.refund.returnsStock ? step.refund.lines : []

test('each order goes its way in order, in time and in batches, and nothing is in the future', () => {
  const follows: Record<string, string[]> = {
    nothing: ['place'],
    place: ['pay'],
    pay: ['refund paid', 'ship'],
    'refund paid': ['refund paid', 'ship'],
    ship: ['refund shipped', 'receive'],
    'refund shipped': ['refund shipped', 'receive'],
    receive: ['refund released'],
    'refund released': ['refund released'],
  }
  for (const steps of [plan.steps, asReplayed()]) {
    const state = new Map<string, { is: string; at: Date }>()
    for (const step of steps) {
      assert.ok(step.at < plan.endsAt && step.at >= plan.opensAt)
      if (step.kind === 'payout') continue
      const orderId = step.kind === 'refund' ? step.refund.orderId : step.order.id
      const now = step.kind === 'refund' ? `refund ${step.refund.stage}` : step.kind
      const was = state.get(orderId) ?? { is: 'nothing', at: plan.opensAt }
      assert.ok(follows[was.is]?.includes(now), `${now} after ${was.is} of ${orderId}`)
      assert.ok(was.at <= step.at)
      state.set(orderId, { is: now, at: step.at })
    }
    assert.equal(state.size, plan.orders.length)
  }
})

test('spans come in order of time, their batches phase by phase, and none names a thing twice', () => {
  let last = ''
  for (const { lastDay, buying, handling } of spansOf(plan.steps, 20)) {
    const days = new Set(
      [...buying, ...handling].flatMap(({ steps }) => steps.map(({ day }) => day)),
    )
    assert.ok(days.size <= 3 && [...days].every((day) => day > last && day <= lastDay))
    last = lastDay
    const order = handling.map(({ phase }) => phases.indexOf(phase))
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    )
    for (const { phase, steps } of [...buying, ...handling]) {
      assert.ok(steps.length > 0 && steps.length <= 20)
      const orders = steps.flatMap((step) => (step.kind === 'refund' ? [step.refund.orderId] : []))
      assert.equal(new Set(orders).size, orders.length)
      if (phase === 'payout') assert.ok(steps.every(({ day }) => day === lastDay))
    }
  }
  assert.equal(new Set(plan.steps.map((step) => step.id)).size, plan.steps.length)
})

test('steps are ordered by time, and payouts go out each Monday after a release', () => {
  const times = plan.steps.map((step) => step.at.getTime())
  assert.ok(times.every((at, i) => i === 0 || at >= (times[i - 1] ?? 0)))
  const payouts = plan.steps.filter((step) => step.kind === 'payout')
  const firstRelease = plan.steps.find((step) => step.kind === 'receive')
  assert.ok(firstRelease && payouts[0] && payouts[0].at > firstRelease.at)
  assert.ok(payouts.every(({ day }) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1))
})

test('the order of 74,215 pieces is paid, cancelled before shipment, and its goods go back', () => {
  const order = plan.orders.find(({ invoiceNo }) => invoiceNo === '541431')
  assert.ok(order)
  const steps = plan.steps.filter((step) => {
    return step.kind === 'refund' ? step.refund.orderId === order.id : stepOf(step) === order.id
  })
  assert.deepEqual(
    steps.map((step) => step.kind),
    ['place', 'pay', 'refund'],
  )
  const [, , refund] = steps
  assert.ok(refund?.kind === 'refund' && refund.refund.returnsStock)
  assert.equal(refund.refund.amountFen, order.totalFen)
  assert.equal(order.totalFen, 74_215 * 104)
})

const stepOf = (step: Step) => ('order' in step ? step.order.id : null)

test('members are one for each customer number and each guest order, with phones of their own', () => {
  const numbers = new Set(lines.flatMap((line) => line.customerNo ?? []))
  const customers = plan.members.filter((member) => member.kind === 'customer')
  assert.equal(customers.length, numbers.size)
  const phones = customers.map((member) => member.phone)
  assert.equal(new Set(phones).size, customers.length)
  const addresses = plan.members.flatMap((member) => member.addresses)
  assert.ok(
    [...phones, ...addresses.map(({ phone }) => phone)].every((phone) => {
      return /^\+86154\d{8}$/.test(phone ?? '')
    }),
  )
  const members = new Map(plan.members.map((member) => [member.id, member]))
  for (const order of plan.orders) {
    const member = members.get(order.memberId)
    assert.ok(member && member.joinedAt <= order.placedAt)
    assert.ok(member.addresses.some(({ addressId }) => addressId === order.addressId))
    assert.equal(member.phone === null, member.kind === 'guest')
  }
})

test('every product that was sold has titles, a range, a category, a price that was paid, and stock', () => {
  const paid = new Map<string, Set<number>>()
  for (const { skuId, unitPriceFen } of plan.orders.flatMap((order) => order.lines)) {
    paid.set(skuId, (paid.get(skuId) ?? new Set()).add(unitPriceFen))
  }
  assert.equal(plan.products.length, paid.size)
  for (const product of plan.products) {
    assert.ok(product.titleEn !== '' && product.titleZh !== '')
    assert.ok(plan.brands.some(({ id }) => id === product.brandId))
    assert.ok(plan.categories.some(({ id }) => id === product.categoryId))
    assert.ok(paid.get(product.skuId)?.has(product.listPriceFen))
    assert.ok((plan.openingStock.get(product.skuId) ?? 0) > 0)
  }
  const whole = plan.products.filter((product) => product.wordsKept.length === 0)
  assert.ok(whole.length / plan.products.length > 0.98)
})

test('the same history and the same today give the same plan, ids and all', () => {
  const digest = (of: typeof plan): string => {
    const { openingStock, ...rest } = of
    const steps = rest.steps.map(({ id, at, kind }) => [id, at, kind])
    const parts = [rest.orders, rest.refunds, rest.members, rest.products, [...openingStock], steps]
    return hash('sha256', parts.map((part) => JSON.stringify(part)).join('\n'))
  }
  assert.equal(digest(planReplay(lines, listed, today)), digest(plan))
  const nextWeek = planReplay(lines, listed, '2026-11-29')
  assert.deepEqual(
    nextWeek.orders.map(({ id }) => id),
    plan.orders.map(({ id }) => id),
  )
  assert.notEqual(digest(nextWeek), digest(plan))
})

test('the report counts what the plan holds and lists what could not be matched', () => {
  const report = importReport(plan)
  const { paid, shipped, released } = report.refunds
  const all = [paid, shipped, released]
  assert.equal(
    sum(all, (one) => one.refunds),
    plan.refunds.length,
  )
  assert.equal(
    sum(all, (one) => one.amountFen),
    sum(plan.refunds, (one) => one.amountFen),
  )
  assert.equal(
    report.afterReleaseBps,
    Math.round((released.refunds * 10_000) / plan.refunds.length),
  )
  assert.ok(Math.abs(report.afterReleaseBps - 5_000) < 300, `${report.afterReleaseBps}`)
  const text = reportText(report)
  assert.match(text, /\*\*all\*\* \| 320,705/)
  for (const { line } of plan.unmatched)
    assert.ok(text.includes(`| ${line.lineNo} | ${line.invoiceNo}`))
})

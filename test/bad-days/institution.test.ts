/** The institution is late, contradicts us, lets go of the line or is away: money is where it belongs. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { addMs, minuteMs } from '#platform/clock.ts'
import { testSandbox } from '#sandbox/for-tests.ts'
import type { Fault } from '#sandbox/faults.ts'
import { createSandboxAdapter } from '#trade/sandbox-adapter.ts'
import { moveDueOrders } from '#trade/timers.ts'
import { assertSound, openShop } from '../attacks/shop.ts'
import type { AttackedShop, Member, Order } from '../attacks/shop.ts'

const openingFen = 1_000_000_00

test('a payment that comes after the hold ran out is taken when the goods are still there', async () => {
  await using shop = await openShop({ notices: false })
  const member = await shop.member()
  const order = await shop.order(member, { payment: 'cashier' })
  await payJustInTime(shop, order)
  shop.running.now = addMs(shop.running.now, 2 * minuteMs)
  await moveDueOrders(shop.db, shop.running.now)
  assert.equal(await statusOf(member, order), 'closed')
  await settle(shop) // our close is refused there: it was paid
  await assertPaidOnce(shop, member, order)
  await assertSound(shop)
})

test('a payment that comes after the hold ran out goes back by itself when the goods are gone', async () => {
  await using shop = await openShop({ notices: false })
  const [member, other] = [await shop.member(), await shop.member()]
  const order = await shop.order(member, { payment: 'cashier' })
  await payJustInTime(shop, order)
  shop.running.now = addMs(shop.running.now, 2 * minuteMs)
  await moveDueOrders(shop.db, shop.running.now)
  await shop.order(other, { quantity: 1_000 })
  await settle(shop)
  await assertReturned(shop, member, order)
  await assertSound(shop)
})

test('a payment that meets the expiry of its order is taken or goes back, never both', async () => {
  await using shop = await openShop({ notices: false })
  for (const goodsLeft of [true, false])
    for (let round = 0; round < 6; round++) {
      const [member, other] = [await shop.member(), await shop.member()]
      const goods = shop.goods[goodsLeft ? 0 : 1]!
      const order = await shop.order(member, { payment: 'cashier', goods })
      await payJustInTime(shop, order)
      shop.running.now = addMs(shop.running.now, 2 * minuteMs)
      const rush = goodsLeft
        ? []
        : [other.client.post('/orders', shop.wanted(other, { goods, quantity: 1_000 }))]
      shop.running.sandbox.notify(`${shop.running.url}/api/payments/notices`)
      await Promise.all([
        moveDueOrders(shop.db, shop.running.now),
        shop.running.sandbox.work(),
        moveDueOrders(shop.db, shop.running.now),
        ...rush,
      ])
      shop.running.sandbox.notify(undefined)
      await settle(shop)
      const status = await statusOf(member, order)
      if (status === 'paid') await assertPaidOnce(shop, member, order)
      else await assertReturned(shop, member, order)
      await assertSound(shop)
      // What the rush bought goes back for the next round.
      for (const { body } of await Promise.all(rush))
        if (body.id) await cancel(other, body.id, 1_000)
      if (status === 'paid' && !goodsLeft) await cancel(member, order.id, 2)
      await settle(shop)
    }
})

test('money that was on its way when the time was over is taken half an hour later, or goes back', async () => {
  for (const goodsLeft of [true, false]) {
    await using shop = await openShop()
    const [member, other] = [await shop.member(), await shop.member()]
    const order = await shop.order(member, { payment: 'cashier' })
    await press(order, { act: 'pay_late', lateMinutes: '30' })
    shop.running.now = addMs(shop.running.now, 16 * minuteMs)
    await settle(shop)
    assert.equal(await statusOf(member, order), 'closed')
    if (!goodsLeft) await shop.order(other, { quantity: 1_000 })
    shop.running.now = addMs(shop.running.now, 30 * minuteMs)
    await settle(shop)
    await (goodsLeft ? assertPaidOnce : assertReturned)(shop, member, order)
    await assertSound(shop)
  }
})

test('of fifty orders whose answers from the institution were lost or broken none is charged twice', async () => {
  await using shop = await openShop()
  const faults: Fault[] = ['drop', 'error_500', 'wrong_signature', 'stale_timestamp', 'duplicate']
  const member = await shop.member()
  let totalFen = 0
  const orders: Order[] = []
  for (let n = 0; n < 50; n++) {
    shop.running.sandbox.faults.nextAnswers.push(faults[n % faults.length]!)
    const key = { 'idempotency-key': randomUUID() }
    const wanted = shop.wanted(member, { quantity: 1 })
    const placed = await member.client.post('/orders', wanted, key)
    assert.equal(placed.status, 201, placed.text)
    assert.deepEqual([placed.body.status, placed.body.payment.status], ['placed', 'pending'])
    orders.push(placed.body)
    totalFen += placed.body.totalFen
    // The buyer does what buyers do: again, or by another way.
    if (n % 3 === 1) assert.equal((await member.client.post('/orders', wanted, key)).status, 201)
    if (n % 3 === 2)
      await member.client.post(`/orders/${placed.body.id}/payments`, { method: 'balance' })
  }
  shop.running.sandbox.faults.nextAnswers.length = 0
  await settle(shop)
  for (const order of orders) {
    const { body } = await member.client.get(`/orders/${order.id}`)
    assert.equal(body.status, 'paid')
    const paid = body.payments.filter((one: { status: string }) => one.status === 'paid')
    assert.equal(paid.length, 1)
  }
  assert.equal(await purseOf(shop, member), openingFen - totalFen)
  await assertSound(shop)
})

test('while the institution is away orders are placed, wait for their money, and are paid when it is back', async () => {
  await using shop = await openShop()
  const member = await shop.member()
  const { sandbox } = shop.running
  const before = await shop.order(member)
  await sandbox.stop()
  const key = { 'idempotency-key': randomUUID() }
  const wanted = shop.wanted(member)
  const startedAt = performance.now()
  const placed = await member.client.post('/orders', wanted, key)
  assert.ok(performance.now() - startedAt < 6_000)
  assert.deepEqual([placed.status, placed.body.payment.status], [201, 'pending'])
  await shop.running.program.services.payments.query([placed.body.payment.number]).then(
    () => assert.fail('it is away'),
    () => {},
  )
  const { keysDir, port } = sandbox
  const clock = () => shop.running.now
  await using _back = await testSandbox(shop.db, { keysDir, port, clock })
  // Nobody has to know that it was away: the page asks again with the key it has.
  const again = await member.client.post('/orders', wanted, key)
  assert.deepEqual([again.body.id, again.body.status], [placed.body.id, 'paid'])
  assert.equal(await purseOf(shop, member), openingFen - before.totalFen - placed.body.totalFen)

  // One whose buyer never comes back is closed, and what was never heard of is never charged.
  await using gone = await openShop()
  const buyer = await gone.member()
  await gone.running.sandbox.stop()
  const left = await gone.order(buyer)
  gone.running.now = addMs(gone.running.now, 16 * minuteMs)
  await moveDueOrders(gone.db, gone.running.now)
  await using _there = await testSandbox(gone.db, {
    keysDir: gone.running.sandbox.keysDir,
    port: gone.running.sandbox.port,
    clock: () => gone.running.now,
  })
  await settle(gone)
  assert.equal(await statusOf(buyer, left), 'closed')
  await assertNotCharged(gone, buyer, left)
  await assertSound(gone)
})

test('refunds and releases whose answers are lost are carried out once', async () => {
  await using shop = await openShop()
  const member = await shop.member()
  const faults: Fault[] = ['drop', 'error_500', 'wrong_signature']
  for (const fault of faults) {
    const order = await shop.order(member, { quantity: 3 })
    await cancel(member, order.id, 1)
    shop.running.sandbox.faults.nextAnswers.push(fault, fault)
    await shop.running.work()
    shop.running.now = addMs(shop.running.now, minuteMs)
    shop.running.sandbox.faults.nextAnswers.length = 0
    await settle(shop)
    const { body } = await member.client.get(`/orders/${order.id}`)
    assert.deepEqual([body.refunds[0].status, body.refundedFen], ['done', order.totalFen / 3])
  }
  const [spent] = await shop.db<{ fen: number }>`
    select sum(total_fen - refunded_fen)::bigint as fen from trade."order"`
  assert.equal(await purseOf(shop, member), openingFen - spent!.fen)
  await assertSound(shop)
})

test('a clock that is ten minutes off closes no order early, trusts no old word, and catches up', async () => {
  await using shop = await openShop()
  const member = await shop.member()
  const { now } = shop.running
  const order = await shop.order(member, { payment: 'cashier' })
  for (const minutes of [10, -10, 10]) {
    shop.running.now = addMs(now, minutes * minuteMs)
    await moveDueOrders(shop.db, shop.running.now)
    assert.equal(await statusOf(member, order), 'placed', `${minutes} minutes`)
  }
  // Ours is ten minutes ahead of theirs: nothing they sign is fresh, so nothing is believed.
  await using other = await testSandbox(shop.db, { clock: () => now })
  const { keysDir, url } = other
  const ahead = createSandboxAdapter({ url, keysDir, clock: () => addMs(now, 10 * minuteMs) })
  await assert.rejects(ahead.query([order.payment.number]), { name: 'InstitutionUnreachable' })
  shop.running.now = now
  await press(order, { act: 'pay' })
  await shop.running.work()
  await assertPaidOnce(shop, member, order)
  // At its minute an order does end, to the millisecond.
  const next = await shop.order(member, { payment: 'cashier' })
  shop.running.now = addMs(now, 15 * minuteMs - 1)
  await moveDueOrders(shop.db, shop.running.now)
  assert.equal(await statusOf(member, next), 'placed')
  shop.running.now = addMs(now, 15 * minuteMs)
  await moveDueOrders(shop.db, shop.running.now)
  assert.equal(await statusOf(member, next), 'closed')
})

/** On the institution's page, in the last minute that it is open. */
async function payJustInTime(shop: AttackedShop, order: Order): Promise<void> {
  shop.running.now = addMs(shop.running.now, 14 * minuteMs)
  await press(order, { act: 'pay' })
}

async function press(order: Order, form: Record<string, string>): Promise<void> {
  const { cashierUrl } = order.payment
  const body = new URLSearchParams(form)
  const pressed = await fetch(cashierUrl, { method: 'POST', body, redirect: 'manual' })
  assert.equal(pressed.status, 303)
}

/** Time enough for every question and repetition, in steps, with the work of each. */
async function settle(shop: AttackedShop): Promise<void> {
  const { now } = shop.running
  for (const seconds of [0, 10, 40, 100]) {
    shop.running.now = addMs(now, seconds * 1_000)
    await shop.running.work()
  }
}

const cancel = async ({ client }: Member, orderId: string, quantity: number) => {
  const lines = [{ lineNo: 1, quantity }]
  const asked = { kind: 'cancel', reason: 'changed_mind', lines }
  const refund = await client.post(`/orders/${orderId}/refunds`, asked)
  assert.equal(refund.status, 201, refund.text)
}

const statusOf = async ({ client }: Member, { id }: Order) =>
  (await client.get(`/orders/${id}`)).body.status as string

async function purseOf(shop: AttackedShop, { memberId }: Member): Promise<number> {
  const [purse] = await shop.db<{ balanceFen: number }>`
    select balance_fen from sandbox.payer where payer = ${memberId}`
  return purse?.balanceFen ?? openingFen
}

/** The member has this order and paid it: nothing else is gone. */
async function assertPaidOnce(shop: AttackedShop, member: Member, order: Order): Promise<void> {
  const { body } = await member.client.get(`/orders/${order.id}`)
  assert.deepEqual([body.status, body.payments.map(statusIn)], ['paid', ['paid']])
  assert.equal(await purseOf(shop, member), openingFen - order.totalFen)
  assert.equal(await escrowOf(shop, order), order.totalFen)
}

/** The member has neither order nor loss. */
async function assertReturned(shop: AttackedShop, member: Member, order: Order): Promise<void> {
  const { body } = await member.client.get(`/orders/${order.id}`)
  assert.deepEqual([body.status, body.payments.map(statusIn)], ['closed', ['returned']])
  assert.equal(await purseOf(shop, member), openingFen)
  assert.equal(await escrowOf(shop, order), 0)
}

async function assertNotCharged(shop: AttackedShop, member: Member, order: Order): Promise<void> {
  const { body } = await member.client.get(`/orders/${order.id}`)
  assert.deepEqual([body.status, body.payments.map(statusIn)], ['closed', ['closed']])
  assert.equal(await purseOf(shop, member), openingFen)
}

const statusIn = (payment: { status: string }) => payment.status

async function escrowOf(shop: AttackedShop, { id }: Order): Promise<number> {
  const escrow = `CNY/escrow/${id}`
  const [row] = await shop.db<{ fen: number }>`
    select coalesce(sum(case when to_account = ${escrow} then amount else -amount end), 0)::bigint as fen
    from ledger.transfer
    where kind in ('post', 'post_hold') and ${escrow} in (from_account, to_account)`
  return row!.fen
}

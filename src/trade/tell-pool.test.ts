import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consume, lagOf, rewind } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import type { NewFact } from '#pool/facts/fact.ts'
import { readFactsOf } from '#pool/facts/read-facts.ts'
import { testDb } from '#test/db.ts'
import { aCompletedOrder, aPaidOrder, aPlacedOrder } from '#test/orders.ts'
import { all, asked, done, now, request } from './after-sale.fixture.ts'
import { tellPool } from './tell-pool.ts'

async function tell(db: Db): Promise<void> {
  do await consume(db, tellPool, now)
  while ((await lagOf(db, tellPool.name)).waiting > 0)
}
const factsOf = (db: Db, memberId: string) => db.begin((tx) => readFactsOf(tx, [memberId]))
const of = (facts: NewFact[], kind: string) => facts.filter((fact) => fact.kind === kind)
const sum = (facts: NewFact[]) => facts.reduce((all, fact) => all + fact.amountFen!, 0)

test('an order is one payment, and what it holds is told once for each topic', async () => {
  await using db = await testDb()
  const order = await aCompletedOrder(db, {
    lines: [
      { priceFen: 100_00, quantity: 2 },
      { priceFen: 33_33, quantity: 3, brand: 1 },
    ],
    discountFen: 7_77,
  })
  await aPlacedOrder(db) // nobody paid
  await tell(db)
  const facts = await factsOf(db, order.memberId)
  for (const kind of ['paid', 'completed']) {
    const [fact, ...more] = of(facts, kind)
    assert.equal(more.length, 0)
    assert.deepEqual(
      [fact!.objectId, fact!.topic, fact!.amountFen],
      [order.orderId, '', order.totalFen],
    )
  }
  const bought = of(facts, 'bought')
  assert.equal(sum(bought), order.totalFen, 'the topics add up to the order')
  assert.equal(
    bought.reduce((pieces, fact) => pieces + fact.quantity!, 0),
    5,
  )
  const topics = bought.map(({ topic }) => topic)
  assert.equal(new Set(topics).size, topics.length)
  assert.ok(!topics.includes(''))
  assert.equal(facts.length, 2 + bought.length)
})

test('money that went back is told with its order, so that a whole refund can be told from a part', async () => {
  await using db = await testDb()
  const order = await aPaidOrder(db)
  await request(db, asked(order, { lines: all(order), kind: 'cancel' })) // which is granted at once
  await tell(db)
  assert.deepEqual(
    of(await factsOf(db, order.memberId), 'refunded'),
    [],
    'the money is not back yet',
  )
  await done(db, order)
  await tell(db)
  const facts = await factsOf(db, order.memberId)
  const back = of(facts, 'refunded')
  assert.equal(back.length, 1)
  assert.equal(back[0]!.objectId, order.orderId)
  assert.equal(sum(back), sum(of(facts, 'paid')))
})

test('telling everything again changes nothing', async () => {
  await using db = await testDb()
  const order = await aCompletedOrder(db)
  await tell(db)
  const before = await factsOf(db, order.memberId)
  await db.begin((tx) => rewind(tx, tellPool.name))
  await tell(db)
  assert.deepEqual(await factsOf(db, order.memberId), before)
})

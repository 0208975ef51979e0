import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import type { NewFact } from './fact.ts'
import { aFact, now } from './facts.fixture.ts'
import { readFactsAfter, readFactsOf } from './read-facts.ts'
import { writeFacts } from './write-facts.ts'

const write = (db: Db, count: number, fact: Partial<NewFact> = {}) =>
  db.begin(async (tx) => {
    const facts = Array.from({ length: count }, () => aFact(fact))
    await writeFacts(tx, facts, now)
    return facts
  })
const ids = (facts: NewFact[]) => facts.map(({ id }) => id).toSorted()

async function readAll(db: Db, limit: number): Promise<string[][]> {
  await horizonPassed(db)
  const pieces: string[][] = []
  for (let cursor = { txid: '0' }; ;) {
    const { facts, next } = await db.begin((tx) => readFactsAfter(tx, cursor, limit))
    if (facts.length === 0) return pieces
    pieces.push(facts.map(({ id }) => id))
    cursor = next
  }
}

test('facts come by whole transactions, whatever the limit, in months apart, none twice', async () => {
  await using db = await testDb()
  const written = [
    await write(db, 3),
    await write(db, 5, { happenedAt: new Date('2020-01-01T00:00:00Z') }),
    await write(db, 1),
  ]
  for (const [limit, sizes] of [
    [1, [3, 5, 1]],
    [3, [3, 5, 1]],
    [4, [8, 1]],
    [100, [9]],
  ] as const) {
    const pieces = await readAll(db, limit)
    assert.deepEqual(
      pieces.map(({ length }) => length),
      sizes,
    )
    assert.deepEqual(pieces.flat().toSorted(), ids(written.flat()))
  }
})

test('a transaction that began earlier and ends later is not passed over', async () => {
  await using db = await testDb()
  await write(db, 1)
  const before = await readAll(db, 10)
  let cursor = { txid: '0' }
  const read = async () => {
    const { facts, next } = await db.begin((tx) => readFactsAfter(tx, cursor, 100))
    cursor = next
    return facts.length
  }
  await db.begin(async (slow) => {
    await writeFacts(slow, [aFact()], now)
    await write(db, 2) // is through before
    assert.equal(await read(), before.flat().length)
    assert.equal(await read(), 0)
  })
  await horizonPassed(db)
  assert.equal(await read(), 3)
})

test('a fact is as it was told, and a person’s facts are in the order in which they happened', async () => {
  await using db = await testDb()
  const [later] = await write(db, 1, {
    kind: 'bought',
    topic: 'kitchen',
    objectId: '019aa3f0-0000-7000-8000-000000000001',
    amountFen: 9_007_199_254_740_991,
    quantity: 7,
  })
  const { personId } = later!
  const [earlier] = await write(db, 1, { personId, happenedAt: new Date('1970-01-01T00:00:00Z') })
  await write(db, 1)
  assert.deepEqual(await db.begin((tx) => readFactsOf(tx, [personId])), [earlier, later])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDb } from '#test/db.ts'
import { consume, lagOf, rewind } from './consumers.ts'
import type { Consumer } from './consumers.ts'
import type { Db, Tx } from './db.ts'

const now = new Date('2026-11-20T04:00:00Z')

/** Remembers what it took. */
function aReader(taken: number[]): Consumer {
  return {
    name: 'test.reader',
    wants: ['test.happened'],
    take: async (_tx, events) => {
      for (const { payload } of events) taken.push((payload as { n: number }).n)
    },
  }
}

/** One event for each transaction id, as if they had been written by those transactions. */
async function written(db: Db, txids: string[], generation = 1): Promise<void> {
  for (const [n, txid] of txids.entries())
    await db`
      insert into platform.event (generation, txid, name, payload)
      values (${generation}, ${txid}::xid8, 'test.happened',
        jsonb_build_object('n', ${n}::integer + ${generation}::integer * 100))`
}

test('events come once and in order where the number of a transaction gets a digit more', async () => {
  for (const limit of [1, 2, 500]) {
    await using db = await testDb()
    await written(db, ['1', '2', '9', '10', '11', '99', '100', '101'])
    await written(db, ['3', '20'], 2) // of a database that was restored
    const taken: number[] = []
    let moved = 0
    for (let count = 1; count > 0;) moved += count = await consume(db, aReader(taken), now, limit)
    assert.deepEqual(taken, [100, 101, 102, 103, 104, 105, 106, 107, 200, 201], `by ${limit}`)
    assert.equal(moved, 10)
  }
})

test('a consumer is behind by all events before it ever ran, and again when it was sent back', async () => {
  await using db = await testDb()
  const taken: number[] = []
  const lag = async () => (await lagOf(db, 'test.reader')).waiting
  assert.deepEqual(await lagOf(db, 'test.reader'), { waiting: 0, oldestAt: null })
  await written(db, ['1', '2', '10'])
  assert.equal(await lag(), 3)
  assert.equal(await consume(db, aReader(taken), now, 2), 2)
  assert.equal(await lag(), 1)
  await db.begin((tx) => rewind(tx, 'test.reader'))
  assert.equal(await lag(), 3)
  assert.equal(await consume(db, aReader(taken), now), 3)
  assert.deepEqual(taken, [100, 101, 100, 101, 102])
})

test('an event of a transaction that still runs holds back what comes after it, and is not lost', async () => {
  await using db = await testDb()
  const taken: number[] = []
  const mayCommit = Promise.withResolvers<void>()
  const wrote = Promise.withResolvers<void>()
  const insert = (tx: Tx, n: number) => tx`
    insert into platform.event (name, payload)
    values ('test.happened', jsonb_build_object('n', ${n}::integer))`
  const slow = db.begin(async (tx) => {
    await insert(tx, 1)
    wrote.resolve()
    await mayCommit.promise
  })
  await wrote.promise
  await db.begin((tx) => insert(tx, 2))
  assert.equal(await consume(db, aReader(taken), now), 0)
  mayCommit.resolve()
  await slow
  // Transactions of other tests on this server may hold the horizon back for a moment.
  while (taken.length < 2) if ((await consume(db, aReader(taken), now)) === 0) await sleep(5)
  assert.deepEqual(taken, [1, 2])
})

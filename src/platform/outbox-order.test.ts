import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDb } from '#test/db.ts'
import { consume, lagOf, rewind } from './consumers.ts'
import type { Consumer } from './consumers.ts'
import type { Db } from './db.ts'

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

/** One event for each transaction id, as if these transactions had written them. */
async function written(db: Db, txids: string[], generation = 1): Promise<void> {
  for (const [index, txid] of txids.entries())
    await db`
      insert into platform.event (generation, txid, name, payload)
      values (${generation}, ${txid}::xid8, 'test.happened',
        jsonb_build_object('n', ${generation * 100 + index}::integer))`
}

test('events come once and in order where the number of a transaction gets a digit more', async () => {
  for (const limit of [1, 2, 500]) {
    await using db = await testDb()
    await written(db, ['1', '2', '9', '10', '11', '99', '100', '101'])
    await written(db, ['3', '20'], 2) // of a database that was restored
    const taken: number[] = []
    for (let moved = 1; moved > 0;) moved = await consume(db, aReader(taken), now, limit)
    assert.deepEqual(taken, [100, 101, 102, 103, 104, 105, 106, 107, 200, 201], `by ${limit}`)
  }
})

test('a consumer is behind by all events before it ever ran, and again when it was sent back', async () => {
  await using db = await testDb()
  const taken: number[] = []
  const waiting = async () => (await lagOf(db, 'test.reader')).waiting
  assert.deepEqual(await lagOf(db, 'test.reader'), { waiting: 0, oldestAt: null })
  await written(db, ['1', '2', '10'])
  assert.equal(await waiting(), 3)
  assert.equal(await consume(db, aReader(taken), now, 2), 2)
  assert.equal(await waiting(), 1)
  await db.begin((tx) => rewind(tx, 'test.reader'))
  assert.equal(await waiting(), 3)
  assert.equal(await consume(db, aReader(taken), now), 3)
  assert.deepEqual(taken, [100, 101, 100, 101, 102])
})

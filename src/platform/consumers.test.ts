import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { overlap, testDb } from '#test/db.ts'
import type { TestDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { consume, lagOf } from './consumers.ts'
import type { Consumer, StoredEvent } from './consumers.ts'
import { isConnectionLoss } from './db.ts'
import type { Sql, Tx } from './db.ts'
import { defineEvent } from './events.ts'

const now = new Date('2026-11-20T04:00:00Z')
const counted = defineEvent('test.counted', { n: z.int() })
const other = defineEvent('test.other', { n: z.int() })

async function anOutbox(): Promise<TestDb> {
  const db = await testDb()
  await db`create table taken (place int generated always as identity, n int)`
  return db
}
async function record(db: TestDb, ...list: number[]): Promise<void> {
  const payloads = list.map((n) => ({ n }))
  await db.begin((tx) => counted.recordAll(tx, payloads))
  await horizonPassed(db)
}

/** Its effect is a row for each event; `wrong` may make it fail. */
function counting(wrong: (n: number, tx: Tx) => unknown = () => undefined): Consumer {
  return {
    name: 'counting',
    wants: ['test.counted'],
    take: async (tx, events: StoredEvent[]) => {
      for (const { payload } of events) {
        const { n } = payload as { n: number }
        await tx`insert into taken (n) values (${n})`
        await wrong(n, tx)
      }
    },
  }
}
const taken = async (db: TestDb) =>
  (await db<{ n: number }>`select n from taken order by place`).map((row) => row.n)
const deadEvents = (db: TestDb) => db<{ n: number; error: string }>`
  select (event.payload ->> 'n')::int as n, dead_event.error from platform.dead_event
  join platform.event on event.id = dead_event.event_id order by 1`

/** Consumes until nothing is left or `rounds` are over; answers how many rounds it took. */
async function consumeAll(db: TestDb, consumer: Consumer, rounds = 200): Promise<number> {
  await horizonPassed(db)
  for (let round = 1; round <= rounds; round++) {
    await consume(db, consumer, now)
    if ((await lagOf(db, consumer.name)).waiting === 0) return round
  }
  return rounds
}

test('events are taken once, in order, and those of other kinds are passed over', async () => {
  await using db = await anOutbox()
  await record(db, 1, 2)
  await db.begin((tx) => other.record(tx, { n: 9 }))
  await record(db, 3)
  assert.equal(await consume(db, counting(), now, 2), 2)
  assert.deepEqual(await taken(db), [1, 2])
  assert.equal(await consume(db, counting(), now), 2)
  assert.equal(await consume(db, counting(), now), 0)
  assert.deepEqual(await taken(db), [1, 2, 3])
})

test('an event whose transaction commits after later ones were read is not lost', async () => {
  await using db = await anOutbox()
  await consume(db, counting(), now)
  const early = Promise.withResolvers<void>()
  const slow = db.begin(async (tx) => {
    await counted.record(tx, { n: 1 })
    await early.promise
  })
  while (
    (
      await db`select from pg_stat_activity where backend_xid is not null and pid <> pg_backend_pid()
    and datname = current_database()`
    ).length === 0
  );
  await db.begin((tx) => counted.recordAll(tx, [{ n: 2 }, { n: 3 }]))
  const took = await consume(db, counting(), now)
  early.resolve()
  await slow
  assert.equal(took, 0) // they waited behind the horizon
  await consumeAll(db, counting())
  assert.deepEqual((await taken(db)).sort(), [1, 2, 3])
})

test('events are in the order of transactions, also where ids were drawn the other way round', async () => {
  await using db = await anOutbox()
  const first = Promise.withResolvers<void>()
  const [slow, quick] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  // The earlier transaction draws the later id and commits first: a cursor by id alone would skip.
  const earlier = db.begin(async (tx) => {
    await tx`select pg_current_xact_id()`
    first.resolve()
    await slow.promise
    await counted.record(tx, { n: 1 })
  })
  await first.promise
  const later = db.begin(async (tx) => {
    await counted.record(tx, { n: 2 })
    slow.resolve()
    await quick.promise
  })
  await earlier
  // Only the later one is still open, but for transactions of other tests.
  while ((await consume(db, counting(), now)) === 0);
  const before = await taken(db)
  quick.resolve()
  await later
  assert.deepEqual(before, [1])
  await consumeAll(db, counting())
  assert.deepEqual(await taken(db), [1, 2])
})

test('a restored cluster counts transactions from the start again, and its events come after the old', async () => {
  await using db = await anOutbox()
  await record(db, 1)
  await consume(db, counting(), now)
  await db`alter table platform.event alter generation set default 2`
  // As after a restore, where numbers of transactions are small again.
  await db`insert into platform.event (name, payload, txid) values ('test.counted', '{"n":2}', '3')`
  await db`insert into platform.event (name, payload, txid, generation)
    values ('test.counted', '{"n":3}', '9999999999', 1)`
  await consumeAll(db, counting())
  assert.deepEqual((await taken(db)).sort(), [1, 2, 3])
})

test('an effect stays only together with the cursor: whichever of the two fails, neither is kept', async () => {
  await using db = await anOutbox()
  await record(db, 1, 2)
  let fails = true
  const failing = counting((n) => {
    if (fails && n === 2) throw new Error('crash after the effect')
  })
  assert.equal(await consume(db, failing, now), 0)
  assert.deepEqual(await taken(db), [])
  fails = false
  await consumeAll(db, failing)
  assert.deepEqual(await taken(db), [1, 2])

  // The effect is written, then moving the cursor fails: as if the process had died in between.
  await db.pool.query(`create function stuck() returns trigger language plpgsql as $$
    begin raise exception 'the cursor is stuck'; end $$`)
  await db`create trigger stuck before update of event_id on platform.consumer
    for each row execute function stuck()`
  await record(db, 3)
  assert.equal(await consume(db, failing, now), 0)
  assert.deepEqual(await taken(db), [1, 2])
  await db`drop trigger stuck on platform.consumer`
  await consumeAll(db, failing)
  assert.deepEqual(await taken(db), [1, 2, 3])
})

test('a connection that is lost says nothing about the event: it is never set aside for that', async () => {
  await using db = await anOutbox()
  await record(db, 1)
  let kills = 8
  const killed = counting(async (_, tx) => {
    if (kills-- > 0) await tx`select pg_terminate_backend(pg_backend_pid())`
  })
  // A backend that is dying may hold the cursor a moment longer: then there is nothing to do.
  while (kills > 0) {
    const [ended] = await Promise.allSettled([consume(db, killed, now)])
    assert.ok(ended.status === 'rejected' ? isConnectionLoss(ended.reason) : ended.value === 0)
  }
  assert.deepEqual(await taken(db), [])
  await consumeAll(db, killed)
  assert.deepEqual([await taken(db), await deadEvents(db)], [[1], []])
})

test('two workers at once: one takes, the other has nothing to do', async () => {
  await using db = await anOutbox()
  await record(db, 1, 2)
  await consume(db, { ...counting(), wants: [], name: 'nobody' }, now)
  await db`insert into platform.consumer (name) values ('counting')`
  const inside = (tx: Tx) =>
    consume(
      Object.assign(((...said) => tx(...said)) as Sql, {
        begin: <T>(work: (tx: Tx) => Promise<T>) => work(tx),
      }) as unknown as TestDb,
      counting(),
      now,
    )
  const both = await overlap(db, inside, inside)
  assert.deepEqual(
    both.map((one) => one.status === 'fulfilled' && one.value),
    [2, 0],
  )
  assert.deepEqual(await taken(db), [1, 2])
})

test('a poisonous event is tried five times alone, then set aside, and blocks nobody', async () => {
  await using db = await anOutbox()
  await record(db, 1, 2, 3, 4)
  let tries = 0
  const choosy = counting((n) => {
    if (n === 3 && ++tries) throw new Error('poison')
  })
  const rounds = await consumeAll(db, choosy)
  assert.deepEqual(await taken(db), [1, 2, 4])
  assert.deepEqual(await deadEvents(db), [{ n: 3, error: 'poison' }])
  // With 1 and 2 in the batch that failed, then five times alone after the first time there.
  assert.ok(tries >= 6 && tries <= 9, `${tries} tries`)
  assert.ok(rounds < 20, `${rounds} rounds`)
  await record(db, 5, 6)
  assert.equal(await consume(db, choosy, now), 2)
})

test('an event that fails for a while is taken when its time has come', async () => {
  await using db = await anOutbox()
  await record(db, 1, 2)
  let tries = 0
  const moody = counting(() => {
    if (++tries <= 5) throw new Error('not yet')
  })
  await consumeAll(db, moody)
  assert.deepEqual([await taken(db), await deadEvents(db)], [[1, 2], []])
  const [cursor] = await db<{ failures: number; lastError: string | null }>`
    select failures, last_error from platform.consumer where name = 'counting'`
  assert.deepEqual(cursor, { failures: 0, lastError: null })
})

import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { noon } from './attention.fixture.ts'
import {
  answerAsked,
  giveConsent,
  mayAsk,
  mayMessage,
  mayProfile,
  withdrawConsent,
} from './consent.ts'

const sms = { purpose: 'marketing', channel: 'sms', how: 'shop' } as const
const after = (minutes: number) => addMs(noon, minutes * 60_000)
const give = (db: Db, personId: string, minutes: number) =>
  db.begin((tx) => giveConsent(tx, { ...sms, personId, now: after(minutes) }))
const withdraw = (db: Db, personId: string, minutes: number) =>
  db.begin((tx) => withdrawConsent(tx, { ...sms, personId, now: after(minutes) }))
const may = async (db: Db, memberId: string) =>
  (await mayMessage(db, [{ memberId, channel: 'sms' }]))[0]
const join = (db: Db, a: string, b: string) =>
  db`insert into pool.alias values (${a}, ${a}), (${b}, ${a})`
const part = (db: Db) => db`delete from pool.alias`

test('nothing is agreed to before somebody says so, and each purpose and channel stands alone', async () => {
  await using db = await testDb()
  const memberId = randomUUIDv7()
  assert.equal(await may(db, memberId), false)
  await give(db, memberId, 0)
  assert.equal(await may(db, memberId), true)
  assert.deepEqual(await mayMessage(db, [{ memberId, channel: 'inbox' }]), [false])
  assert.deepEqual(await mayProfile(db, [memberId]), new Set())
})

test('given twice is one agreement, withdrawn twice one withdrawal, and both stay on record', async () => {
  await using db = await testDb()
  const memberId = randomUUIDv7()
  await give(db, memberId, 0)
  await give(db, memberId, 1)
  await withdraw(db, memberId, 2)
  await withdraw(db, memberId, 3)
  assert.equal(await may(db, memberId), false)
  await give(db, memberId, 4)
  assert.equal(await may(db, memberId), true)
  const rows = await db`select given_at, withdrawn_at from pool.consent order by given_at`
  assert.deepEqual(rows, [
    { givenAt: after(0), withdrawnAt: after(2) },
    { givenAt: after(4), withdrawnAt: null },
  ])
  const events = await db`
    select name from platform.event where name like 'pool.consent%' order by id`
  assert.deepEqual(
    events.map((event) => event['name']),
    ['pool.consent_given', 'pool.consent_withdrawn', 'pool.consent_given'],
  )
})

test('a purpose whose text has changed is closed until it is agreed to again', async () => {
  await using db = await testDb()
  const memberId = randomUUIDv7()
  await give(db, memberId, 0)
  await db`update pool.purpose set version = 2 where purpose = 'marketing'`
  assert.equal(await may(db, memberId), false)
  assert.equal(await mayAsk(db, { ...sms, personId: memberId, now: after(1) }), true)
  await give(db, memberId, 2)
  assert.equal(await may(db, memberId), true)
})

test('of two who are one human the stricter answer counts, whichever came first', async () => {
  await using db = await testDb()
  for (const order of [
    [1, 2],
    [2, 1],
  ] as const) {
    const [a, b] = [randomUUIDv7(), randomUUIDv7()]
    await give(db, b, 0)
    await give(db, a, order[0])
    await withdraw(db, b, order[1])
    await join(db, a, b)
    assert.deepEqual([await may(db, a), await may(db, b)], [false, false])
    await part(db)
    assert.deepEqual([await may(db, a), await may(db, b)], [true, false])
  }
})

test('a yes of the joined two answers an older no of either; taken apart, each has its own again', async () => {
  await using db = await testDb()
  const [a, b] = [randomUUIDv7(), randomUUIDv7()]
  await give(db, b, 0)
  await withdraw(db, b, 1)
  await give(db, a, 2)
  await join(db, a, b)
  await give(db, a, 3)
  assert.deepEqual([await may(db, a), await may(db, b)], [true, true])
  await withdraw(db, b, 4)
  assert.deepEqual([await may(db, a), await may(db, b)], [false, false])
  await part(db)
  assert.deepEqual([await may(db, a), await may(db, b)], [true, false])
})

test('a no of one closes it for the other who said yes, while they are joined', async () => {
  await using db = await testDb()
  const [a, b] = [randomUUIDv7(), randomUUIDv7()]
  await give(db, a, 0)
  await join(db, a, b)
  assert.equal(await may(db, b), true)
  await withdraw(db, b, 1)
  assert.deepEqual([await may(db, a), await may(db, b)], [false, false])
  await give(db, b, 2)
  assert.deepEqual([await may(db, a), await may(db, b)], [true, true])
})

test('a consent that is imported opens nothing that was withdrawn after it was given', async () => {
  await using db = await testDb()
  const memberId = randomUUIDv7()
  await give(db, memberId, 0)
  await withdraw(db, memberId, 1)
  await db.begin((tx) =>
    giveConsent(tx, { ...sms, personId: memberId, now: after(9), givenAt: after(-99) }),
  )
  assert.equal(await may(db, memberId), false)
})

test('nobody asks again for thirty days after a no', async () => {
  await using db = await testDb()
  const personId = randomUUIDv7()
  const profiling = { personId, purpose: 'profiling', channel: 'all' } as const
  const asks = (now: Date) => mayAsk(db, { ...profiling, now })
  assert.equal(await asks(noon), true)
  await db.begin((tx) => answerAsked(tx, { ...profiling, answer: 'refused', now: noon }))
  assert.equal(await asks(addMs(noon, 30 * dayMs - 1)), false)
  assert.equal(await asks(addMs(noon, 30 * dayMs)), true)
})

/** The pipeline: what fails blocks nobody, who follows is told, and workers do not do it twice. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs, hourMs } from '#platform/clock.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import type { Db } from '#platform/db.ts'
import type { NewFact } from '../facts/fact.ts'
import { writeFacts } from '../facts/write-facts.ts'
import { ageOfSegments, followFacts } from './follow-facts.ts'
import { caughtUp, membersOf } from './history.fixture.ts'
import type { Rule } from './rule.ts'
import { archiveSegment, createSegment, emptyArchived, followSegment } from './segment.ts'

const now = new Date('2026-11-20T04:00:00Z')
const by = '00000000-0000-7000-8000-000000000001'
const viewed: Rule = { is: 'did', did: true, kind: 'viewed', topic: null, times: 1, days: 7 }

const aFact = (personId: string, kind: NewFact['kind'] = 'viewed', at = now): NewFact => ({
  personId,
  kind,
  happenedAt: at,
  id: randomUUID(),
  topic: '',
  objectId: null,
  amountFen: null,
  quantity: null,
})
const write = (db: Db, facts: NewFact[], at = now) => db.begin((tx) => writeFacts(tx, facts, at))
const make = (db: Db, name: string, rule: Rule) =>
  db.begin((tx) => createSegment(tx, { name, rule, by, now }))

test('a person whose facts cannot be taken is set aside after some tries, and the others go on', async () => {
  await using db = await testDb()
  const id = await make(db, 'lookers', viewed)
  const [bad, good] = [randomUUID(), randomUUID()]
  await db.pool.query(
    `alter table pool.activity_day add constraint not_them check (person_id <> '${bad}')`,
  )
  await write(db, [aFact(bad), aFact(good)])
  await horizonPassed(db)
  for (let tries = 0; tries < 6; tries++) await assert.rejects(followFacts(db, now))
  await caughtUp(db, now)
  assert.deepEqual(await membersOf(db, id), [good])
  const dead = await db`select consumer from platform.dead_event`
  assert.equal(dead.length, 1)
  const later = randomUUID()
  await write(db, [aFact(later)])
  await caughtUp(db, now)
  assert.deepEqual(await membersOf(db, id), [good, later].toSorted())
})

test('two workers at once count each fact once', async () => {
  await using db = await testDb()
  const id = await make(db, 'thrice', { ...viewed, times: 3 })
  const [twice, thrice] = [randomUUID(), randomUUID()]
  const facts = [twice, twice, thrice, thrice, thrice].map((person) => aFact(person))
  for (const fact of facts) await write(db, [fact])
  await horizonPassed(db)
  for (let turn = 0; turn < 4; turn++)
    await Promise.all([followFacts(db, now), followFacts(db, now), followFacts(db, now)])
  assert.deepEqual(await membersOf(db, id), [thrice])
})

test('time alone takes a person out at midnight in China and lets another in when the hours are over', async () => {
  await using db = await testDb()
  const today = await make(db, 'today', { ...viewed, days: 1 })
  const left = await make(db, 'left', {
    is: 'then_not',
    first: 'added',
    topic: null,
    next: 'paid',
    hours: 2,
    days: 3,
  })
  const person = randomUUID()
  await write(db, [aFact(person), aFact(person, 'added')])
  await caughtUp(db, now)
  assert.deepEqual([await membersOf(db, today), await membersOf(db, left)], [[person], []])
  await caughtUp(db, addMs(now, 2 * hourMs - 1))
  assert.deepEqual(await membersOf(db, left), [])
  await caughtUp(db, addMs(now, 2 * hourMs))
  assert.deepEqual(await membersOf(db, left), [person])
  const midnight = new Date('2026-11-20T16:00:00Z')
  await caughtUp(db, addMs(midnight, -1))
  assert.deepEqual(await membersOf(db, today), [person])
  await caughtUp(db, midnight)
  assert.deepEqual(await membersOf(db, today), [])
  const paidAt = addMs(midnight, hourMs)
  await write(db, [aFact(person, 'paid', paidAt)], paidAt)
  await caughtUp(db, paidAt)
  assert.deepEqual(await membersOf(db, left), [])
})

test('whoever follows a segment is told of comings and goings, and of nobody else’s', async () => {
  await using db = await testDb()
  const [followed, other] = [await make(db, 'a', viewed), await make(db, 'b', viewed)]
  await caughtUp(db, now)
  await db.begin((tx) => followSegment(tx, followed, `journey:${randomUUID()}`))
  const person = randomUUID()
  await write(db, [aFact(person)])
  await caughtUp(db, now)
  await caughtUp(db, addMs(now, 8 * dayMs))
  assert.deepEqual(await membersOf(db, other), [])
  const events = await db<{ payload: Record<string, unknown> }>`
    select payload from platform.event where name = 'pool.segment_changed' order by event.id`
  assert.deepEqual(
    events.map(({ payload }) => [payload['segmentId'], payload['entered'], payload['left']]),
    [
      [followed, [person], []],
      [followed, [], [person]],
    ],
  )
})

test('an archived segment is emptied, and how old the segments are is said', async () => {
  await using db = await testDb()
  const id = await make(db, 'a', viewed)
  await write(db, [aFact(randomUUID())])
  assert.deepEqual(await ageOfSegments(db, addMs(now, hourMs)), now)
  await caughtUp(db, now)
  assert.deepEqual(await ageOfSegments(db, addMs(now, hourMs)), addMs(now, hourMs))
  assert.equal((await membersOf(db, id)).length, 1)
  await db.begin((tx) => archiveSegment(tx, id, now))
  assert.equal(await emptyArchived(db), 1)
  await caughtUp(db, now)
  assert.deepEqual(await membersOf(db, id), [])
})

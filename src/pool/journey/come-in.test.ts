import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs, hourMs } from '#platform/clock.ts'
import { consume } from '#platform/consumers.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { aMember, noon } from '../attention/attention.fixture.ts'
import { writeFacts } from '../facts/write-facts.ts'
import { followFacts } from '../segment/follow-facts.ts'
import type { Rule } from '../segment/rule.ts'
import { createSegment } from '../segment/segment.ts'
import { birthdaysOn, enterByBirthday, enterBySegment, fillJourneys } from './come-in.ts'
import type { Step } from './graph.ts'
import { aJourney, cart, live, staffId, start, tell } from './journey.fixture.ts'

test('nobody is in a journey twice at once; who is through comes again when the rule lets them', async () => {
  await using db = await testDb()
  const memberId = await aMember(db)
  const steps: Step[] = [{ id: 'wait', is: 'wait', hours: 1 }]
  const once = await aJourney(db, { ...cart, steps })
  const weekly = await aJourney(db, { ...cart, again: { is: 'after', days: 7 }, steps })
  const always = await aJourney(db, { ...cart, again: { is: 'always' }, steps })
  const times = [0, 60_000, 2 * hourMs, 7 * dayMs + hourMs]
  for (const after of times) {
    const at = addMs(noon, after)
    await tell(db, memberId, 'added', at)
    await live(db, at)
    await live(db, addMs(at, hourMs + 1))
  }
  const rows = await db<{ journeyId: string; count: number }>`
    select journey_id, count(*) from pool.enrolment group by journey_id`
  const counts = new Map(rows.map((row) => [row.journeyId, row.count]))
  assert.deepEqual([counts.get(once), counts.get(weekly), counts.get(always)], [1, 2, 4])
})

test('old facts, facts from before the start and visitors bring nobody in', async () => {
  await using db = await testDb()
  const memberId = await aMember(db)
  await aJourney(db, { ...cart, steps: [{ id: 'wait', is: 'wait', hours: 1 }] })
  await tell(db, memberId, 'added', addMs(start, -1))
  await tell(db, randomUUIDv7(), 'added', noon)
  await live(db, noon)
  await tell(db, memberId, 'added', noon)
  await live(db, addMs(noon, 24 * hourMs + 1))
  assert.deepEqual(await db`select from pool.enrolment`, [])
})

test('a birthday comes every year, on 28 February where the year has no 29th', async () => {
  await using db = await testDb()
  const steps: Step[] = [{ id: 'mark', is: 'tag', tag: 'born today', days: null }]
  await aJourney(db, { ...cart, entry: { is: 'birthday', daysBefore: 0 }, steps })
  const [leap, other] = [await aMember(db), await aMember(db)]
  for (const [member, day] of [
    [leap, 229],
    [other, 301],
  ] as const)
    await db`
      insert into pool.profile (member_id, kind, first_at, last_at, last_on, stage, stage_since, birth_month_day)
      values (${member}, 'member', ${noon}, ${noon}, ${noon}::date, 'member', ${noon}, ${day})`
  const count = async (at: string) => enterByBirthday(db, new Date(at))
  assert.equal(await count('2027-02-27T15:59:59Z'), 0, 'still the 27th in China')
  assert.equal(await count('2027-02-27T16:00:00Z'), 1)
  assert.equal(await count('2027-02-28T10:00:00Z'), 0, 'once a year')
  await live(db, new Date('2027-02-28T10:00:00Z'))
  assert.equal(await count('2028-02-28T10:00:00Z'), 0, 'this year has a 29th')
  assert.equal(await count('2028-02-29T10:00:00Z'), 1)
  assert.deepEqual(birthdaysOn('2028-02-28'), [228])
})

test('a segment brings in who is there at the start and who comes later, and branches ask what holds then', async () => {
  await using db = await testDb()
  const settle = async (at: Date) => {
    await horizonPassed(db)
    while ((await followFacts(db, at)) > 0) await horizonPassed(db)
    await horizonPassed(db)
    while ((await consume(db, enterBySegment, at)) > 0);
  }
  const buyers: Rule = { is: 'sum', of: 'orders', compare: 'at_least', value: 1 }
  const twice: Rule = { ...buyers, value: 2 }
  const [early, late, never] = [await aMember(db), await aMember(db), await aMember(db)]
  for (const member of [early, late, never]) await tell(db, member, 'visited', start)
  const order = async (member: string, at: Date) => {
    const fact = { personId: member, kind: 'paid' as const, happenedAt: at, id: randomUUIDv7() }
    const paid = { ...fact, topic: '', objectId: fact.id, amountFen: 100, quantity: null }
    await db.begin((tx) => writeFacts(tx, [paid], at))
  }
  for (const at of [start, addMs(start, 1_000)]) await order(early, at)
  await settle(start)
  const segment = { name: 'buyers', rule: buyers, by: staffId, now: start }
  const segmentId = await db.begin((tx) => createSegment(tx, segment))
  await settle(start)
  const mark = (id: string, tag: string): Step => ({ id, is: 'tag', tag, days: null })
  const fork: Step = {
    id: 'fork',
    is: 'branch',
    rule: twice,
    yes: [mark('a', 'often')],
    no: [mark('b', 'once')],
  }
  const entry = { is: 'segment' as const, segmentId, alsoNow: true }
  await aJourney(db, { ...cart, entry, steps: [fork] })
  while ((await fillJourneys(db, noon)) > 0);
  await order(late, noon)
  await settle(noon)
  await live(db, noon)
  const tags = await db`select person_id, tag from pool.tag order by tag`
  assert.deepEqual(tags, [
    { personId: early, tag: 'often' },
    { personId: late, tag: 'once' },
  ])
})

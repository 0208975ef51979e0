import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { balancesOf } from '#ledger/balance.ts'
import { addMs, dayMs, hourMs } from '#platform/clock.ts'
import { consume } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { aMember, aTemplate, noon, vault } from '../attention/attention.fixture.ts'
import { withdrawConsent } from '../attention/consent.ts'
import { createSends } from '../attention/send.ts'
import type { FactKind } from '../facts/fact.ts'
import { writeFacts } from '../facts/write-facts.ts'
import { merge, undoMerge } from '../identity/merge.ts'
import { closeAccount } from '../member.ts'
import { pointsBook, pointsOf } from '../points.ts'
import { followFacts } from '../segment/follow-facts.ts'
import type { Rule } from '../segment/rule.ts'
import { createSegment } from '../segment/segment.ts'
import * as comeIn from './come-in.ts'
import { endForClosed, endStopped } from './end.ts'
import { isControl } from './enter.ts'
import { compile, nextMinute } from './graph.ts'
import type { Graph, Step } from './graph.ts'
import * as journeys from './journey.ts'
import { readReport } from './report.ts'
import { moveJourneys } from './step.ts'

const { birthdaysOn, enterByBirthday, enterBySegment, fillJourneys, followForJourneys } = comeIn
const staffId = randomUUIDv7()
const cart: Omit<Graph, 'steps'> = {
  entry: { is: 'fact', kind: 'added', topic: null },
  again: { is: 'never' },
}
const start = addMs(noon, -hourMs)

async function aJourney(db: Db, graph: Graph, controlBps = 0): Promise<string> {
  return db.begin(async (tx) => {
    const id = await journeys.createJourney(tx, {
      name: 'Left the cart',
      graph,
      controlBps,
      controlReason: controlBps === 0 ? 'A test of single steps' : null,
      measuredDays: 7,
      now: start,
      staffId,
    })
    await journeys.startJourney(tx, { id, edition: 1, now: start, staffId })
    return id
  })
}

async function tell(
  db: Db,
  personId: string,
  kind: FactKind,
  at: Date,
  amountFen: number | null = null,
) {
  const fact = { personId, kind, happenedAt: at, id: randomUUIDv7(), topic: '', objectId: null }
  await db.begin((tx) => writeFacts(tx, [{ ...fact, amountFen, quantity: null }], at))
  await horizonPassed(db)
}

/** Everything that is due by then, in the order of time. */
async function live(db: Db, now: Date): Promise<void> {
  const sends = createSends(db, vault)
  while ((await followForJourneys(db, now)) > 0);
  while ((await moveJourneys(db, { sends }, now)) > 0);
  await sends.drain()
}

const stories = (db: Db) => db<{ step: string; outcome: string }>`
  select step, outcome from pool.enrolment_step order by at, member_id, move`

const message = (id: string, templateId: string): Step => ({
  id,
  is: 'message',
  templateId,
  channel: 'inbox',
  waitHours: 0,
})

test('who leaves the cart and does not pay is written to once; who pays meanwhile is not', async () => {
  await using db = await testDb()
  const templateId = await aTemplate(db)
  const [paying, leaving] = [await aMember(db), await aMember(db)]
  await aJourney(db, {
    ...cart,
    steps: [
      {
        id: 'paid',
        is: 'wait_for',
        kind: 'paid',
        topic: null,
        hours: 24,
        yes: [{ id: 'over', is: 'end' }],
        no: [message('remind', templateId)],
      },
      { id: 'gift', is: 'points', points: 50 },
      { id: 'mark', is: 'tag', tag: 'came back', days: 30 },
    ],
  })
  for (const member of [paying, leaving]) await tell(db, member, 'added', noon)
  await live(db, addMs(noon, 1_000))
  await tell(db, paying, 'paid', addMs(noon, hourMs), 1_00)
  await live(db, addMs(noon, hourMs))
  assert.deepEqual(await stories(db), [{ step: 'paid', outcome: 'yes' }])
  await live(db, addMs(noon, 24 * hourMs - 1))
  assert.equal((await stories(db)).length, 1, 'not before its time')
  await live(db, addMs(noon, 24 * hourMs))
  await live(db, addMs(noon, 30 * hourMs))
  assert.deepEqual((await stories(db)).slice(1), [
    { step: 'paid', outcome: 'no' },
    { step: 'remind', outcome: 'delivered' },
    { step: 'gift', outcome: 'done' },
    { step: 'mark', outcome: 'done' },
  ])
  const messages = await db`select member_id from pool.message where class = 'marketing'`
  assert.deepEqual(messages, [{ memberId: leaving }])
  const [points] = await balancesOf(db, {
    book: pointsBook,
    accounts: [pointsOf(leaving)],
    now: noon,
  })
  assert.equal(points!.available, 50)
  const tags = await db`select person_id, tag, origin from pool.tag`
  assert.deepEqual(tags, [{ personId: leaving, tag: 'came back', origin: 'rule' }])
})

test('a step takes effect once, though two workers do it and one dies after it has sent', async () => {
  await using db = await testDb()
  const templateId = await aTemplate(db)
  const memberId = await aMember(db)
  await aJourney(db, { ...cart, steps: [message('hello', templateId)] })
  await tell(db, memberId, 'added', noon)
  await followForJourneys(db, noon)
  const sends = createSends(db, vault)
  const dying: Db = Object.assign(((...query: Parameters<Db>) => db(...query)) as Db, db, {
    begin: () => Promise.reject(new Error('killed')),
  })
  await assert.rejects(moveJourneys(dying, { sends }, noon), /killed/)
  await Promise.all([moveJourneys(db, { sends }, noon), moveJourneys(db, { sends }, noon)])
  assert.deepEqual(await stories(db), [{ step: 'hello', outcome: 'delivered' }])
  const [{ count } = { count: 0 }] = await db<{ count: number }>`
    select count(*) from pool.message where class = 'marketing'`
  assert.equal(count, 1)
})

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

test('consent withdrawn on the way: nothing is sent, and the journey goes on', async () => {
  await using db = await testDb()
  const templateId = await aTemplate(db)
  const memberId = await aMember(db)
  await aJourney(db, {
    ...cart,
    steps: [
      { id: 'wait', is: 'wait', hours: 1 },
      message('hello', templateId),
      { id: 'mark', is: 'tag', tag: 'seen', days: null },
    ],
  })
  await tell(db, memberId, 'added', noon)
  await live(db, noon)
  const how = { purpose: 'marketing', channel: 'inbox', how: 'shop' } as const
  await db.begin((tx) => withdrawConsent(tx, { ...how, personId: memberId, now: noon }))
  await live(db, addMs(noon, hourMs))
  assert.deepEqual(await stories(db), [
    { step: 'hello', outcome: 'no_consent' },
    { step: 'mark', outcome: 'done' },
  ])
})

test('an account that is closed and a journey that is stopped go no further', async () => {
  await using db = await testDb()
  const [closing, staying] = [await aMember(db), await aMember(db)]
  const id = await aJourney(db, { ...cart, steps: [{ id: 'wait', is: 'wait', hours: 1 }] })
  for (const member of [closing, staying]) await tell(db, member, 'added', noon)
  await live(db, noon)
  await db.begin((tx) => closeAccount(tx, { memberId: closing, now: noon }))
  await horizonPassed(db)
  while ((await consume(db, endForClosed, noon)) > 0);
  await db.begin((tx) => journeys.stopJourney(tx, id, noon))
  await live(db, addMs(noon, 2 * hourMs))
  await endStopped(db, noon)
  const ends = await db`select member_id, ended_why from pool.enrolment`
  assert.deepEqual(
    ends,
    [{ memberId: staying, endedWhy: 'stopped' }],
    'of the closed one nothing is left',
  )
})

test('who is under way finishes on the version they began with; a pause holds everybody', async () => {
  await using db = await testDb()
  const [early, late] = [await aMember(db), await aMember(db)]
  const tag = (name: string): Step => ({ id: 'mark', is: 'tag', tag: name, days: null })
  const wait: Step = { id: 'wait', is: 'wait', hours: 1 }
  const id = await aJourney(db, { ...cart, steps: [wait, tag('first')] })
  await tell(db, early, 'added', noon)
  await live(db, noon)
  await db.begin(async (tx) => {
    const { name, controlBps, controlReason, measuredDays } = await journeys.getJourney(tx, id)
    const graph = { ...cart, steps: [wait, tag('second')] }
    const text = { name, graph, controlBps, controlReason, measuredDays }
    await journeys.changeJourney(tx, { ...text, id, edition: 1, now: noon })
    await journeys.startJourney(tx, { id, edition: 2, now: noon, staffId })
  })
  await tell(db, late, 'added', addMs(noon, 1_000))
  await live(db, addMs(noon, 1_000))
  await db.begin((tx) => journeys.pauseJourney(tx, id))
  await live(db, addMs(noon, 5 * hourMs))
  assert.deepEqual(await stories(db), [])
  await db.begin((tx) => journeys.resumeJourney(tx, id))
  await live(db, addMs(noon, 5 * hourMs))
  const tags = await db`select person_id, tag from pool.tag order by tag`
  assert.deepEqual(tags, [
    { personId: early, tag: 'first' },
    { personId: late, tag: 'second' },
  ])
})

test('a tenth is kept out, by nobody’s choice and for good, and gets nothing', async () => {
  await using db = await testDb()
  const templateId = await aTemplate(db)
  const steps = [message('hello', templateId)]
  const id = await aJourney(db, { ...cart, again: { is: 'always' }, steps }, 5_000)
  const members: string[] = []
  for (let n = 0; n < 12; n++) members.push(await aMember(db))
  for (const day of [0, 1]) {
    for (const member of members) await tell(db, member, 'added', addMs(noon, day * dayMs))
    await live(db, addMs(noon, day * dayMs))
  }
  const [running] = await journeys.readRunning(db)
  const rows = await db<{ memberId: string; isControl: boolean }>`
    select member_id, is_control from pool.enrolment where journey_id = ${id}`
  assert.equal(rows.length, 24)
  for (const { memberId, isControl: kept } of rows)
    assert.equal(kept, isControl(running!, memberId))
  const kept = new Set(rows.filter((row) => row.isControl).map((row) => row.memberId))
  const written = await db<{ memberId: string }>`select distinct member_id from pool.message`
  assert.ok(written.every(({ memberId }) => !kept.has(memberId)))
  assert.equal(written.length, 12 - kept.size)
  const many = Array.from({ length: 20_000 }, () => randomUUIDv7())
  const share = many.filter((memberId) =>
    isControl({ ...running!, controlBps: 1_000 }, memberId),
  ).length
  assert.ok(Math.abs(share - 2_000) < 170, `${share}`) // four standard deviations
})

test('two who turn out to be one go on once, and are left out of the comparison while they are one', async () => {
  await using db = await testDb()
  const steps: Step[] = [{ id: 'wait', is: 'wait', hours: 240 }]
  const id = await aJourney(db, { ...cart, steps }, 5_000)
  const all: string[] = []
  for (let n = 0; n < 14; n++) all.push(await aMember(db))
  for (const member of all) await tell(db, member, 'added', noon)
  await live(db, noon)
  const [running] = await journeys.readRunning(db)
  const side = (wanted: boolean) =>
    all.find((memberId) => isControl(running!, memberId) === wanted)!
  const [a, b] = [side(true), side(false)]
  const later = addMs(noon, 8 * dayMs)
  await tell(db, a, 'paid', addMs(noon, dayMs), 500)
  await tell(db, b, 'paid', addMs(noon, 7 * dayMs + 1), 900)
  const before = (await readReport(db, { id, measuredDays: 7, now: later })).effect
  assert.deepEqual([before.inBoth, before.control.buyers, before.treated.buyers], [0, 1, 0])
  assert.equal(before.treated.people + before.control.people, 14)
  const evidence = { reason: 'staff' as const }
  const merged = await db.begin((tx) => merge(tx, { a, b, evidence, by: 'staff:x', now: noon }))
  assert.ok('mergeId' in merged)
  await horizonPassed(db)
  while ((await consume(db, endForClosed, noon)) > 0);
  const open = await db`
    select from pool.enrolment where member_id = any(${[a, b]}::uuid[]) and ended_at is null`
  assert.equal(open.length, 1)
  const joined = (await readReport(db, { id, measuredDays: 7, now: later })).effect
  assert.deepEqual([joined.inBoth, joined.treated.people + joined.control.people], [1, 12])
  await db.begin((tx) => undoMerge(tx, { mergeId: merged.mergeId, by: 'staff:x', now: noon }))
  const undone = (await readReport(db, { id, measuredDays: 7, now: later })).effect
  assert.deepEqual(undone, before, 'exactly as it was')
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

test('branches come together again, and the end of one is the end of all', () => {
  const end: Step = { id: 'end', is: 'end' }
  const after: Step = { id: 'after', is: 'wait', hours: 1 }
  const inner: Step = { id: 'inner', is: 'wait', hours: 1 }
  const rule = { is: 'all' as const, of: [] }
  const fork: Step = { id: 'fork', is: 'branch', rule, yes: [inner], no: [end] }
  const { first, nodes } = compile({ ...cart, steps: [fork, after] })
  assert.equal(first, 'fork')
  const { yes, no } = nodes.get('fork')!
  assert.deepEqual([yes, no], ['inner', 'end'])
  assert.equal(nodes.get('inner')!.next, 'after')
  assert.equal(nodes.get('end')!.next, null)
  assert.equal(nodes.get('after')!.next, null)
  assert.deepEqual(nextMinute(9 * 60, noon), new Date('2026-11-21T01:00:00Z'))
})

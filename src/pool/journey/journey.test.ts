import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { balancesOf } from '#ledger/balance.ts'
import { addMs, hourMs } from '#platform/clock.ts'
import { consume } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { aMember, aTemplate, noon, vault } from '../attention/attention.fixture.ts'
import { withdrawConsent } from '../attention/consent.ts'
import { createSends } from '../attention/send.ts'
import { closeAccount } from '../member.ts'
import { pointsBook, pointsOf } from '../points.ts'
import { followForJourneys } from './come-in.ts'
import { endForClosed, endStopped } from './end.ts'
import type { Step } from './graph.ts'
import * as journeys from './journey.ts'
import { aJourney, cart, live, message, staffId, stories, tell } from './journey.fixture.ts'
import { moveJourneys } from './step.ts'

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

test('a journey with words that do not exist does not start, so that no other waits behind it', async () => {
  await using db = await testDb()
  const steps = [message('hello', randomUUIDv7())]
  await assert.rejects(aJourney(db, { ...cart, steps }), {
    code: 'journey_cannot_run',
    facts: { reason: 'template_missing' },
  })
})

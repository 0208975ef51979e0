import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import { consume } from '#platform/consumers.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { aMember, aTemplate, noon } from '../attention/attention.fixture.ts'
import { merge, undoMerge } from '../identity/merge.ts'
import { endForClosed } from './end.ts'
import { isControl } from './enter.ts'
import type { Step } from './graph.ts'
import * as journeys from './journey.ts'
import { aJourney, cart, live, message, tell } from './journey.fixture.ts'
import { readReport } from './report.ts'

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

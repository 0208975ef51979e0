import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { isRefusal } from '#platform/errors.ts'
import { testDb } from '#test/db.ts'
import { aMember, aTemplate, noon, vault } from './attention.fixture.ts'
import { withdrawConsent } from './consent.ts'
import { sendDeferred } from './defer.ts'
import { nobodyToReach, outreachEnded } from './errors.ts'
import { sendOutreachPiece, startOutreach, stopOutreach } from './outreach.ts'
import type { NewOutreach } from './outreach.ts'
import { foretell, getOutreach, readAfter } from './outreach-report.ts'
import { createSends } from './send.ts'
import { writeFacts } from '../facts/write-facts.ts'

const by = { kind: 'staff', id: randomUUIDv7() }

async function aSegment(db: Db, memberIds: string[]): Promise<string> {
  const segmentId = randomUUIDv7()
  await db`
    insert into pool.segment_member (segment_id, member_id, since)
    select ${segmentId}, id, ${noon} from unnest(${memberIds}::uuid[]) as one (id)`
  return segmentId
}

async function start(db: Db, of: Partial<NewOutreach>, now = noon): Promise<string> {
  const templateId = of.templateId ?? (await aTemplate(db))
  const outreach = { segmentId: null, channel: 'inbox' as const, membersSeen: 0, waits: false }
  return db.begin((tx) => startOutreach(tx, { ...outreach, ...of, templateId, by, now }))
}

const members = async (db: Db, yes: number, no: number) => [
  ...(await Promise.all(Array.from({ length: yes }, () => aMember(db)))),
  ...(await Promise.all(Array.from({ length: no }, () => aMember(db, [])))),
]

test('what is foretold is what happens: who is reached, and why others are not', async () => {
  await using db = await testDb()
  const segmentId = await aSegment(db, [...(await members(db, 5, 3)), randomUUIDv7()])
  const foretold = await foretell(db, vault, { segmentId, channel: 'inbox', now: noon })
  const refused = [
    { outcome: 'no_consent', members: 3 },
    { outcome: 'unreachable', members: 1 },
  ]
  assert.deepEqual(foretold, { members: 9, looked: 9, reached: 5, refused })
  const id = await start(db, { segmentId, membersSeen: 9 })
  const sends = createSends(db, vault)
  assert.equal(await sendOutreachPiece(db, sends, noon), 9)
  assert.equal(await sendOutreachPiece(db, sends, noon), 0)
  const done = await getOutreach(db, id)
  assert.deepEqual([done.state, done.wanted, done.delivered, done.refused], ['done', 9, 5, refused])
})

test('a message to everybody needs the number of everybody; a message to nobody is refused', async () => {
  await using db = await testDb()
  await members(db, 3, 0)
  for (const membersSeen of [0, 2, 4])
    await assert.rejects(start(db, { membersSeen }), { code: 'count_differs' })
  await start(db, { membersSeen: 3 })
  await assert.rejects(start(db, { segmentId: randomUUIDv7() }), (error) =>
    isRefusal(error, nobodyToReach),
  )
})

test('a segment with nearly everybody in it is confirmed as everybody is', async () => {
  await using db = await testDb()
  const all = await members(db, 20, 0)
  const [most, some] = [await aSegment(db, all.slice(1)), await aSegment(db, all.slice(2))]
  await assert.rejects(start(db, { segmentId: most }), { code: 'count_differs' })
  await start(db, { segmentId: most, membersSeen: 19 })
  await start(db, { segmentId: some })
})

test('two workers send a piece at once: nobody gets it twice', async () => {
  await using db = await testDb()
  await members(db, 30, 0)
  const id = await start(db, { membersSeen: 30 })
  const [one, other] = [createSends(db, vault), createSends(db, vault)]
  await Promise.all([sendOutreachPiece(db, one, noon), sendOutreachPiece(db, other, noon)])
  assert.equal((await getOutreach(db, id)).delivered, 30)
})

test('a consent that is withdrawn while it is being sent counts at once', async () => {
  await using db = await testDb()
  const [first] = await members(db, 2, 0)
  const id = await start(db, { membersSeen: 2 })
  const consent = { personId: first!, purpose: 'marketing', channel: 'inbox', how: 'shop' } as const
  await db.begin((tx) => withdrawConsent(tx, { ...consent, now: noon }))
  await sendOutreachPiece(db, createSends(db, vault), noon)
  const done = await getOutreach(db, id)
  assert.deepEqual([done.delivered, done.refused], [1, [{ outcome: 'no_consent', members: 1 }]])
})

test('who is in hours of quiet is tried again for two days, and stopping ends that, too', async () => {
  await using db = await testDb()
  await members(db, 4, 0)
  const night = new Date('2026-11-20T23:00:00+08:00')
  const morning = new Date('2026-11-21T09:00:00+08:00')
  const sends = createSends(db, vault)
  const [kept, stopped] = [
    await start(db, { membersSeen: 4, waits: true }, night),
    await start(db, { membersSeen: 4, waits: true }, night),
  ]
  await sendOutreachPiece(db, sends, night)
  await sendOutreachPiece(db, sends, night)
  assert.equal((await getOutreach(db, stopped)).waiting, 4)
  await db.begin((tx) => stopOutreach(tx, { id: stopped, by, now: morning }))
  await assert.rejects(
    db.begin((tx) => stopOutreach(tx, { id: stopped, by, now: morning })),
    (error) => isRefusal(error, outreachEnded),
  )
  assert.equal(await sendDeferred(db, sends, morning), 4)
  const [first, second] = [await getOutreach(db, kept), await getOutreach(db, stopped)]
  assert.deepEqual([first.delivered, first.waiting, first.refused], [4, 0, []])
  assert.deepEqual(
    [second.state, second.delivered, second.waiting, second.refused],
    ['stopped', 0, 0, [{ outcome: 'stopped', members: 4 }]],
  )
})

test('what came after is counted for a week, from the message on', async () => {
  await using db = await testDb()
  const [memberId] = await members(db, 1, 0)
  const id = await start(db, { membersSeen: 1 })
  await sendOutreachPiece(db, createSends(db, vault), noon)
  const paidAt = [addMs(noon, -1), addMs(noon, 1), addMs(noon, 6 * dayMs), addMs(noon, 8 * dayMs)]
  const facts = paidAt.map((happenedAt) => ({
    personId: memberId!,
    happenedAt,
    id: randomUUIDv7(),
    kind: 'paid' as const,
    topic: '',
    objectId: randomUUIDv7(),
    amountFen: 100,
    quantity: 1,
  }))
  await db.begin((tx) => writeFacts(tx, facts, noon))
  const after = await readAfter(db, { outreachId: id, startedAt: noon })
  assert.deepEqual(after, { opened: 0, orders: 2, buyers: 1 })
})

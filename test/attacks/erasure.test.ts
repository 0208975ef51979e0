/** Whoever is gone is gone from where a job was, too: no list of theirs ends with an id, and none begins late. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sendPushes } from '#boards/push.ts'
import { sendOutreachPiece } from '#pool/attention/outreach.ts'
import { fillJourneys } from '#pool/journey/come-in.ts'
import { closeAccount } from '#pool/member.ts'
import { forgetClosed } from '#pool/rights/forget-closed.ts'
import { settle } from '../identity/compare.ts'
import { findInDatabase } from '../marked-person.ts'
import { openShop } from './shop.ts'
import { made } from './traffic-shop.ts'

const words = {
  name: 'Autumn',
  titleZh: '秋季新品',
  titleEn: 'New for autumn',
  bodyZh: '到货了',
  bodyEn: 'They are here',
  link: '/products',
}
const tea = { code: 'tea', nameZh: '茶', nameEn: 'Tea', offerZh: '茶', offerEn: 'Tea' }

test('who was reached last by a message, a push or a journey is not kept as the place it came to', async () => {
  await using shop = await openShop()
  const { db, running } = shop
  const { now, program } = running
  const desk = await shop.staff('operations')
  const { memberId, client } = await shop.member()
  await made(desk.post('/console/boards', { ...tea, link: null, rule: null, status: 'open' }))
  await made(client.post('/boards/tea/membership'))
  const { id: templateId } = await made(desk.post('/console/templates', words))
  const rule = { is: 'kind', kind: 'member' }
  const { segmentId } = await made(desk.post('/console/segments', { name: 'All', rule }))
  await running.work()
  await settle(db, now)
  const entry = { is: 'segment', segmentId, alsoNow: true }
  const graph = { entry, again: { is: 'never' }, steps: [{ id: 's1', is: 'wait', hours: 1 }] }
  const journey = { name: 'All', graph, controlBps: 1_000, controlReason: null, measuredDays: 30 }
  const { id: journeyId } = await made(desk.post('/console/journeys', journey))
  await made(desk.post(`/console/journeys/${journeyId}/start`, { edition: 1 }))
  const { everybody } = await made(desk.get('/console/outreach/audiences'))
  const outreach = { templateId, segmentId: null, channel: 'inbox', waits: false }
  await made(desk.post('/console/outreach', { ...outreach, membersSeen: everybody }))
  await made(desk.post('/console/boards/tea/pushes', { templateId, channel: 'inbox' }))

  assert.ok((await sendOutreachPiece(db, program.services.sends, now)) > 0)
  assert.ok((await sendPushes(db, program.services.sends, now)) > 0)
  assert.ok((await fillJourneys(db, now)) > 0)
  const places = ['pool.outreach', 'boards.push', 'pool.journey']
  const found = (await findInDatabase(db, [memberId])).map(({ table }) => table)
  assert.deepEqual(
    found.filter((table) => places.includes(table)),
    [],
  )
  assert.ok(found.includes('pool.enrolment'))
})

test('who came into a journey while the account was being closed does not stay in it', async () => {
  await using shop = await openShop()
  const { db, running } = shop
  const { memberId } = await shop.member()
  await db.begin((tx) => closeAccount(tx, { memberId, now: running.now }))
  await running.work()
  const desk = await shop.staff('operations')
  const steps = [{ id: 's1', is: 'wait', hours: 1 }]
  const graph = { entry: { is: 'fact', kind: 'added', topic: null }, again: { is: 'never' }, steps }
  const journey = { name: 'Cart', graph, controlBps: 1_000, controlReason: null, measuredDays: 30 }
  const { id } = await made(desk.post('/console/journeys', journey))
  await db`
    insert into pool.enrolment
      (member_id, id, journey_id, version, entry, is_control, entered_at, step, due_at)
    values (${memberId}, ${id}, ${id}, 1, 'start', false, ${running.now}, 's1', ${running.now})`
  await forgetClosed(db, running.now)
  assert.deepEqual(await db`select from pool.enrolment`, [])
})

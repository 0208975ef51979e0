import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { findBreaches } from '#ledger/invariants.ts'
import { addMs, dayMs, hourMs } from '#platform/clock.ts'
import { overlap, testDb } from '#test/db.ts'
import { fieldPlace } from '../profile/fields.ts'
import { aMember, aSend, aTemplate, noon, sendOne, told, vault } from './attention.fixture.ts'
import { giveConsent, withdrawConsent } from './consent.ts'
import { sendDeferred } from './defer.ts'
import { sendAll, createSends } from './send.ts'
import { sendBatch } from './send-batch.ts'

test('10,000 sends to one member leave two in a day and six in a week', async () => {
  await using db = await testDb()
  const to = { memberId: await aMember(db), templateId: await aTemplate(db) }
  const monday = new Date('2026-11-16T04:00:00Z')
  const byDay: number[] = []
  for (let day = 0; day < 8; day++) {
    const at = addMs(monday, day * dayMs)
    const sends = Array.from({ length: 1_250 }, () => aSend({ ...to, at }))
    const results = await sendAll(db, vault, sends)
    byDay.push(results.filter((one) => one.outcome === 'delivered').length)
    assert.deepEqual(
      new Set(results.map(told).filter((one) => one !== 'delivered')),
      new Set(['over_budget']),
    )
  }
  // The next Monday is another week.
  assert.deepEqual(byDay, [2, 2, 2, 0, 0, 0, 0, 2])
  const [count] = await db`select count(*) from pool.message where class = 'marketing'`
  assert.equal(count!['count'], 8)
  assert.deepEqual(await findBreaches(db), [])
})

test('a class takes its share of a day and no more; another class takes the rest', async () => {
  await using db = await testDb()
  const to = { memberId: await aMember(db), templateId: await aTemplate(db) }
  const sends = (['seller', 'seller', 'circle', 'invite'] as const).map((name) =>
    aSend({ ...to, class: name }),
  )
  const results = await sendAll(db, vault, sends)
  assert.deepEqual(results.map(told), ['delivered', 'over_budget', 'delivered', 'over_budget'])
})

test('two senders racing for the last slot of a day: one has it', async () => {
  await using db = await testDb()
  const to = { memberId: await aMember(db), templateId: await aTemplate(db) }
  await sendOne(db, aSend(to))
  const [one, other] = await overlap(
    db,
    (tx) => sendBatch(tx, vault, [aSend({ ...to, class: 'seller' })]),
    (tx) => sendBatch(tx, vault, [aSend({ ...to, class: 'circle' })]),
  )
  assert.ok(one.status === 'fulfilled' && other.status === 'fulfilled')
  assert.deepEqual([told(one.value[0]!), told(other.value[0]!)], ['delivered', 'over_budget'])
})

test('two senders open the same windows at once: they are granted once', async () => {
  await using db = await testDb()
  const to = { memberId: await aMember(db), templateId: await aTemplate(db) }
  const batches = Array.from({ length: 6 }, () => [aSend(to), aSend({ ...to, class: 'seller' })])
  const results = (await Promise.all(batches.map((sends) => sendAll(db, vault, sends)))).flat()
  assert.equal(results.filter((one) => one.outcome === 'delivered').length, 2)
  assert.deepEqual(await findBreaches(db), [])
})

test('the same id sends once: in one batch, again, and from two senders at once', async () => {
  await using db = await testDb()
  const to = { memberId: await aMember(db), templateId: await aTemplate(db) }
  const send = aSend(to)
  const [first, second] = await sendAll(db, vault, [send, send])
  assert.deepEqual(
    [first, second].map((one) => one!.outcome === 'delivered' && one!.fresh),
    [true, false],
  )
  const again = await sendOne(db, { ...send, at: addMs(noon, hourMs) })
  assert.deepEqual(again, { ...first, fresh: false })
  const racing = aSend(to)
  const [one, other] = await overlap(
    db,
    (tx) => sendBatch(tx, vault, [racing]),
    (tx) => sendBatch(tx, vault, [racing]),
  )
  assert.ok(one.status === 'fulfilled' && other.status === 'fulfilled')
  assert.deepEqual(other.value[0], { ...one.value[0]!, fresh: false })
  const [count] = await db`select count(*) from pool.send`
  assert.equal(count!['count'], 2)
})

test('nobody hears of anything without consent to marketing on that channel', async () => {
  await using db = await testDb()
  const templateId = await aTemplate(db)
  const none = await aMember(db, [])
  const sms = await aMember(db, ['sms'])
  const results = await sendAll(db, vault, [
    aSend({ memberId: none, templateId }),
    aSend({ memberId: sms, templateId }),
    aSend({ memberId: sms, templateId, channel: 'sms' }),
    aSend({ memberId: randomUUIDv7(), templateId }),
  ])
  assert.deepEqual(results.map(told), ['no_consent', 'no_consent', 'unreachable', 'unreachable'])
})

test('a withdrawal while a batch is being written waits for it, and nothing is sent after', async () => {
  await using db = await testDb()
  const to = { memberId: await aMember(db), templateId: await aTemplate(db) }
  const consent = {
    personId: to.memberId,
    purpose: 'marketing' as const,
    channel: 'inbox' as const,
    how: 'shop',
    now: noon,
  }
  const [sent, withdrawn] = await overlap(
    db,
    (tx) => sendBatch(tx, vault, [aSend(to)]),
    (tx) => withdrawConsent(tx, consent),
  )
  assert.ok(sent.status === 'fulfilled' && withdrawn.status === 'fulfilled')
  assert.equal(told(sent.value[0]!), 'delivered')
  assert.equal(told(await sendOne(db, aSend(to))), 'no_consent')

  await db.begin((tx) => giveConsent(tx, { ...consent, now: addMs(noon, 1) }))
  const [first, late] = await overlap(
    db,
    (tx) => withdrawConsent(tx, { ...consent, now: addMs(noon, 2) }),
    (tx) => sendBatch(tx, vault, [aSend(to)]),
  )
  assert.ok(first.status === 'fulfilled' && late.status === 'fulfilled')
  assert.equal(told(late.value[0]!), 'no_consent')
})

test('hours of quiet go over midnight, and a member may have others', async () => {
  await using db = await testDb()
  const templateId = await aTemplate(db)
  const usual = await aMember(db)
  const early = await aMember(db)
  await db`insert into pool.quiet_hours values (${early}, ${12 * 60}, ${14 * 60})`
  const at = (time: string) => new Date(`2026-11-20T${time}:00+08:00`)
  const outcome = async (memberId: string, time: string) =>
    told(await sendOne(db, aSend({ memberId, templateId, at: at(time), class: 'campaign' })))
  assert.equal(await outcome(usual, '21:00'), 'quiet_hours')
  assert.equal(await outcome(usual, '00:30'), 'quiet_hours')
  assert.equal(await outcome(usual, '08:59'), 'quiet_hours')
  assert.equal(await outcome(usual, '20:59'), 'delivered')
  assert.equal(await outcome(early, '13:59'), 'quiet_hours')
  assert.equal(await outcome(early, '23:00'), 'delivered')
})

test('what waits is tried when the quiet is over, once, and not after its end', async () => {
  await using db = await testDb()
  const to = { memberId: await aMember(db), templateId: await aTemplate(db) }
  const night = new Date('2026-11-20T22:00:00+08:00')
  const morning = new Date('2026-11-21T09:00:00+08:00')
  const waits = aSend({ ...to, at: night, deferUntil: morning })
  const inVain = aSend({ ...to, at: night, deferUntil: addMs(morning, -1) })
  assert.deepEqual(await sendOne(db, waits), {
    outcome: 'deferred',
    until: morning,
    reason: 'quiet_hours',
  })
  assert.deepEqual(await sendOne(db, inVain), { outcome: 'refused', reason: 'quiet_hours' })
  const sends = createSends(db, vault)
  assert.equal(await sendDeferred(db, sends, addMs(morning, -1)), 0)
  assert.equal(await sendDeferred(db, sends, morning), 1)
  assert.equal(await sendDeferred(db, sends, morning), 0)
  const [message] = await db`select happened_at from pool.message`
  assert.deepEqual(message!['happenedAt'], morning)
})

test('two who turn out to be one human have one budget, however it was spent', async () => {
  await using db = await testDb()
  const templateId = await aTemplate(db)
  const [a, b] = [await aMember(db), await aMember(db)]
  await sendOne(db, aSend({ memberId: a, templateId }))
  await sendOne(db, aSend({ memberId: b, templateId, class: 'seller' }))
  await db`insert into pool.alias values (${a}, ${a}), (${b}, ${a})`
  for (const memberId of [a, b])
    assert.equal(told(await sendOne(db, aSend({ memberId, templateId }))), 'over_budget')
  const nextDay = addMs(noon, dayMs)
  const results = []
  for (const memberId of [b, a, b])
    results.push(told(await sendOne(db, aSend({ memberId, templateId, at: nextDay }))))
  assert.deepEqual(results, ['delivered', 'delivered', 'over_budget'])
  // Taken back, what was sent to b counts for b, also where a's windows paid.
  await db`delete from pool.alias`
  const after = []
  for (let index = 0; index < 3; index++)
    after.push(told(await sendOne(db, aSend({ memberId: b, templateId, at: nextDay }))))
  assert.deepEqual(after, ['delivered', 'over_budget', 'over_budget'])
  assert.deepEqual(await findBreaches(db), [])
})

test('a member who is under eighteen, or whose account is closed, is sent nothing', async () => {
  await using db = await testDb()
  const templateId = await aTemplate(db)
  const [young, closed] = [await aMember(db), await aMember(db)]
  const place = fieldPlace(young, 'birthday')
  await db`
    insert into pool.profile_field (person_id, field, value_cipher, month_day, source, set_at)
    values (${young}, 'birthday', ${vault.seal(place, '2008-11-21')}, 1121, 'member', ${noon})`
  await db`update pool.member set closed_at = ${noon} where id = ${closed}`
  assert.equal(told(await sendOne(db, aSend({ memberId: closed, templateId }))), 'closed')
  assert.equal(told(await sendOne(db, aSend({ memberId: young, templateId }))), 'minor')
  const birthday = aSend({ memberId: young, templateId, at: addMs(noon, dayMs) })
  assert.equal(told(await sendOne(db, birthday)), 'delivered')
})

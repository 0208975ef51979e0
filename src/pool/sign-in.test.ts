import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs, hourMs, minuteMs } from '#platform/clock.ts'
import type { Tx } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { overlap, testDb } from '#test/db.ts'
import { enrolMembers } from './enrol.ts'
import { closeAccount } from './member.ts'
import { forgetCodes, requestCode, whyNotRequest } from './sign-in-code.ts'
import { openMemberSession, signIn } from './sign-in.ts'

const vault = createVault(randomBytes(32))
const now = new Date('2026-11-20T04:00:00Z')
const phone = '+8613800138000'
const [code, wrong] = ['123456', '654321']
const ask = { phone, code, now }

const codeOf = (result: PromiseSettledResult<unknown>) =>
  result.status === 'rejected' ? (result.reason as { code: string }).code : 'fulfilled'
const refusalOf = (result: Awaited<ReturnType<typeof signIn>>) =>
  'refusal' in result ? result.refusal.code : 'signed_in'

test('one minute, one hour and one day each allow so many codes of a phone', () => {
  const ago = (...times: number[]) => times.map((ms) => addMs(now, -ms))
  const every = (ms: number, count: number) =>
    ago(...Array.from({ length: count }, (_, at) => (at + 1) * ms))
  const cases: [string, Date[], number | null][] = [
    ['none before', [], null],
    ['just now', ago(0), minuteMs],
    ['one 59.999 s ago', ago(minuteMs - 1), 1],
    ['one a minute ago', ago(minuteMs), null],
    ['one of a clock that ran ahead', ago(-hourMs), hourMs + minuteMs],
    ['the 5th within an hour', every(2 * minuteMs, 4), null],
    ['the 6th within an hour', every(2 * minuteMs, 5), 50 * minuteMs],
    ['the 6th after an hour', every(12 * minuteMs, 5), null],
    ['the 10th of a day', every(2 * hourMs, 9), null],
    ['the 11th of a day', every(2 * hourMs, 10), 4 * hourMs],
  ]
  for (const [name, times, waitMs] of cases) {
    assert.equal(whyNotRequest(times, now)?.facts['retryAfterMs'] ?? null, waitMs, name)
  }
})

test('two requests for one phone at the same moment give one code', async () => {
  await using db = await testDb()
  const request = (tx: Tx) => requestCode(tx, vault, ask)
  const [first, second] = await overlap(db, request, request)
  assert.deepEqual([codeOf(first), codeOf(second)], ['fulfilled', 'too_many_codes'])
  const many = Array.from({ length: 10 }, () =>
    db.begin((tx) => requestCode(tx, vault, { ...ask, now: addMs(now, minuteMs) })),
  )
  const results = (await Promise.allSettled(many)).map(codeOf)
  assert.equal(results.filter((one) => one === 'fulfilled').length, 1)
  const [kept] = await db<{ count: number }>`select count(*) from pool.sign_in_code`
  assert.equal(kept?.count, 2)
})

test('the day limit holds in the table, another phone is not concerned, old codes are forgotten', async () => {
  await using db = await testDb()
  const at = (minutes: number, of = phone) =>
    db.begin((tx) =>
      requestCode(tx, vault, { phone: of, code, now: addMs(now, minutes * minuteMs) }),
    )
  for (let count = 0; count < 10; count++) await at(count * 60)
  await assert.rejects(at(10 * 60), { code: 'too_many_codes' })
  await at(10 * 60, '+8613900139000')
  await at(24 * 60)
  assert.equal(await forgetCodes(db, addMs(now, dayMs)), 1)
})

test('a wrong code counts, and after five not even the right one is taken', async () => {
  await using db = await testDb()
  await db.begin((tx) => requestCode(tx, vault, ask))
  const attempt = (given: string) => db.begin((tx) => signIn(tx, vault, { ...ask, code: given }))
  for (const attemptsLeft of [4, 3, 2, 1, 0]) {
    const result = await attempt(wrong)
    assert.equal(refusalOf(result), 'code_wrong')
    assert.deepEqual('refusal' in result && result.refusal.facts, { attemptsLeft })
  }
  assert.equal(refusalOf(await attempt(code)), 'code_over')
  const [members] = await db<{ count: number }>`select count(*) from pool.member`
  assert.equal(members?.count, 0)
})

test('guesses that arrive together count one by one', async () => {
  await using db = await testDb()
  await db.begin((tx) => requestCode(tx, vault, ask))
  const guesses = Array.from({ length: 10 }, () =>
    db.begin((tx) => signIn(tx, vault, { ...ask, code: wrong })),
  )
  const results = (await Promise.all(guesses)).map(refusalOf)
  assert.equal(results.filter((one) => one === 'code_wrong').length, 5)
  assert.equal(results.filter((one) => one === 'code_over').length, 5)
})

test('a code ends after five minutes, when it was used, and when a newer one was asked for', async () => {
  await using db = await testDb()
  const request = (given: string, at: Date) =>
    db.begin((tx) => requestCode(tx, vault, { phone, code: given, now: at }))
  const enter = async (given: string, at: Date, of = phone) =>
    refusalOf(await db.begin((tx) => signIn(tx, vault, { phone: of, code: given, now: at })))

  assert.equal(await enter(code, now), 'code_over', 'never asked for')
  await request(code, now)
  assert.equal(await enter(code, now, '+8613900139000'), 'code_over', 'another phone')
  assert.equal(await enter(code, addMs(now, 5 * minuteMs)), 'code_over', 'too late')
  assert.equal(await enter(code, addMs(now, 5 * minuteMs - 1)), 'signed_in')
  assert.equal(await enter(code, addMs(now, 5 * minuteMs - 1)), 'code_over', 'used')
  await request('111111', addMs(now, 6 * minuteMs))
  await request('222222', addMs(now, 7 * minuteMs))
  assert.equal(await enter('111111', addMs(now, 8 * minuteMs)), 'code_wrong', 'an older one')
  assert.equal(await enter('222222', addMs(now, 8 * minuteMs)), 'signed_in')
})

test('two tabs with the same code get one session and one member', async () => {
  await using db = await testDb()
  await db.begin((tx) => requestCode(tx, vault, ask))
  const tab = (tx: Tx) => signIn(tx, vault, ask)
  const [first, second] = await overlap(db, tab, tab)
  assert.equal(first.status === 'fulfilled' && refusalOf(first.value), 'signed_in')
  assert.equal(second.status === 'fulfilled' && refusalOf(second.value), 'code_over')
  const [counts] = await db<{ members: number; sessions: number }>`
    select (select count(*) from pool.member) as members,
      (select count(*) from platform.session) as sessions`
  assert.deepEqual(counts, { members: 1, sessions: 1 })
})

test('the second sign-in of a phone is the same member, who is announced once', async () => {
  await using db = await testDb()
  const at = async (time: Date) => {
    await db.begin((tx) => requestCode(tx, vault, { ...ask, now: time }))
    const result = await db.begin((tx) => signIn(tx, vault, { ...ask, now: time }))
    assert.ok('memberId' in result)
    return result
  }
  const [first, second] = [await at(now), await at(addMs(now, hourMs))]
  assert.deepEqual([first.isNew, second.isNew], [true, false])
  assert.equal(first.memberId, second.memberId)
  assert.notEqual(first.session.token, second.session.token)
  const events = await db<{ payload: { memberId: string } }>`
    select payload from platform.event where name = 'pool.member_enrolled'`
  assert.deepEqual(
    events.map(({ payload }) => payload.memberId),
    [first.memberId],
  )
})

test('the database itself refuses a second member with the same phone', async () => {
  await using db = await testDb()
  const enrol = (memberId: string) =>
    db.begin((tx) => enrolMembers(tx, vault, [{ memberId, phone, createdAt: now }]))
  await enrol('00000000-0000-7000-8000-000000000001')
  await assert.rejects(enrol('00000000-0000-7000-8000-000000000002'), { code: '23505' })
  const [members] = await db<{ count: number }>`select count(*) from pool.member`
  assert.equal(members?.count, 1)
})

test('a sign-in while the account is being closed makes somebody new, not a ghost', async () => {
  await using db = await testDb()
  const memberId = '00000000-0000-7000-8000-000000000001'
  await db.begin((tx) => enrolMembers(tx, vault, [{ memberId, phone, createdAt: now }]))
  await db.begin((tx) => requestCode(tx, vault, ask))
  const [closing, entering] = await overlap(
    db,
    (tx) => closeAccount(tx, { memberId, now }),
    (tx) => signIn(tx, vault, ask),
  )
  assert.equal(closing.status, 'fulfilled')
  assert.ok(entering.status === 'fulfilled' && 'memberId' in entering.value)
  assert.notEqual(entering.value.memberId, memberId)
  const sessions = await db<{ actorId: string }>`select actor_id from platform.session`
  assert.deepEqual(sessions, [{ actorId: entering.value.memberId }])
})

test('a session opened while the account is being closed does not outlive it', async () => {
  await using db = await testDb()
  const memberId = '00000000-0000-7000-8000-000000000001'
  await db.begin((tx) => enrolMembers(tx, vault, [{ memberId, phone, createdAt: now }]))
  const open = (tx: Tx) => openMemberSession(tx, { memberId, now })
  const close = (tx: Tx) => closeAccount(tx, { memberId, now })
  const [opened, closed] = await overlap(db, open, close)
  assert.deepEqual([opened.status, closed.status], ['fulfilled', 'fulfilled'])
  const sessions = await db`select 1 from platform.session`
  assert.equal(sessions.length, 0)
  await assert.rejects(db.begin(open), { code: 'member_not_found' })
  await assert.rejects(db.begin(close), { code: 'member_not_found' })
})

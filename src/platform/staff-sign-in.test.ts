import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { overlap, testDb } from '#test/db.ts'
import { addMs, minuteMs } from './clock.ts'
import type { Db } from './db.ts'
import { hashPassword } from './password.ts'
import { changePassword, enrolTotp, signInStaff } from './staff-sign-in.ts'
import type { StaffAttempt } from './staff-sign-in.ts'
import { addStaff, changeStaff } from './staff.ts'
import type { Role } from './staff.ts'
import { newTotpSecret, totpCode } from './totp.ts'
import { createVault } from './vault.ts'

const vault = createVault(randomBytes(32))
const now = new Date('2026-11-20T04:00:00Z')
const by = { kind: 'system', id: 'test' }
const password = 'correct horse battery'
const passwordPhc = await hashPassword(password)
const rolesWithTotp = ['owner', 'finance', 'support']

type Person = { roles?: Role[]; totpSecret?: string }

async function aStaff(db: Db, { roles = ['operations'], ...person }: Person = {}) {
  const added = { login: 'ming', name: '王小明', roles, passwordPhc, by, now, ...person }
  return db.begin((tx) => addStaff(tx, vault, added))
}

const enter = (db: Db, attempt: Partial<StaffAttempt> = {}) =>
  signInStaff(db, vault, { login: 'ming', password, rolesWithTotp, now, ...attempt })
const outcome = async (db: Db, attempt: Partial<StaffAttempt> = {}) =>
  (await enter(db, attempt)).outcome

test('an unknown login, a wrong password and a disabled one are refused alike', async () => {
  await using db = await testDb()
  const { staffId } = await aStaff(db)
  assert.deepEqual(await enter(db, { login: 'nobody' }), { outcome: 'refused' })
  assert.deepEqual(await enter(db, { password: 'wrong' }), { outcome: 'refused' })
  assert.equal(await outcome(db), 'signed_in')
  await db.begin((tx) => changeStaff(tx, { staffId, disabled: true, by, now }))
  assert.deepEqual(await enter(db), { outcome: 'refused' })
  await db.begin((tx) => changeStaff(tx, { staffId, disabled: false, by, now }))
  assert.equal(await outcome(db), 'signed_in')
})

test('an unknown login takes as long as a wrong password', async () => {
  await using db = await testDb()
  await aStaff(db)
  const took = { nobody: [] as number[], ming: [] as number[] }
  for (let round = 0; round < 7; round++) {
    for (const login of ['nobody', 'ming'] as const) {
      const startedAt = performance.now()
      await enter(db, { login, password: 'wrong' })
      took[login].push(performance.now() - startedAt)
    }
  }
  const median = (times: number[]) => times.toSorted((a, b) => a - b)[3]!
  const ratio = median(took.nobody) / median(took.ming)
  assert.ok(ratio > 0.4 && ratio < 2.5, `nobody took ${ratio} of the time of a wrong password`)
})

test('ten failures lock a login for 15 minutes, even for the right password', async () => {
  await using db = await testDb()
  await aStaff(db)
  for (let count = 0; count < 9; count++) await outcome(db, { password: 'wrong' })
  assert.equal(await outcome(db), 'signed_in', 'nine do not, and a success forgets them')
  for (let count = 0; count < 10; count++) await outcome(db, { password: 'wrong' })
  assert.equal(await outcome(db), 'refused')
  assert.equal(await outcome(db, { now: addMs(now, 15 * minuteMs - 1) }), 'refused')
  assert.equal(await outcome(db, { now: addMs(now, 15 * minuteMs) }), 'signed_in')
})

test('guesses that arrive together are counted one by one, and the late right one is refused', async () => {
  await using db = await testDb({ connectionsMax: 20 })
  await aStaff(db)
  const guesses = Array.from({ length: 15 }, () => enter(db, { password: 'wrong' }))
  await Promise.all(guesses)
  const refusals = await db<{ locks: boolean }>`
    select (facts ->> 'locks')::boolean as locks from platform.audit
    where act = 'platform.refuse_sign_in'`
  assert.equal(refusals.length, 10)
  assert.equal(refusals.filter((one) => one.locks).length, 1)
  assert.equal(await outcome(db), 'refused')
})

test('a right password that was being checked when the tenth failure locked is refused', async () => {
  await using db = await testDb()
  await aStaff(db)
  const lock = Promise.withResolvers<void>()
  const locking = db.begin(async (tx) => {
    await tx`update platform.staff set locked_until = ${addMs(now, minuteMs)}`
    await lock.promise
  })
  const entering = enter(db)
  for (let waits = false; !waits; await sleep(5)) {
    const [row] = await db<{ waits: boolean }>`
      select exists (select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock') as waits`
    waits = row?.waits ?? false
  }
  lock.resolve()
  await locking
  assert.deepEqual(await entering, { outcome: 'refused' })
})

test('with an app, the password alone is not enough, and a wrong code counts as a failure', async () => {
  await using db = await testDb()
  const totpSecret = newTotpSecret()
  await aStaff(db, { totpSecret })
  assert.equal(await outcome(db), 'totp_needed')
  assert.equal(await outcome(db, { password: 'wrong', code: totpCode(totpSecret, now) }), 'refused')
  const wrong = totpCode(newTotpSecret(), now)
  for (let count = 0; count < 9; count++) await outcome(db, { code: wrong })
  assert.equal(await outcome(db, { code: totpCode(totpSecret, now) }), 'refused', 'locked')
  const later = addMs(now, 15 * minuteMs)
  assert.equal(await outcome(db, { code: totpCode(totpSecret, later), now: later }), 'signed_in')
})

test('a code of the app works once, also when two send it at the same moment', async () => {
  await using db = await testDb()
  const totpSecret = newTotpSecret()
  await aStaff(db, { totpSecret })
  const code = totpCode(totpSecret, now)
  const both = await Promise.all([outcome(db, { code }), outcome(db, { code })])
  assert.deepEqual(both.toSorted(), ['refused', 'signed_in'])
  assert.equal(await outcome(db, { code }), 'refused')
  const next = addMs(now, 30_000)
  assert.equal(await outcome(db, { code: totpCode(totpSecret, next), now: next }), 'signed_in')
  const sessions = await db`select 1 from platform.session`
  assert.equal(sessions.length, 2)
})

test('roles that touch money are not let in before their app is enrolled', async () => {
  await using db = await testDb()
  await aStaff(db, { roles: ['finance', 'auditor'] })
  const step = await enter(db)
  assert.ok(step.outcome === 'totp_enrolment_needed')
  assert.equal((await db`select 1 from platform.session`).length, 0)
  const { enrolmentToken, secret } = step
  const confirm = (code: string, at = now, token = enrolmentToken) =>
    db.begin((tx) => enrolTotp(tx, vault, { enrolmentToken: token, code, now: at }))
  const late = addMs(now, 10 * minuteMs)
  await assert.rejects(confirm(totpCode(newTotpSecret(), now)), { code: 'totp_wrong' })
  await assert.rejects(confirm(totpCode(secret, late), late), { code: 'enrolment_over' })
  await assert.rejects(confirm(totpCode(secret, now), now, `x${enrolmentToken}`), {
    code: 'enrolment_over',
  })
  const code = totpCode(secret, now)
  assert.match((await confirm(code)).token, /^[\w-]{43}$/)
  await assert.rejects(confirm(code), { code: 'enrolment_over' }, 'a second app')
  assert.equal(await outcome(db), 'totp_needed')
  assert.equal(await outcome(db, { code }), 'refused', 'the code of the enrolment was its one use')
  const kept = await db<{ text: string }>`select staff::text as text from platform.staff`
  assert.ok(!kept[0]!.text.includes(secret))
})

test('two enrolments at once leave one app', async () => {
  await using db = await testDb()
  await aStaff(db, { roles: ['owner'] })
  const steps = [await enter(db), await enter(db)]
  const [first, second] = steps.map((step) => {
    assert.ok(step.outcome === 'totp_enrolment_needed')
    return { enrolmentToken: step.enrolmentToken, code: totpCode(step.secret, now), now }
  })
  const [one, other] = await overlap(
    db,
    (tx) => enrolTotp(tx, vault, first!),
    (tx) => enrolTotp(tx, vault, second!),
  )
  assert.equal(one.status, 'fulfilled')
  assert.equal(other.status === 'rejected' && other.reason.code, 'enrolment_over')
})

test('an enrolment ends with the password it began with', async () => {
  await using db = await testDb()
  const { staffId } = await aStaff(db, { roles: ['owner'] })
  const step = await enter(db)
  assert.ok(step.outcome === 'totp_enrolment_needed')
  await changePassword(db, { staffId, password, newPassword: 'another long riverbank', now })
  const given = { ...step, code: totpCode(step.secret, now), now }
  await assert.rejects(
    db.begin((tx) => enrolTotp(tx, vault, given)),
    { code: 'enrolment_over' },
  )
})

test('a new password ends every session, and the old one opens nothing', async () => {
  await using db = await testDb()
  const { staffId } = await aStaff(db)
  await enter(db)
  await enter(db)
  const change = { staffId, password, newPassword: 'another long riverbank', now }
  await assert.rejects(changePassword(db, { ...change, password: 'wrong' }), {
    code: 'password_wrong',
  })
  await assert.rejects(changePassword(db, { ...change, newPassword: 'password1234' }), {
    code: 'password_too_weak',
  })
  assert.equal((await db`select 1 from platform.session`).length, 2)
  await changePassword(db, change)
  assert.equal((await db`select 1 from platform.session`).length, 1)
  assert.equal(await outcome(db), 'refused')
  assert.equal(await outcome(db, { password: change.newPassword }), 'signed_in')
})

test('every try of a known login is in the audit log, with ids only', async () => {
  await using db = await testDb()
  const { staffId } = await aStaff(db)
  await enter(db, { password: 'wrong' })
  await enter(db, { traceId: 'trace-1' })
  await enter(db, { login: 'nobody' })
  const entries = await db`
    select actor_kind, actor_id, act, subject, facts, trace_id from platform.audit order by id`
  const subject = `staff:${staffId}`
  assert.deepEqual(entries, [
    {
      actorKind: 'system',
      actorId: 'test',
      act: 'platform.add_staff',
      subject,
      facts: { roles: ['operations'] },
      traceId: null,
    },
    {
      actorKind: 'visitor',
      actorId: 'unknown',
      act: 'platform.refuse_sign_in',
      subject,
      facts: { why: 'password', failures: 1, locks: false },
      traceId: null,
    },
    {
      actorKind: 'staff',
      actorId: staffId,
      act: 'platform.sign_in',
      subject,
      facts: {},
      traceId: 'trace-1',
    },
  ])
})

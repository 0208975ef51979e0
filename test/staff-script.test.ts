import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { signInStaff } from '#platform/staff-sign-in.ts'
import { totpCode } from '#platform/totp.ts'
import { createVault } from '#platform/vault.ts'
import { testDb } from './db.ts'

const secret = randomBytes(32)
const password = 'correct horse battery'

/** Runs the script as a person would, with the password on its standard input. */
async function staff(databaseUrl: string, input: string, ...args: string[]) {
  const script = spawn(process.execPath, ['scripts/staff.ts', ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl, TESSERA_SECRET: secret.toString('base64') },
  })
  script.stdin.end(`${input}\n`)
  const ended = once(script, 'exit') as Promise<[number]>
  const [out, err, [code]] = await Promise.all([text(script.stdout), text(script.stderr), ended])
  return { code, out, err }
}

test('wrong words, a weak password and a taken login are refused in one line', async () => {
  await using db = await testDb()
  const add = ['add', 'ming', '--name', '王小明', '--roles', 'owner,finance']
  const wrong = [[], ['add'], ['remove', 'ming'], ['add', 'ming', '--name', 'M', '--roles', 'boss']]
  for (const args of wrong) assert.equal((await staff(db.url, password, ...args)).code, 2)
  const weak = await staff(db.url, 'password1234', ...add)
  assert.deepEqual([weak.code, weak.err.trim().split('\n').length], [1, 1])
  assert.equal((await staff(db.url, password, 'reset', 'ming')).code, 1)
  assert.equal((await staff(db.url, password, ...add)).code, 0)
  const taken = await staff(db.url, password, ...add)
  assert.deepEqual([taken.code, taken.err], [1, 'This login is in use.\n'])
  assert.equal((await db`select 1 from platform.staff`).length, 1)
})

test('who was added signs in with the app that was printed; a reset replaces both', async () => {
  await using db = await testDb()
  const vault = createVault(secret)
  const now = new Date()
  const enter = async (given: string, uri: string) => {
    const code = totpCode(new URL(uri).searchParams.get('secret')!, now)
    const attempt = { login: 'ming', password: given, code, rolesWithTotp: ['owner'], now }
    return (await signInStaff(db, vault, attempt)).outcome
  }
  const added = await staff(db.url, password, 'add', 'Ming', '--name', 'M', '--roles', 'owner')
  assert.match(added.out, /^otpauth:\/\/totp\/Tessera:ming\?\S+\n$/)
  assert.equal(await enter(password, added.out), 'signed_in')

  const reset = await staff(db.url, 'another long riverbank', 'reset', 'ming')
  assert.equal(await enter(password, reset.out), 'refused')
  assert.equal(await enter('another long riverbank', added.out), 'refused')
  assert.equal(await enter('another long riverbank', reset.out), 'signed_in')
})

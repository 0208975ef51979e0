import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { test } from 'node:test'
import { addMs } from '#platform/clock.ts'
import { openKeyRing, openSigner } from '#platform/key-ring.ts'
import { sealMessage, whyNotTrusted } from '#platform/signed-message.ts'
import { testDb } from '#test/db.ts'
import { checkBooks } from './books-check.ts'
import { readSandboxConfig } from './config.ts'
import { type TestSandbox, testSandbox } from './for-tests.ts'
import { readSeal, sealHeaders } from './seal-headers.ts'
import { startSandbox } from './serve.ts'

type Told = Record<string, unknown> & { outcomes: Record<string, unknown>[] }
type Call = { method?: string; asked?: object | string; now?: Date; head?: string; signed?: string }

/** A signed call; `head` and `signed` sign something else than what is sent. */
async function call(sandbox: TestSandbox, target: string, options: Call = {}) {
  const { asked = '', method = asked ? 'POST' : 'GET', now = new Date() } = options
  const text = typeof asked === 'string' ? asked : JSON.stringify(asked)
  const signer = openSigner(path.join(sandbox.keysDir, 'merchant'))
  const head = options.head ?? `${method}\n${target}\n`
  const seal = sealMessage(signer, head, Buffer.from(options.signed ?? text), now)
  const response = await fetch(sandbox.url + target, {
    method,
    headers: { ...(text && { 'content-type': 'application/json' }), ...sealHeaders(seal) },
    ...(text && { body: text }),
  })
  const body = Buffer.from(await response.arrayBuffer())
  const ring = openKeyRing(path.join(sandbox.keysDir, 'institution'))
  const headers = Object.fromEntries(response.headers)
  const isTrusted = whyNotTrusted(ring, readSeal(headers), '', body, new Date()) === null
  const told = JSON.parse(body.toString()) as Told
  return { status: response.status, told, isTrusted, isForThis: told['answers'] === seal.nonce }
}

const aCharge = (changes: object = {}) => ({
  kind: 'charge',
  number: randomUUID(),
  amountFen: 100,
  method: 'balance',
  payer: 'payer',
  subject: 'Order 1',
  payBy: '2100-01-01T00:00:00.000Z',
  returnUrl: 'http://127.0.0.1/orders/1',
  ...changes,
})

test('every answer is signed and names its request, also a refusal', async () => {
  await using db = await testDb()
  await using sandbox = await testSandbox(db)
  const good = await call(sandbox, '/v1/balances')
  assert.deepEqual([good.status, good.isTrusted, good.isForThis], [200, true, true])
  const wrong = await call(sandbox, '/v1/queries', { asked: { numbers: [] } })
  assert.deepEqual([wrong.status, wrong.isTrusted, wrong.isForThis], [400, true, true])
})

test('a request that was not signed as it came is refused before it is read', async () => {
  await using db = await testDb()
  await using sandbox = await testSandbox(db)
  const asked = { instructions: [aCharge()] }
  const text = JSON.stringify(asked)
  const target = '/v1/instructions'
  const cases: [string, Call][] = [
    ['wrong_signature', { asked: `${text} `, signed: text }],
    ['wrong_signature', { asked: text.replace('100', '1e2'), signed: text }],
    ['wrong_signature', { asked, head: 'GET\n/v1/instructions\n' }],
    ['wrong_signature', { asked, head: 'POST\n/v1/queries\n' }],
    ['stale', { asked, now: addMs(new Date(), -301_000) }],
    ['stale', { asked, now: addMs(new Date(), 302_000) }],
  ]
  for (const [code, options] of cases) {
    const { status, told, isTrusted } = await call(sandbox, target, options)
    assert.deepEqual([status, told['code'], isTrusted], [401, code, true])
  }
  const bare = await fetch(sandbox.url + target, { method: 'POST', body: text, headers: json })
  assert.equal(bare.status, 401)
  assert.deepEqual(await db`select number from sandbox.instruction`, [])
})
const json = { 'content-type': 'application/json' }

test('a malformed request is refused whole, says where, and repeats no value', async () => {
  await using db = await testDb()
  await using sandbox = await testSandbox(db)
  const good = aCharge()
  for (const asked of [
    '{',
    'null',
    '"text"',
    {},
    { instructions: [] },
    { instructions: Array.from({ length: 1001 }, () => aCharge()) },
    ...[
      ...[0, -1, 1.5, 2 ** 53, '100', null].map((amountFen) => ({ amountFen })),
      ...['', 'with space', 'x'.repeat(129), 'ä', 7].map((number) => ({ number })),
      { payBy: 'tomorrow' },
      { returnUrl: 'javascript:alert(1)' },
      { kind: 'gift' },
      { secret: 'marked-value' },
    ].map((change) => ({ instructions: [good, aCharge(change)] })),
  ]) {
    const { status, told } = await call(sandbox, '/v1/instructions', { asked })
    assert.equal(status, 400, JSON.stringify(asked).slice(0, 300))
    assert.ok(!JSON.stringify(told).includes('marked-value'))
  }
  assert.deepEqual(await db`select number from sandbox.instruction`, [])
})

test('a number is the same instruction only when all its contents are', async () => {
  await using db = await testDb()
  await using sandbox = await testSandbox(db)
  const send = async (instruction: object) => {
    const { told } = await call(sandbox, '/v1/instructions', {
      asked: { instructions: [instruction] },
    })
    return told.outcomes[0]!
  }
  const charge = aCharge()
  const first = await send(charge)
  const reversed = Object.fromEntries(Object.entries(charge).toReversed())
  assert.deepEqual(await send(reversed), first)
  assert.deepEqual(await send({ ...charge, at: '2020-01-01T00:00:00.000Z' }), first)
  for (const [name, value] of Object.entries(aCharge({ amountFen: 101, payer: 'other' }))) {
    if (['kind', 'number', 'method', 'subject', 'payBy', 'returnUrl'].includes(name)) continue
    assert.equal((await send({ ...charge, [name]: value }))['reason'], 'number_reused', name)
  }
  for (const change of [
    { method: 'cashier' },
    { subject: 'Order 2' },
    { payBy: '2100-01-02T00:00:00.000Z' },
    { returnUrl: 'http://127.0.0.1/orders/2' },
  ])
    assert.equal((await send({ ...charge, ...change }))['reason'], 'number_reused')
  const close = { kind: 'close', number: charge.number, chargeNumber: charge.number }
  assert.equal((await send(close))['reason'], 'number_reused')
  assert.deepEqual(await checkBooks(db), [])
})

test('the time an instruction names counts only while a history is replayed', async () => {
  await using db = await testDb()
  const at = '2011-01-05T08:30:00.000Z'
  const sent = { instructions: [aCharge({ at, payBy: '2011-01-05T09:00:00.000Z' })] }
  {
    await using sandbox = await testSandbox(db)
    const { told } = await call(sandbox, '/v1/instructions', { asked: sent })
    // By its own clock the deadline was years ago.
    assert.equal(told.outcomes[0]!['reason'], 'expired')
    assert.notEqual(told.outcomes[0]!['at'], at)
  }
  await using sandbox = await testSandbox(db, { isReplay: true })
  const again = { instructions: [{ ...sent.instructions[0], number: 'replayed' }] }
  const { told } = await call(sandbox, '/v1/instructions', { asked: again })
  assert.deepEqual([told.outcomes[0]!['status'], told.outcomes[0]!['at']], ['done', at])
})

test('a day of 12,000 movements is billed in pages, by the day in Shanghai', async () => {
  await using db = await testDb()
  await using sandbox = await testSandbox(db, { isReplay: true, openingFen: 2 ** 50 })
  const midnight = Date.parse('2026-11-22T00:00:00+08:00')
  const moments = [-1, 0, 0, 0, 86_399_999, 86_400_000]
  const charges = Array.from({ length: 12_000 }, (_, index) =>
    aCharge({
      number: `n${String(index).padStart(5, '0')}`,
      at: new Date(midnight + moments[index % moments.length]!).toISOString(),
    }),
  )
  for (let from = 0; from < charges.length; from += 1000) {
    const asked = { instructions: charges.slice(from, from + 1000) }
    assert.equal((await call(sandbox, '/v1/instructions', { asked })).status, 200)
  }
  const seen: string[] = []
  let query = ''
  for (let pages = 1; ; pages++) {
    const { told } = await call(sandbox, `/v1/bill?dueOn=2026-11-22${query}`)
    const lines = told['lines'] as { number: string; at: string }[]
    assert.ok(lines.length <= 5000)
    seen.push(...lines.map(({ number, at }) => `${at} ${number}`))
    if (!told['hasMore']) break
    const { at, number } = lines.at(-1)!
    query = `&afterAt=${at}&afterNumber=${number}`
    assert.ok(pages < 5)
  }
  assert.equal(seen.length, 8000)
  assert.deepEqual(seen, seen.toSorted())
  assert.equal(new Set(seen).size, seen.length)
})

test('while the database is away requests fail, and afterwards everything goes on', async () => {
  await using admin = await testDb()
  await using db = await testDb()
  await using sandbox = await testSandbox(db)
  const name = new URL(db.url).pathname.slice(1)
  const charge = { instructions: [aCharge()] }
  await admin.pool.query(`alter database ${name} allow_connections false`)
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
  const failed = await call(sandbox, '/v1/instructions', { asked: charge })
  assert.deepEqual([failed.status, failed.isTrusted], [500, false])
  await assert.rejects(sandbox.work())
  await admin.pool.query(`alter database ${name} allow_connections true`)
  const { told } = await call(sandbox, '/v1/instructions', { asked: charge })
  assert.equal(told.outcomes[0]!['status'], 'done')
  await sandbox.work()
})

test('it does not start on a database that was never migrated', async () => {
  await using db = await testDb()
  await db`drop schema sandbox cascade`
  await assert.rejects(startSandbox({ db, keysDir: '/nowhere' }), /migrate this database first/)
})

test('wrong settings are named in one line', () => {
  const right = { SANDBOX_KEYS_DIR: '/keys', DATABASE_URL: 'postgres://x/y' }
  assert.equal(readSandboxConfig(right).databaseUrl, 'postgres://x/y')
  const own = { ...right, SANDBOX_DATABASE_URL: 'postgres://own/z' }
  assert.equal(readSandboxConfig(own).databaseUrl, 'postgres://own/z')
  const wrong: [Record<string, string>, RegExp][] = [
    [{ SANDBOX_KEYS_DIR: '/keys' }, /SANDBOX_DATABASE_URL: is missing/],
    [{ DATABASE_URL: 'postgres://x/y' }, /SANDBOX_KEYS_DIR/],
    [{ ...right, SANDBOX_NOTIFY_URL: 'http://shop.example/notices' }, /must be https/],
    [{ ...right, SANDBOX_NOTIFY_URL: 'https://shop.example/notices?a=1' }, /must have no query/],
    [{ ...right, SANDBOX_PORT: '70000' }, /SANDBOX_PORT/],
    [{ ...right, SANDBOX_RETRY_SCALE: '0' }, /SANDBOX_RETRY_SCALE/],
    [{ ...right, SANDBOX_REPLAY: 'yes' }, /SANDBOX_REPLAY/],
  ]
  for (const [env, says] of wrong) assert.throws(() => readSandboxConfig(env), says)
})

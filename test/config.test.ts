/** A wrong setting is told in one line that names it, before anything is begun. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { text as readAll } from 'node:stream/consumers'
import { readConfig, WrongConfig } from '#platform/config.ts'
import { readSandboxConfig } from '#sandbox/config.ts'

const root = path.join(import.meta.dirname, '..')
type Env = Record<string, string | undefined>

const right: Env = {
  DATABASE_URL: 'postgres://tessera:secret@127.0.0.1:5432/tessera',
  TESSERA_SECRET: randomBytes(32).toString('base64'),
  SANDBOX_URL: 'http://127.0.0.1:4000',
  SANDBOX_KEYS_DIR: '/var/lib/tessera/keys',
}
const outside = { HOST: '0.0.0.0', PUBLIC_URL: 'https://shop.example' }

const wrong: [setting: string, env: Env][] = [
  ['DATABASE_URL', { DATABASE_URL: undefined }],
  ['DATABASE_URL', { DATABASE_URL: '' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://127.0.0.1/tessera' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://127.0.0.1:port/tessera' }],
  ['DATABASE_URL', { DATABASE_URL: 'tessera' }],
  ['TESSERA_SECRET', { TESSERA_SECRET: undefined }],
  ['TESSERA_SECRET', { TESSERA_SECRET: randomBytes(31).toString('base64') }],
  ['TESSERA_SECRET', { TESSERA_SECRET: Buffer.alloc(32).toString('base64') }],
  ['TESSERA_SECRET', { TESSERA_SECRET: 'changeme'.repeat(8) }],
  ['TESSERA_SECRET', { TESSERA_SECRET: 'correct horse battery staple and some more words' }],
  ['TESSERA_SECRET', { TESSERA_SECRET: base64('only for tests: 32 bytes or more') }],
  ['TESSERA_SECRET', { TESSERA_SECRET: base64('my very own secret that nobody will ever guess') }],
  ['TESSERA_MODE', { TESSERA_MODE: 'prod' }],
  ['TESSERA_MODE', { TESSERA_MODE: 'Demo' }],
  ['HOST', { HOST: 'http://127.0.0.1' }],
  ['HOST', { HOST: '127.0.0.1 ' }],
  ['HOST', { TESSERA_MODE: 'demo', HOST: '0.0.0.0' }],
  ['HOST', { TESSERA_MODE: 'demo', HOST: '::' }],
  ['HOST', { TESSERA_MODE: 'test', HOST: '192.168.0.7' }],
  ['PORT', { PORT: 'http' }],
  ['PORT', { PORT: '-1' }],
  ['PORT', { PORT: '65536' }],
  ['PORT', { PORT: '80.5' }],
  ['PORT', { PORT: '0x50' }],
  ['PORT', { PORT: '1e3' }],
  ['PORT', { PORT: ' 80' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'shop.example' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'http://shop.example' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'ftp://localhost' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'javascript:alert(1)' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'https://shop.example/shop' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'https://shop.example/?a=1' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'https://me:pw@shop.example' }],
  ['PUBLIC_URL', { TESSERA_MODE: 'demo', PUBLIC_URL: 'https://shop.example' }],
  ['PUBLIC_URL', { HOST: '0.0.0.0' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'http://127.evil.example' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'http://localhost.evil.example' }],
  ['SANDBOX_URL', { SANDBOX_URL: 'sandbox' }],
  ['SANDBOX_URL', { SANDBOX_URL: 'https://127.0.0.1:4000' }],
  ['SANDBOX_URL', { SANDBOX_URL: 'http://sandbox.example' }],
  ['DB_CONNECTIONS', { DB_CONNECTIONS: '0' }],
  ['DB_CONNECTIONS', { DB_CONNECTIONS: 'many' }],
  ['DB_CONNECTIONS', { DB_CONNECTIONS: '100000' }],
  ['DB_STATEMENT_TIMEOUT_MS', { DB_STATEMENT_TIMEOUT_MS: '0' }],
  ['DB_STATEMENT_TIMEOUT_MS', { DB_STATEMENT_TIMEOUT_MS: '5s' }],
  ['DB_STATEMENT_TIMEOUT_MS', { DB_STATEMENT_TIMEOUT_MS: '9999999999' }],
  ['RATE_PER_ADDRESS', { RATE_PER_ADDRESS: '0' }],
  ['RATE_SIGN_IN', { RATE_SIGN_IN: '-1' }],
  ['RATE_ORDERS', { RATE_ORDERS: 'unlimited' }],
  ['RATE_FACTS', { RATE_FACTS: '1.5' }],
  ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
  ['TRUST_PROXY', { TRUST_PROXY: 'yes' }],
  ['WORK', { WORK: 'no' }],
]

test('each wrong setting is refused in one line that names it and tells no value', () => {
  assert.ok(wrong.length >= 30)
  for (const [setting, env] of wrong) {
    const refusal = refusalOf({ ...right, ...env })
    assert.ok(refusal, `${JSON.stringify(env)} is accepted`)
    assert.match(refusal, new RegExp(`: ${setting}: [a-z]`), JSON.stringify(env))
    assert.equal(refusal.split('\n').length, 1)
    assert.doesNotMatch(refusal, /expected|received|NaN|undefined/, refusal)
    const secret = env['TESSERA_SECRET']
    if (secret) assert.ok(!refusal.includes(secret))
  }
})

test('several wrong settings are told at once', () => {
  const refusal = refusalOf({ PORT: 'x', WORK: 'y', LOG_LEVEL: 'z' })
  for (const name of ['PORT', 'WORK', 'LOG_LEVEL', 'DATABASE_URL', 'TESSERA_SECRET'])
    assert.ok(refusal?.includes(`${name}: `), `${name} in ${refusal}`)
})

test('right settings are taken, an empty one is one that was not given, and origins are plain', () => {
  const empty = { HOST: '', PORT: '', PUBLIC_URL: '', TRUST_PROXY: '', TESSERA_MODE: '' }
  assert.deepEqual(readConfig({ ...right, ...empty }), readConfig(right))
  assert.equal(readConfig(right).mode, 'production')
  const public_ = readConfig({ ...right, HOST: '0.0.0.0', PUBLIC_URL: 'https://Shop.example/' })
  assert.equal(public_.publicUrl, 'https://shop.example')
  for (const env of [
    outside,
    { HOST: '::1' },
    { PUBLIC_URL: 'http://localhost:8080' },
    { PORT: '0' },
    { PORT: '65535' },
    { TESSERA_MODE: 'demo' },
    { TESSERA_SECRET: randomBytes(64).toString('base64') },
  ])
    assert.equal(refusalOf({ ...right, ...env }), null, JSON.stringify(env))
})

test('the institution refuses wrong settings of its own', () => {
  const own = { SANDBOX_KEYS_DIR: '/keys', DATABASE_URL: right['DATABASE_URL'] }
  for (const env of [
    { SANDBOX_KEYS_DIR: undefined },
    { DATABASE_URL: undefined },
    { SANDBOX_PORT: '70000' },
    { SANDBOX_NOTIFY_URL: 'http://shop.example/notices' },
    { SANDBOX_NOTIFY_URL: 'http://127.0.0.1/notices?key=1' },
    { SANDBOX_RETRY_SCALE: '0' },
    { SANDBOX_REPLAY: 'yes' },
    { SANDBOX_FLOOR_FEN: '1' },
  ])
    assert.throws(() => readSandboxConfig({ ...own, ...env }), WrongConfig, JSON.stringify(env))
})

test('a program that is started wrongly ends with code 2 and that one line', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const keys = { SANDBOX_KEYS_DIR: '/dev/null/keys' }
  const runs: [file: string, env: Env, line: RegExp][] = [
    ['src/serve.ts', { TESSERA_MODE: 'prod' }, /^serve: wrong configuration: TESSERA_MODE: /],
    ['src/work.ts', { TESSERA_SECRET: 'x' }, /^work: wrong configuration: TESSERA_SECRET: /],
    ['src/serve.ts', { SANDBOX_URL: undefined }, /^serve: wrong configuration: SANDBOX_URL and /],
    ['src/serve.ts', keys, /^serve: wrong configuration: SANDBOX_KEYS_DIR: /],
    ['src/serve.ts', { PORT: String(port), SANDBOX_KEYS_DIR: tmp() }, /^serve: .*PORT: .*in use/],
    [
      'src/sandbox/serve.ts',
      { SANDBOX_PORT: 'x' },
      /^sandbox: wrong configuration: SANDBOX_PORT: /,
    ],
  ]
  try {
    await Promise.all(
      runs.map(async ([file, env, line]) => {
        const { code, out, err } = await run(file, { ...right, ...env })
        assert.deepEqual([code, out], [2, ''], `${file}: ${err}`)
        assert.match(err, line)
        assert.equal(err.trimEnd().split('\n').length, 1, err)
      }),
    )
  } finally {
    taken.close()
  }
})

function refusalOf(env: Env): string | null {
  try {
    readConfig(env)
    return null
  } catch (error) {
    assert.ok(error instanceof WrongConfig, String(error))
    return error.message
  }
}

async function run(file: string, env: Env) {
  const given = { PATH: process.env['PATH'], LOG_LEVEL: 'silent', ...env }
  const child = spawn(process.execPath, [path.join(root, file)], { cwd: root, env: given })
  const [out, err, [code]] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    once(child, 'exit'),
  ])
  return { code: code as number, out, err }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
const tmp = () => path.join(tmpdir(), `tessera-keys-${randomBytes(6).toString('hex')}`)

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { connect } from '#platform/db.ts'
import { testDb } from './db.ts'
import { aCompletedOrder } from './orders.ts'
import { databaseUrl, execute } from './server.ts'

/** Runs a script as a person would; nothing but the address of the database is known to it. */
async function run(name: 'backup' | 'restore', url: string, ...args: string[]) {
  const { TESSERA_SECRET: _, ...env } = process.env
  const script = spawn(process.execPath, [`scripts/${name}.ts`, ...args], {
    env: { ...env, DATABASE_URL: url },
  })
  const ended = once(script, 'exit') as Promise<[number]>
  const [out, err, [code]] = await Promise.all([text(script.stdout), text(script.stderr), ended])
  return { code, out, err }
}

test('both scripts say what they did and did not, table by table, and refuse in one line', async () => {
  await using db = await testDb()
  await using dir = await folder()
  const name = `restored_${randomBytes(6).toString('hex')}`
  const target = databaseUrl(db.url, name)
  await execute(db.url, `create database ${name}`)
  try {
    await aCompletedOrder(db)
    const file = path.join(dir.path, 'shop.backup')
    for (const script of ['backup', 'restore'] as const)
      assert.equal((await run(script, db.url)).code, 2)
    const refused = await run('restore', target, file)
    assert.deepEqual([refused.code, refused.err.trim().split('\n').length], [1, 1])

    const made = await run('backup', db.url, file)
    assert.deepEqual([made.code, made.err], [0, ''])
    assert.match(made.out, /^ {2}trade\."order" +1 rows +\d\.\d MB$/m)
    assert.match(made.out, /^TESSERA_SECRET is not in it.*$/m)
    const again = await run('backup', db.url, file)
    assert.deepEqual([again.code, again.err], [1, `${file} is there already: give another name.\n`])

    const restored = await run('restore', target, file)
    assert.deepEqual([restored.code, restored.err], [0, ''])
    assert.match(restored.out, /^ {2}trade\."order" +1 rows/m)
    assert.match(restored.out, /^The ledger is sound/m)
    assert.match(restored.out, /^The log ledger is as it was sealed/m)
    assert.match(restored.out, /^TESSERA_SECRET is not in a backup.*$/m)
    const twice = await run('restore', target, file)
    assert.equal(twice.code, 1)
    assert.match(twice.err, /^The database is in use: \S+ has rows\. Give an empty one\.\n$/)

    await writeFile(`${file}.cut`, (await readFile(file)).subarray(0, 1000))
    const cut = await run('restore', target, `${file}.cut`)
    assert.deepEqual([cut.code, cut.err.trim().split('\n').length], [1, 1])
  } finally {
    await execute(db.url, `drop database ${name} with (force)`)
  }
})

test('a restored ledger that was broken before is told as broken', async () => {
  await using db = await testDb()
  await using dir = await folder()
  const name = `restored_${randomBytes(6).toString('hex')}`
  await execute(db.url, `create database ${name}`)
  try {
    await aCompletedOrder(db)
    await db`update ledger.account set posted = posted + 1 where floor is not null`
    const file = path.join(dir.path, 'shop.backup')
    assert.equal((await run('backup', db.url, file)).code, 0)
    const { code, err } = await run('restore', databaseUrl(db.url, name), file)
    assert.equal(code, 1)
    assert.match(err, /^THE LEDGER IS BROKEN: units sum to zero: /m)
    const target = connect(databaseUrl(db.url, name), { connectionsMax: 1 })
    assert.equal(
      (await target`select 1 from trade."order"`).length,
      1,
      'it is there to be looked at',
    )
    await target.end()
  } finally {
    await execute(db.url, `drop database ${name} with (force)`)
  }
})

async function folder(): Promise<AsyncDisposable & { path: string }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'backup-'))
  return { path: dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { clusterDir } from './postgres-cluster.ts'
import { startPostgres, stopPostgres, supervisePostgres } from './postgres.ts'
import { readPostmaster } from './postmaster.ts'

const dataDir = clusterDir(`test-server-${process.pid}`)
const options = { dataDir, settings: { shared_buffers: '16MB' } }

beforeEach(() => stopPostgres(dataDir))
after(async () => {
  await stopPostgres(dataDir)
  await rm(dataDir, { recursive: true, force: true })
})

test('two first starts at once share one server, made wholly or not at all', async () => {
  const [one, other] = await Promise.all([startPostgres(options), startPostgres(options)])
  assert.equal(one.url, other.url)
  const beside = await readdir(path.dirname(dataDir))
  assert.deepEqual(
    beside.filter((name) => name.startsWith(`${path.basename(dataDir)}.`)),
    [],
  )
})

test('it listens on this machine only, asks for the password, checks pages and syncs', async () => {
  const { url } = await startPostgres(options)
  const settings = await query(url, [
    `select current_setting('listen_addresses') as listens, current_setting('fsync') as fsync,
       current_setting('data_checksums') as checksums, current_setting('TimeZone') as zone,
       pg_encoding_to_char(encoding) as encoding, datlocprovider::text as provider, datlocale as locale
     from pg_database where datname = current_database()`,
  ])
  assert.deepEqual(settings, {
    listens: '127.0.0.1',
    fsync: 'on',
    checksums: 'on',
    zone: 'UTC',
    encoding: 'UTF8',
    provider: 'b',
    locale: 'C.UTF-8',
  })
  await assert.rejects(query(url.replace(/:[^:@]+@/, ':wrong@'), ['select 1']), { code: '28P01' })
  assert.equal((await stat(path.join(dataDir, 'password'))).mode & 0o777, 0o600)
})

test('it finds words in Chinese and English by trigrams', async () => {
  const { url } = await startPostgres(options)
  await query(url, ['create extension if not exists pg_trgm'])
  const found = await query(url, [
    `select '超薄手机壳' like '%手机%' as has, word_similarity('手机', '手机壳') > 0.3 as chinese,
       word_similarity('lantren', 'red lantern') > 0.3 as english`,
  ])
  assert.deepEqual(found, { has: true, chinese: true, english: true })
})

test('after stop nothing runs, and the next start keeps port, password and data', async () => {
  const first = await startPostgres(options)
  await query(first.url, ['create table kept (n int)', 'insert into kept values (7)'])
  await first.stop()
  assert.equal(readPostmaster(dataDir), undefined)
  await assert.rejects(query(first.url, ['select 1']), { code: 'ECONNREFUSED' })
  const second = await startPostgres(options)
  assert.equal(second.url, first.url)
  assert.deepEqual(await query(second.url, ['select n from kept']), { n: 7 })
})

test('a server whose starter was killed is taken over, not started twice', async () => {
  const module = JSON.stringify(path.join(import.meta.dirname, 'postgres.ts'))
  const starter = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { startPostgres } = await import(${module})
     console.log((await startPostgres(${JSON.stringify(options)})).url)
     setInterval(() => {}, 1000)`,
  ])
  const [line] = await once(starter.stdout, 'data')
  starter.kill('SIGKILL')
  await once(starter, 'exit')
  const left = readPostmaster(dataDir)
  assert.ok(left, 'the server outlived its starter')
  const { url } = await startPostgres(options)
  assert.equal(url, String(line).trim())
  assert.equal(readPostmaster(dataDir)?.pid, left.pid)
})

test('when the remembered port is taken it uses another', async () => {
  const first = await startPostgres(options)
  await first.stop()
  const { createServer } = await import('node:net')
  const other = createServer().listen(first.port, '127.0.0.1')
  await once(other, 'listening')
  const second = await startPostgres(options)
  other.close()
  assert.notEqual(second.port, first.port)
  assert.ok(await query(second.url, ['select 1']))
})

test('a killed server is back on the same port by itself, with what was committed', async () => {
  const restarts: number[] = []
  const onRestart = ({ downMs }: { downMs: number }) => restarts.push(downMs)
  const server = await supervisePostgres({ ...options, onRestart })
  await query(server.url, ['create table survivor (n int)', 'insert into survivor values (9)'])
  process.kill(readPostmaster(dataDir)?.pid ?? 0, 'SIGKILL')
  while (!restarts.length) await sleep(20)
  assert.deepEqual(await query(server.url, ['select n from survivor']), { n: 9 })
  await server.stop()
  await sleep(300)
  assert.equal(readPostmaster(dataDir), undefined, 'and it stays down once it was stopped')
})

test('a wrong setting fails at once and says why', async () => {
  const settings = { shared_buffers: 'plenty' }
  await assert.rejects(startPostgres({ dataDir, settings }), /shared_buffers.*plenty/)
})

/** Runs the statements on a connection of their own; returns the last one's first row. */
async function query(url: string, statements: string[]): Promise<unknown> {
  const client = new pg.Client(url)
  client.on('error', () => undefined) // the server may be stopped while we say goodbye
  await client.connect()
  try {
    let row: unknown
    for (const statement of statements) row = (await client.query(statement)).rows[0]
    return row
  } finally {
    await client.end()
  }
}

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { cp, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { findBreaches } from '#ledger/invariants.ts'
import { foldDeltas } from '#ledger/jobs.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { aCompletedOrder, aPaidOrder } from '#test/orders.ts'
import { runProgram } from '#test/running.ts'
import { audit, auditLog } from './audit.ts'
import {
  aBlankDatabase,
  age,
  aShop,
  assertSealed,
  consumeAll,
  contentsOf,
  counting,
  newFile,
  now,
  readFacts,
  record,
  sealAll,
  visit,
} from './backup.fixture.ts'
import type { Progress } from './backup-tables.ts'
import { backUp } from './backup.ts'
import { lagOf } from './consumers.ts'
import { migrationsDir } from './migrations.ts'
import { clusterDir } from './postgres-cluster.ts'
import { startPostgres, stopPostgres } from './postgres.ts'
import { restore } from './restore.ts'
import { sealLog } from './seal.ts'

/** Another machine: its cluster has counted few transactions yet. */
const elsewhereDir = clusterDir(`test-restored-${process.pid}`)
let elsewhere: { url: string }
before(async () => {
  const settings = { fsync: 'off', shared_buffers: '32MB' }
  elsewhere = await startPostgres({ dataDir: elsewhereDir, settings })
})
after(async () => {
  await stopPostgres(elsewhereDir)
  await rm(elsewhereDir, { recursive: true, force: true })
})

test('what was destroyed comes back: every row of every table, and the ledger is sound', async () => {
  await using target = await aBlankDatabase(elsewhere)
  const file = newFile()
  let before: Record<string, string[]>
  {
    await using db = await aShop()
    await db`insert into catalog.word (word) values ('tab\tnew\nline\\N ''quoted'' 红色')`
    // Longer than any piece in which it is read and written, and not to be compressed away.
    const long = JSON.stringify(randomBytes(3_000_000).toString('base64'))
    await db`
      insert into platform.idempotency (actor, route, key, digest, status, answer, at)
      values ('a', 'r', '12345678', 'd', 200, ${long}::jsonb, ${now})`
    before = await contentsOf(db.url)
    const told: Progress[] = []
    const summary = await backUp(db.url, file, (progress) => told.push({ ...progress }))
    assert.equal(summary.bytes, (await stat(file)).size)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    const done = told.filter(({ isDone }) => isDone)
    assert.deepEqual(
      Object.fromEntries(done.map(({ table, rows }) => [table, rows])),
      Object.fromEntries(Object.entries(before).map(([table, rows]) => [table, rows.length])),
    )
  } // the database is dropped here
  const { rows, migrated } = await restore(target.url, file)
  assert.deepEqual(migrated, [])
  assert.equal(
    rows,
    Object.values(before).reduce((sum, list) => sum + list.length, 0),
  )
  const after = await contentsOf(target.url)
  // The restore itself is an event and an entry of the audit.
  for (const table of ['platform.event', 'platform.audit']) {
    const added = after[table]!.filter((row) => !before[table]!.includes(row))
    assert.equal(added.length, 1, table)
    after[table] = after[table]!.filter((row) => before[table]!.includes(row))
  }
  assert.equal(before['pool.fact']!.length, 2)
  assert.ok(before['ledger.transfer']!.length > 10 && before['trade.order_line']!.length > 3)
  assert.deepEqual(after, before)
  assert.deepEqual(await findBreaches(target), [])
})

test('after a restore into a cluster that counts from the start, events, seals and orders go on', async () => {
  await using target = await aBlankDatabase(elsewhere)
  const file = newFile()
  let sealed: number
  let read: string
  {
    await using db = await aShop()
    sealed = await assertSealed(db)
    await horizonPassed(db)
    read = (await readFacts(db, '0')).next.txid
    await backUp(db.url, file)
  }
  await restore(target.url, file)
  const [numbers] = await target<{ old: string; next: string; isBehind: boolean }>`
    select max(txid)::text as old, pg_current_xact_id()::text as next,
      max(txid) > pg_current_xact_id() as is_behind from ledger.chain`
  assert.ok(numbers!.isBehind, `the case this is about: ${numbers!.next} after ${numbers!.old}`)

  const taken: number[] = []
  await consumeAll(target, counting(taken))
  assert.deepEqual(taken, [2, 3], 'what was not taken before, without waiting for news')

  // Facts, too, go on behind what was read: in a month that came with the backup and in a new one.
  await visit(target, '2026-11-20T05:00:00Z')
  await visit(target, '2027-01-01T00:00:00Z')
  await horizonPassed(target)
  assert.equal((await readFacts(target, read)).facts.length, 2)

  // What was sealed still verifies, also while there is new and unsealed.
  assert.equal(await assertSealed(target), sealed)
  await aCompletedOrder(target)
  assert.equal(await assertSealed(target), sealed)
  // Of the rows that were not sealed before, and of the new ones, none is missed.
  await sealAll(target)
  const [all] = await target<{ rows: number }>`
    select (select count(*) from ledger.chain) + (select count(*) from platform.audit)
      + (select count(*) from trade.payment) + (select count(*) from trade.instruction) as rows`
  assert.equal(await assertSealed(target), all!.rows)
  // A slow transaction is still waited for.
  const actor = { kind: 'staff', id: 'a' }
  const entry = (subject: string) => ({ at: now, actor, act: 'test.act', subject })
  await target.begin(async (slow) => {
    await audit(slow, entry('slow'))
    await target.begin((tx) => audit(tx, entry('quick')))
    assert.equal(await sealLog(target, auditLog, now), null)
  })
  await sealAll(target)
  assert.equal(await assertSealed(target), all!.rows + 2)

  await record(target, 4)
  await record(target, 5)
  await consumeAll(target, counting(taken))
  assert.deepEqual(taken, [2, 3, 4, 5])
  assert.equal((await lagOf(target, 'test.counting')).waiting, 0)
  const [ids] = await target<{ repeated: number }>`
    select count(*) - count(distinct id) as repeated from platform.event`
  assert.equal(ids!.repeated, 0, 'the sequence went on')

  while ((await foldDeltas(target)) > 0);
  assert.deepEqual(await findBreaches(target), [])
  await using program = await runProgram(target)
  assert.equal((await fetch(`${program.url}/ready`)).status, 200)
  await program.work()
})

test('a restored shop is backed up and restored again, and each time it goes on', async () => {
  await using first = await testDb() // whose cluster has counted further than the other one
  await using second = await aBlankDatabase(elsewhere)
  const [one, two] = [newFile(), newFile()]
  {
    await using db = await aShop()
    await backUp(db.url, one)
  }
  await restore(first.url, one)
  await age(first)
  await aPaidOrder(first)
  await record(first, 4)
  await sealAll(first)
  const sealed = await assertSealed(first)
  await backUp(first.url, two)
  await restore(second.url, two)
  assert.equal(await assertSealed(second), sealed)
  await aPaidOrder(second)
  await record(second, 5)
  await sealAll(second)
  assert.ok((await assertSealed(second)) > sealed)
  const taken: number[] = []
  await consumeAll(second, counting(taken))
  assert.deepEqual(taken, [2, 3, 4, 5])
})

test('a log that a later version makes is numbered like the others of a restored shop', async () => {
  await using target = await aBlankDatabase(elsewhere)
  const [file, later] = [newFile(), newFile()]
  {
    await using db = await aShop()
    await backUp(db.url, file)
  }
  await cp(migrationsDir, later, { recursive: true })
  const sql = 'create table trade.log (n int, txid xid8 not null default pg_current_xact_id());'
  await writeFile(path.join(later, '9999_log.sql'), sql)
  const { migrated } = await restore(target.url, file, { dir: later })
  assert.deepEqual(migrated, ['9999_log.sql'])
  await target`insert into trade.log (n) values (1)`
  const [row] = await target<{ isAfter: boolean }>`
    select log.txid > max(chain.txid) as is_after from trade.log, ledger.chain group by log.txid`
  assert.ok(row!.isAfter)
  await rm(later, { recursive: true })
})

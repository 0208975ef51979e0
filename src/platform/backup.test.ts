import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { appendFile, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import { findBreaches } from '#ledger/invariants.ts'
import { foldDeltas } from '#ledger/jobs.ts'
import { ledgerLog } from '#ledger/seal.ts'
import { readFactsAfter } from '#pool/facts/read-facts.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { aCompletedOrder, aPaidOrder, aPlacedOrder } from '#test/orders.ts'
import { runProgram } from '#test/running.ts'
import { databaseUrl, execute } from '#test/server.ts'
import { instructionLog, paymentLog } from '#trade/instruction.ts'
import { audit, auditLog } from './audit.ts'
import { openBackup, writeBackup } from './backup-file.ts'
import type { Frame } from './backup-file.ts'
import { findTables, schemasOf } from './backup-tables.ts'
import type { Progress } from './backup-tables.ts'
import { backUp } from './backup.ts'
import { consume, lagOf } from './consumers.ts'
import type { Consumer } from './consumers.ts'
import { connect } from './db.ts'
import type { Db } from './db.ts'
import { defineEvent } from './events.ts'
import { migrate, migrationsDir, readMigrations } from './migrations.ts'
import { clusterDir } from './postgres-cluster.ts'
import { startPostgres, stopPostgres } from './postgres.ts'
import { restore } from './restore.ts'
import { sealLog, verifyLog } from './seal.ts'

const now = new Date('2026-11-20T04:00:00Z')
const logs = [auditLog, ledgerLog, paymentLog, instructionLog]

/** Another machine: its cluster has counted few transactions yet. */
const elsewhereDir = clusterDir(`test-restored-${process.pid}`)
let elsewhere: string
let dir: string
before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'backup-'))
  const settings = { fsync: 'off', shared_buffers: '32MB' }
  elsewhere = (await startPostgres({ dataDir: elsewhereDir, settings })).url
})
after(async () => {
  await stopPostgres(elsewhereDir)
  await rm(elsewhereDir, { recursive: true, force: true })
  await rm(dir, { recursive: true, force: true })
})

const newFile = () => path.join(dir, randomBytes(6).toString('hex'))

type Made = Db & AsyncDisposable & { url: string }

/** A blank database on the other machine. */
async function aBlankDatabase(): Promise<Made> {
  const name = `blank_${randomBytes(6).toString('hex')}`
  await execute(elsewhere, `create database ${name}`)
  const url = databaseUrl(elsewhere, name)
  const db = connect(url, { connectionsMax: 4 })
  const dispose = async () => {
    await db.end().catch(() => undefined)
    await execute(elsewhere, `drop database if exists ${name} with (force)`)
  }
  return Object.assign(db, { url, [Symbol.asyncDispose]: dispose })
}

/** All rows of all tables, by table, each as text. */
async function contentsOf(url: string): Promise<Record<string, string[]>> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const contents: Record<string, string[]> = {}
    for (const { name } of await findTables(client, schemasOf(await readMigrations()))) {
      const rows = await client.query<{ row: string }>(
        `select row::text as row from ${name} as row order by 1`,
      )
      contents[name] = rows.rows.map(({ row }) => row)
    }
    return contents
  } finally {
    await client.end()
  }
}

async function sealAll(db: Db): Promise<void> {
  await horizonPassed(db)
  for (const log of logs) while (await sealLog(db, log, now));
}
async function assertSealed(db: Db): Promise<number> {
  let all = 0
  for (const log of logs) {
    const { problems, rows } = await verifyLog(db, log)
    assert.deepEqual(problems, [], log.name)
    all += rows
  }
  return all
}

const counted = defineEvent('test.counted', { n: z.int() })
const record = (db: Db, ...list: number[]) =>
  db.begin((tx) =>
    counted.recordAll(
      tx,
      list.map((n) => ({ n })),
    ),
  )
function counting(into: number[]): Consumer {
  return {
    name: 'test.counting',
    wants: [counted.name],
    take: async (_tx, events) => void into.push(...events.map(({ payload }) => payload['n'])),
  }
}
async function consumeAll(db: Db, consumer: Consumer): Promise<void> {
  await horizonPassed(db)
  while ((await consume(db, consumer, now)) > 0);
}
/** Uses up transaction ids, as years of trade do. */
const age = (db: Db) =>
  db.pool.query(`do $$ begin
    for i in 1..5000 loop perform pg_current_xact_id(); commit; end loop; end $$`)

/** Somebody came, in a month of its own. */
const visit = (db: Db, happenedAt: string) =>
  db.begin((tx) => {
    const what = { kind: 'visited' as const, topic: '', objectId: null }
    const fact = { ...what, amountFen: null, quantity: null, happenedAt: new Date(happenedAt) }
    return writeFacts(tx, [{ personId: randomUUID(), id: randomUUID(), ...fact }], now)
  })
const readFacts = (db: Db, txid: string) => db.begin((tx) => readFactsAfter(tx, { txid }, 100))

/** A shop with some trade, half of it sealed, and events of which the first is taken. */
async function aShop(): Promise<Awaited<ReturnType<typeof testDb>>> {
  const db = await testDb()
  await age(db)
  const actor = { kind: 'staff', id: 'a' }
  await db.begin((tx) => audit(tx, { at: now, actor, act: 'test.act', subject: 'a:1' }))
  await aCompletedOrder(db, {
    lines: [
      { priceFen: 100_00, quantity: 2 },
      { priceFen: 33_33, quantity: 1, brand: 1, flash: true },
    ],
    discountFen: 7_77,
  })
  await aPaidOrder(db)
  await visit(db, '2026-11-20T04:00:00Z')
  await visit(db, '2025-01-01T00:00:00Z')
  await sealAll(db)
  await record(db, 1)
  await consumeAll(db, counting([]))
  await aPlacedOrder(db)
  await record(db, 2, 3)
  return db
}

test('what was destroyed comes back: every row of every table, and the ledger is sound', async () => {
  await using target = await aBlankDatabase()
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
  await using target = await aBlankDatabase()
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
  await using second = await aBlankDatabase()
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
  await using target = await aBlankDatabase()
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

test('a backup while others write holds what was committed at one moment, all of it and no more', async () => {
  await using db = await aShop()
  await using target = await aBlankDatabase()
  const file = newFile()
  let stop = false
  let placed = 0
  const writing = Promise.all(
    [1, 2].map(async () => {
      while (!stop) {
        await aPaidOrder(db)
        placed++
      }
    }),
  )
  // Ends with the writers when they fail.
  const untilPlaced = async (count: number) => {
    while (placed < count) await Promise.race([sleep(5), writing])
  }
  await untilPlaced(2)
  await backUp(db.url, file)
  await untilPlaced(placed + 2)
  stop = true
  await writing
  await restore(target.url, file)
  assert.deepEqual(await findBreaches(target), [])

  await using backup = await openBackup(file)
  const { snapshot } = backup.header
  const seen = await db<{ id: string }>`
    select id from ledger.chain where pg_visible_in_snapshot(txid, ${snapshot}::pg_snapshot)
    order by id collate "C"`
  const kept = await target<{ id: string }>`select id from ledger.chain order by id collate "C"`
  assert.deepEqual(kept, seen)
  const [total] = await db<{ chains: number }>`select count(*) as chains from ledger.chain`
  assert.ok(total!.chains > kept.length, 'something was written later')
})

/** A target whose tables are counted: none may be there after a refusal. */
async function assertRefused(file: string, message: RegExp): Promise<void> {
  await using target = await aBlankDatabase()
  await assert.rejects(restore(target.url, file), (error: Error) => {
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /\n/)
    return true
  })
  const schemas = await target`select 1 from pg_namespace where nspname = 'platform'`
  assert.equal(schemas.length, 0, 'nothing was written')
}

test('a file that is cut off, altered, of a newer format or none of ours is refused untouched', async () => {
  await using db = await aShop()
  const [file, wrong] = [newFile(), newFile()]
  await backUp(db.url, file)
  const whole = await readFile(file)
  const damaged = /^The backup is cut off or was altered: nothing of it can be trusted\.$/
  for (const length of [20, 47, 49, whole.length >> 1, whole.length - 33, whole.length - 1]) {
    await writeFile(wrong, whole.subarray(0, length))
    await assertRefused(wrong, damaged)
  }
  for (const at of [17, 25, whole.length >> 1, whole.length - 40, whole.length - 1]) {
    const flipped = Buffer.from(whole)
    flipped[at]! ^= 1
    await writeFile(wrong, flipped)
    await assertRefused(wrong, damaged)
  }
  await writeFile(wrong, whole)
  await appendFile(wrong, 'more')
  await assertRefused(wrong, damaged)
  await writeFile(wrong, whole.toString('latin1').replace('backup 1\n', 'backup 2\n'), 'latin1')
  await assertRefused(wrong, /^The backup has format 2 and this version of the program reads 1\.$/)
  for (const text of ['', 'tessera', 'PGDMP'.repeat(100)]) {
    await writeFile(wrong, text)
    await assertRefused(wrong, /^This is no backup\.$/)
  }
})

test('a backup of other migrations is refused, and so is a database that has more of them', async () => {
  await using db = await aShop()
  const file = newFile()
  await backUp(db.url, file)
  const changed = (change: (migrations: { name: string; checksum: string }[]) => void) =>
    rewritten(file, (frame) => {
      if (frame.kind === 'header') change(frame.header.migrations)
    })
  await assertRefused(
    await changed((list) => list.push({ name: '9999_later.sql', checksum: '0' })),
    /version \d\S+, whose migration 9999_later\.sql this version does not have\.$/,
  )
  await assertRefused(
    await changed((list) => void (list[2]!.checksum = '0')),
    /whose migration 0003_pool\.sql is another one here\.$/,
  )
  await assertRefused(
    await changed((list) => list.splice(1, 1)),
    /whose migration 0003_pool\.sql this version does not have\.$/,
  )
  await using target = await aBlankDatabase()
  await migrate(target.url)
  await target`insert into platform.migration (name, checksum) values ('9999_other.sql', '0')`
  await assert.rejects(restore(target.url, file), /has migration 9999_other\.sql/)
})

test('a database in use is refused and stays as it is; an empty migrated one is filled', async () => {
  await using db = await aShop()
  await using target = await aBlankDatabase()
  const file = newFile()
  await backUp(db.url, file)
  await migrate(target.url, migrationsDir, '0001_platform.sql')
  await target`insert into platform.consumer (name) values ('a')`
  const before = await contentsOf(target.url)
  const refusal = {
    message: 'The database is in use: platform.consumer has rows. Give an empty one.',
  }
  await assert.rejects(restore(target.url, file), refusal)
  // Not even migrated: it has the tables that it had.
  assert.deepEqual(await contentsOf(target.url), before)
  await target`delete from platform.consumer`
  await migrate(target.url)
  await restore(target.url, file)
  assert.ok((await target`select 1 from ledger.chain limit 1`).length > 0)
})

test('a backup that does not agree with itself leaves nothing of itself', async () => {
  await using db = await aShop()
  const file = newFile()
  await backUp(db.url, file)
  const lies = [
    (frame: Frame) => {
      if (frame.kind === 'trailer') frame.trailer.rows['ledger.chain']! += 1
    },
    (frame: Frame) => {
      if (frame.kind === 'table' && frame.table.name === 'trade."order"')
        frame.table.columns.reverse()
    },
    // The database refuses a row: its order does not come before it.
    (frame: Frame) => {
      if (frame.kind === 'table' && frame.table.name === 'trade.payment')
        frame.table.name = 'trade.remark'
    },
  ]
  for (const lie of lies) {
    await using target = await aBlankDatabase()
    await assert.rejects(restore(target.url, await rewritten(file, lie)))
    await using migrated = await aBlankDatabase()
    await migrate(migrated.url)
    assert.deepEqual(await contentsOf(target.url), await contentsOf(migrated.url))
    const [event] = await target<{ generation: string }>`
      select column_default as generation from information_schema.columns
      where table_schema = 'platform' and table_name = 'event' and column_name = 'generation'`
    assert.equal(event!.generation, '1')
  }
})

test('a backup that fails leaves no file, and a blank database has none', async () => {
  await using db = await aShop()
  await using blank = await aBlankDatabase()
  const file = newFile()
  await assert.rejects(backUp(blank.url, file), /blank/)
  const broken = new Error('broken')
  await assert.rejects(
    backUp(db.url, file, () => {
      throw broken
    }),
    broken,
  )
  await assert.rejects(stat(file), { code: 'ENOENT' })
  await assert.rejects(stat(`${file}.part`), { code: 'ENOENT' })
})

/** The same backup with frames changed, and a right hash over them. */
async function rewritten(file: string, change: (frame: Frame) => void): Promise<string> {
  const other = newFile()
  await using backup = await openBackup(file)
  async function* frames(): AsyncGenerator<Frame> {
    const header: Frame = { kind: 'header', header: structuredClone(backup.header) }
    change(header)
    yield header
    for await (const frame of backup.frames()) {
      change(frame)
      yield frame
    }
  }
  await writeBackup(other, frames())
  return other
}

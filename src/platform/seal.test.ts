import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overlap, testDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { sql } from './db.ts'
import type { Db, Tx } from './db.ts'
import { sealLog, verifyLog } from './seal.ts'
import type { SealedLog } from './seal.ts'

const now = new Date('2026-11-20T04:00:00Z')

/** A log of texts in a table of its own. */
async function aLog(db: Db, rows: string[], name = 'entry'): Promise<SealedLog> {
  await db.pool.query(`create table ${name} (n int generated always as identity, what text,
    txid xid8 not null default pg_current_xact_id())`)
  for (const what of rows) await db.pool.query(`insert into ${name} (what) values ($1)`, [what])
  await horizonPassed(db)
  const table = sql([name] as unknown as TemplateStringsArray)
  return {
    name: 'entries',
    table,
    rows: (from, upto) => sql`select what as row from ${table}
      where txid >= ${from}::xid8 and txid < ${upto}::xid8 order by txid, n`,
  }
}

test('what a slow transaction adds late is sealed late, and never missed', async () => {
  await using db = await testDb()
  const log = await aLog(db, ['first'])
  await db.begin(async (slow) => {
    await slow`insert into entry (what) values ('slow')`
    await db`insert into entry (what) values ('quick')`
    assert.equal((await sealLog(db, log, now))!.rowCount, 1)
    assert.equal(await sealLog(db, log, now), null)
  })
  await horizonPassed(db)
  await sealLog(db, log, now)
  assert.deepEqual(await verifyLog(db, log), { seals: 2, rows: 3, problems: [] })
})

test('of two workers that seal at once one does it', async () => {
  await using db = await testDb()
  const log = await aLog(db, ['a', 'b'])
  const inside = (tx: Tx) =>
    sealLog({ begin: <T>(work: (tx: Tx) => Promise<T>) => work(tx) } as Db, log, now)
  const [first, second] = await overlap(db, inside, inside)
  assert.ok(first.status === 'fulfilled' && second.status === 'fulfilled')
  assert.deepEqual([first.value?.rowCount, second.value], [2, null])
})

test('rows cannot move their border: the same text cut elsewhere has another hash', async () => {
  await using db = await testDb()
  const hashes: string[] = []
  for (const [n, rows] of [['ab', 'c'], ['a', 'bc'], ['abc']].entries()) {
    const seal = await sealLog(db, await aLog(db, rows, `log${n}`), now)
    hashes.push(seal!.hash.toString('hex'))
    await db.begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`delete from platform.seal`
    })
  }
  assert.equal(new Set(hashes).size, 3)
})

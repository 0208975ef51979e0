/** A shop that is backed up and restored, and databases to restore it into. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before } from 'node:test'
import pg from 'pg'
import { z } from 'zod'
import { ledgerLog } from '#ledger/seal.ts'
import { readFactsAfter } from '#pool/facts/read-facts.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { testDb } from '#test/db.ts'
import type { TestDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { aCompletedOrder, aPaidOrder, aPlacedOrder } from '#test/orders.ts'
import { databaseUrl, execute } from '#test/server.ts'
import { instructionLog, paymentLog } from '#trade/instruction.ts'
import { audit, auditLog } from './audit.ts'
import { findTables, schemasOf } from './backup-tables.ts'
import { consume } from './consumers.ts'
import type { Consumer } from './consumers.ts'
import { connect } from './db.ts'
import type { Db } from './db.ts'
import { defineEvent } from './events.ts'
import { readMigrations } from './migrations.ts'
import { sealLog, verifyLog } from './seal.ts'

export const now = new Date('2026-11-20T04:00:00Z')
const logs = [auditLog, ledgerLog, paymentLog, instructionLog]

let dir: string
before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'backup-'))
})
after(() => rm(dir, { recursive: true, force: true }))

export const newFile = () => path.join(dir, randomBytes(6).toString('hex'))

/** A database without anything, on the server of this one. */
export async function aBlankDatabase({ url: server }: { url: string }): Promise<TestDb> {
  const name = `blank_${randomBytes(6).toString('hex')}`
  await execute(server, `create database ${name}`)
  const url = databaseUrl(server, name)
  const db = connect(url, { connectionsMax: 4 })
  const dispose = async () => {
    await db.end().catch(() => undefined) // a test may have ended it
    await execute(server, `drop database if exists ${name} with (force)`)
  }
  return Object.assign(db, { url, [Symbol.asyncDispose]: dispose })
}

/** All rows of all tables, by table, each as text. */
export async function contentsOf(url: string): Promise<Record<string, string[]>> {
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

export async function sealAll(db: Db): Promise<void> {
  await horizonPassed(db)
  for (const log of logs) while (await sealLog(db, log, now));
}
export async function assertSealed(db: Db): Promise<number> {
  let all = 0
  for (const log of logs) {
    const { problems, rows } = await verifyLog(db, log)
    assert.deepEqual(problems, [], log.name)
    all += rows
  }
  return all
}

const counted = defineEvent('test.counted', { n: z.int() })
export const record = (db: Db, ...list: number[]) =>
  db.begin((tx) =>
    counted.recordAll(
      tx,
      list.map((n) => ({ n })),
    ),
  )
export function counting(into: number[]): Consumer {
  return {
    name: 'test.counting',
    wants: [counted.name],
    take: async (_tx, events) => void into.push(...events.map(({ payload }) => payload['n'])),
  }
}
export async function consumeAll(db: Db, consumer: Consumer): Promise<void> {
  await horizonPassed(db)
  while ((await consume(db, consumer, now)) > 0);
}
/** Uses up transaction ids, as years of trade do. */
export const age = (db: Db) =>
  db.pool.query(`do $$ begin
    for i in 1..5000 loop perform pg_current_xact_id(); commit; end loop; end $$`)

/** Somebody came, in a month of its own. */
export const visit = (db: Db, happenedAt: string) =>
  db.begin((tx) => {
    const what = { kind: 'visited' as const, topic: '', objectId: null }
    const fact = { ...what, amountFen: null, quantity: null, happenedAt: new Date(happenedAt) }
    return writeFacts(tx, [{ personId: randomUUID(), id: randomUUID(), ...fact }], now)
  })
export const readFacts = (db: Db, txid: string) =>
  db.begin((tx) => readFactsAfter(tx, { txid }, 100))

/** A shop with some trade, half of it sealed, and events of which the first is taken. */
export async function aShop(): Promise<TestDb> {
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

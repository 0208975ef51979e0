/** What a batch reads: the rows it is about, however empty the tables were when its plans were made. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tx } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { balancesOf } from './balance.ts'
import type { Chain } from './chain.ts'
import { book, chain, goods, hold, later, move, now, source, take } from './ledger.fixture.ts'
import { postChains } from './post.ts'

const shelves = Array.from({ length: 50 }, (_, i) => goods(`shelf${i}`, 0))
const tills = Array.from({ length: 50 }, (_, i) => goods(`till${i}`, 0))
const shelfOf = (i: number) => shelves[i % 50]!
const tillOf = (i: number) => tills[i % 50]!

const holds = (name: string, count: number): Chain[] =>
  Array.from({ length: count }, (_, i) =>
    chain(`${name}${i}`, hold(shelfOf(i), tillOf(i), 1, later(1_800))),
  )
const takes = (name: string, count: number): Chain[] =>
  Array.from({ length: count }, (_, i) =>
    chain(`take:${name}${i}`, take(shelfOf(i), tillOf(i), { chainId: `${name}${i}`, n: 0 })),
  )

async function postAll(tx: Tx, chains: Chain[], at = now): Promise<void> {
  for (const result of await postChains(tx, chains, at)) assert.ok(result.ok)
}

/** How many rows of `ledger.hold` are read by `work`, by an index or not. */
async function holdsRead(tx: Tx, work: () => Promise<unknown>): Promise<number> {
  const readSoFar = async () => {
    const [read] = await tx<{ rows: number }>`
      select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables
      where relid = 'ledger.hold'::regclass`
    return read!.rows
  }
  const before = await readSoFar()
  await work()
  return (await readSoFar()) - before
}

test('a flash minute after a quiet hour: a batch reads its own holds and not all open ones', async () => {
  await using db = await testDb()
  await db.begin((tx) =>
    postAll(
      tx,
      shelves.map((shelf, i) => chain(`fill${i}`, move(source, shelf, 1_000))),
    ),
  )
  // Many holds come and go, and the planner is told that none are left.
  await db.beginByKey((tx) => postAll(tx, holds('early', 3_000)))
  await db.beginByKey((tx) => postAll(tx, takes('early', 3_000)))
  await db.pool.query('vacuum analyze ledger.hold')

  await db.beginByKey((tx) => postAll(tx, holds('flash', 3_000)))
  await db.beginByKey(async (tx) => {
    const toClose = await holdsRead(tx, () => postAll(tx, takes('flash', 100)))
    assert.ok(toClose <= 300, `${toClose} rows were read to close 100 holds`)
    const toSum = await holdsRead(tx, () => balancesOf(tx, { book, accounts: [shelfOf(7)], now }))
    assert.ok(toSum <= 300, `${toSum} rows were read for one balance`)
  })
})

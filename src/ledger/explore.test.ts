import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addMs, minuteMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { account } from './chain.ts'
import type { Account, Chain, Transfer } from './chain.ts'
import { listAccounts, listChains, listEntries } from './explore.ts'
import { foldDeltas } from './jobs.ts'
import type { Place } from './place.ts'
import { postChains } from './post.ts'

const now = new Date('2026-11-20T04:00:00Z')
const book = 'main'
const acc = (purpose: string, owner: string, floor: number | null, unit = 'CNY') =>
  account({ unit, purpose, owner, floor })
const world = acc('payer', 'anna', null)
const escrow = acc('escrow', 'order-1', 0)
const brand = acc('payable', 'brand-1', -100)

async function post(db: Db, id: string, transfers: Transfer[], at = now): Promise<void> {
  const chain: Chain = { book, id, reference: 'order-1', transfers, at }
  const [result] = await db.begin((tx) => postChains(tx, [chain], at))
  assert.deepEqual(result, { ok: true, fresh: true })
}
const move = (from: Account, to: Account, amount: number): Transfer => {
  return { kind: 'post', from, to, amount }
}

const everything = async <Row>(
  page: (last: Row | undefined) => Promise<Row[]>,
): Promise<{ rows: Row[]; pages: number }> => {
  const rows: Row[] = []
  for (let pages = 0; ; pages++) {
    const some = await page(rows.at(-1))
    if (some.length === 0) return { rows, pages }
    rows.push(...some)
  }
}

test('a balance counts moves that are not folded yet, and leaves out holds that have expired', async () => {
  await using db = await testDb()
  await post(db, 'pay', [move(world, escrow, 100)])
  const hold = { kind: 'hold' as const, from: escrow, to: brand }
  await post(db, 'soon', [{ ...hold, amount: 30, expiresAt: addMs(now, minuteMs) }])
  await post(db, 'never', [{ ...hold, amount: 20, expiresAt: null }])
  const read = async (at: Date) => {
    const rows = await listAccounts(db, { book, unit: 'CNY', now: at, limit: 9 })
    return rows.map(({ id, posted, held, available }) => [id, posted, held, available])
  }
  const before = [
    ['CNY/escrow/order-1', 100, 50, 50],
    ['CNY/payable/brand-1', 0, 0, 0],
    ['CNY/payer/anna', -100, 0, -100],
  ]
  assert.deepEqual(await read(now), before)
  await foldDeltas(db)
  assert.deepEqual(await read(now), before)
  const [held] = (await read(addMs(now, minuteMs))).map(([, , amount]) => amount)
  assert.equal(held, 20)
})

test('accounts are found by unit, purpose and owner, and a page goes on where the last one ended', async () => {
  await using db = await testDb()
  const source = (unit: string) => acc('supply', 'shop', null, unit)
  for (const unit of ['CNY', 'CNY2', 'SKU:a'])
    for (const purpose of ['sold', 'sold.x', 'for_sale'])
      for (const owner of ['shop', 'other'])
        await post(db, `${unit} ${purpose} ${owner}`, [
          move(source(unit), acc(purpose, owner, 0, unit), 1),
        ])
  const ids = async (which: object) => {
    const all = await everything<{ id: string }>((last) =>
      listAccounts(db, { book, ...which, afterId: last?.id, now, limit: 2 }),
    )
    return all.rows.map((row) => row.id)
  }
  assert.deepEqual(await ids({ unit: 'CNY', purpose: 'sold' }), ['CNY/sold/other', 'CNY/sold/shop'])
  assert.equal((await ids({ unit: 'CNY' })).length, 7)
  assert.deepEqual(await ids({ owner: 'other', purpose: 'sold' }), [
    'CNY/sold/other',
    'CNY2/sold/other',
    'SKU:a/sold/other',
  ])
  assert.deepEqual(await ids({ owner: 'other', unit: 'SKU:a', purpose: 'sold' }), [
    'SKU:a/sold/other',
  ])
  const all = await ids({})
  assert.equal(all.length, 21)
  assert.deepEqual(all, all.toSorted())
  assert.deepEqual(await ids({ unit: 'POINT' }), [])
})

test('what happened on an account adds up to its balance, newest first, whatever the page size', async () => {
  await using db = await testDb()
  await post(db, 'z-first', [move(world, escrow, 100)])
  const at = addMs(now, minuteMs)
  const holds = [60, 30].map((amount) => {
    return { kind: 'hold' as const, from: escrow, to: brand, amount, expiresAt: null }
  })
  await post(db, 'm-then', holds, at)
  const closing = { from: escrow, to: brand }
  await post(
    db,
    'a-last',
    [
      { kind: 'post_hold', ...closing, hold: { chainId: 'm-then', n: 0 }, amount: 45 },
      { kind: 'void_hold', ...closing, hold: { chainId: 'm-then', n: 1 } },
      move(brand, escrow, 5),
    ],
    addMs(at, 1),
  )
  const read = async (accountId: string, limit: number) => {
    const all = await everything<Awaited<ReturnType<typeof listEntries>>[number]>((before) =>
      listEntries(db, { book, accountId, before, limit }),
    )
    return all.rows
  }
  const entries = await read(escrow.id, 50)
  assert.deepEqual(
    entries.map(({ chainId, n, meaning, amount, postedChange, heldChange }) => {
      return [chainId, n, meaning, amount, postedChange, heldChange]
    }),
    [
      ['a-last', 2, 'in', 5, 5, 0],
      ['a-last', 1, 'freed', 30, 0, -30],
      ['a-last', 0, 'out', 45, -45, -60],
      ['m-then', 1, 'set_aside', 30, 0, 30],
      ['m-then', 0, 'set_aside', 60, 0, 60],
      ['z-first', 0, 'in', 100, 100, 0],
    ],
  )
  assert.deepEqual(entries[0]!.counterAccount, brand.id)
  assert.deepEqual(entries.at(-1)!.at, now)
  for (const limit of [1, 2, 4]) assert.deepEqual(await read(escrow.id, limit), entries)
  const theirs = await read(brand.id, 50)
  assert.deepEqual(
    theirs.map((entry) => entry.meaning),
    ['out', 'called_off', 'in', 'announced', 'announced'],
  )
  for (const [accountId, rows] of [
    [escrow.id, entries],
    [brand.id, theirs],
  ] as const) {
    const [row] = (await listAccounts(db, { book, unit: 'CNY', now, limit: 9 })).filter(
      (one) => one.id === accountId,
    )
    const sum = (key: 'postedChange' | 'heldChange') => rows.reduce((a, one) => a + one[key], 0)
    assert.deepEqual([sum('postedChange'), sum('heldChange')], [row!.posted, row!.held])
  }
  assert.deepEqual(await read('CNY/escrow/nobody', 50), [])
})

test('the chains of an order come as they took place, each hold with what became of it', async () => {
  await using db = await testDb()
  await post(db, 'pay', [move(world, escrow, 100)])
  const hold = (amount: number, expiresAt: Date | null = null) => {
    return { kind: 'hold' as const, from: escrow, to: brand, amount, expiresAt }
  }
  const expiresAt = addMs(now, minuteMs)
  await post(db, 'hold', [hold(10), hold(20), hold(5), hold(1, expiresAt)], addMs(now, 1))
  const closing = { from: escrow, to: brand }
  await post(
    db,
    'settle',
    [
      { kind: 'post_hold', ...closing, hold: { chainId: 'hold', n: 0 }, amount: 7 },
      { kind: 'void_hold', ...closing, hold: { chainId: 'hold', n: 1 } },
    ],
    addMs(now, 2),
  )
  const read = (which: { reference: string } | { chainId: string }, at = now, after?: Place) =>
    listChains(db, { book, ...which, now: at, after, limit: 2 })
  const first = await read({ reference: 'order-1' })
  assert.deepEqual(
    first.map((chain) => chain.id),
    ['pay', 'hold'],
  )
  const states = (chains: typeof first) =>
    chains.flatMap((chain) =>
      chain.transfers.map(({ hold }) => hold && [hold.state, hold.postedAmount, hold.closedBy]),
    )
  assert.deepEqual(states(first), [
    null,
    ['posted', 7, 'settle'],
    ['voided', 0, 'settle'],
    ['open', 0, null],
    ['open', 0, null],
  ])
  const after = { at: first[1]!.at, chainId: 'hold', n: 0 }
  const second = await read({ reference: 'order-1' }, now, after)
  assert.deepEqual(
    second.map((chain) => [chain.id, chain.transfers.map((one) => one.closes)]),
    [['settle', [0, 1].map((n) => ({ chainId: 'hold', n }))]],
  )
  assert.deepEqual(states(await read({ chainId: 'hold' }, expiresAt)).at(-1), ['expired', 0, null])
  assert.deepEqual(await read({ chainId: 'nothing' }), [])
})

test('a page of a long history is read by its index, and no more rows than it shows', async () => {
  await using db = await testDb()
  for (let from = 0; from < 3_000; from += 500)
    await db.begin((tx) =>
      postChains(
        tx,
        Array.from({ length: 500 }, (_, index): Chain => {
          const id = `c${from + index}`
          const transfers = [move(world, acc('escrow', `o${index % 20}`, 0), 1)]
          return { book, id, reference: id, transfers, at: addMs(now, from + index) }
        }),
        now,
      ),
    )
  await db`analyze`
  for (const accountId of [world.id, acc('escrow', 'o7', 0).id]) {
    const before = { at: addMs(now, 2_000), chainId: 'c', n: 0 }
    const [read] = await db.begin(async (tx) => {
      assert.equal((await listEntries(tx, { book, accountId, before, limit: 20 })).length, 20)
      return tx<{ seqScan: number; idxTupFetch: number }>`
        select seq_scan, idx_tup_fetch from pg_stat_xact_user_tables
        where relid = 'ledger.transfer'::regclass`
    })
    assert.equal(read!.seqScan, 0)
    assert.ok(read!.idxTupFetch <= 100, `${read!.idxTupFetch} rows`)
  }
})

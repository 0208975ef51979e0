import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overlap, testDb } from '#test/db.ts'
import { findBreaches } from './invariants.ts'
import { foldDeltas, voidExpired } from './jobs.ts'
import {
  balances,
  book,
  chain,
  done,
  fill,
  hold,
  later,
  move,
  post,
  posting,
  shelf,
  sink,
  source,
  take,
  till,
  within,
} from './ledger.fixture.ts'
import { movedBy, reversalOf } from './reverse.ts'

test('folding in pieces changes no balance and leaves no move waiting', async () => {
  await using db = await testDb()
  for (let n = 1; n <= 7; n++) await fill(db, n, `f${n}`)
  await post(db, chain('out', move(shelf, sink, 8)))
  const sums = [
    [-28, 0],
    [20, 0],
    [8, 0],
  ]
  const counts: number[] = []
  for (let folded = -1; folded !== 0; counts.push(folded)) {
    folded = await foldDeltas(db, 3)
    assert.deepEqual(await balances(db, [source, shelf, sink]), sums)
  }
  assert.deepEqual(counts, [3, 3, 2, 0])
  const [stored] = await db<{ posted: number }>`
    select posted from ledger.account where id = ${source.id}`
  assert.equal(stored!.posted, -28)
  assert.deepEqual(await findBreaches(db), [])
})

test('the job voids holds whose time has come and no others, however often it runs', async () => {
  await using db = await testDb()
  await fill(db, 30)
  await post(db, chain('h', hold(shelf, sink, 1, later(10)), hold(shelf, till, 2, later(20))))
  await post(db, chain('i', hold(shelf, sink, 4, later(10)), hold(shelf, sink, 8)))
  assert.equal(await voidExpired(db, later(9)), 0)
  assert.equal(await voidExpired(db, later(10), 1), 1)
  assert.equal(await voidExpired(db, later(10)), 1)
  assert.equal(await voidExpired(db, later(10)), 0)
  assert.deepEqual(await balances(db, [shelf]), [[30, 10]])
  const rows = await db<{ held: number }>`select held from ledger.account where id = ${shelf.id}`
  assert.equal(rows[0]!.held, 10)
  assert.deepEqual(await findBreaches(db), [])
})

test('the job leaves a hold alone that was taken in the last moment before it ran', async () => {
  await using db = await testDb()
  await fill(db, 5)
  await post(db, chain('h', hold(shelf, sink, 5, later(10))))
  const [taken, voided] = await overlap(
    db,
    posting(chain('take', take(shelf, sink, { chainId: 'h', n: 0 })), later(9)),
    (tx) => voidExpired(within(tx), later(10)),
  )
  assert.deepEqual([taken.status, voided.status], ['fulfilled', 'fulfilled'])
  assert.deepEqual(await balances(db, [shelf, sink]), [
    [0, 0],
    [5, 0],
  ])
  assert.equal(await voidExpired(db, later(10)), 0)
})

test('a reversal moves back what was really moved, and only once', async () => {
  await using db = await testDb()
  await fill(db, 10)
  await post(db, chain('h', hold(shelf, sink, 6)))
  const closing = chain('c', take(shelf, sink, { chainId: 'h', n: 0 }, 4), move(shelf, till, 1))
  await post(db, closing)
  const moved = await movedBy(db, { book, chainId: 'c' })
  assert.deepEqual(
    moved.map(({ n, amount }) => [n, amount]),
    [
      [0, 4],
      [1, 1],
    ],
  )
  const back = reversalOf(closing, moved)
  assert.deepEqual(await post(db, back), done)
  assert.deepEqual(await balances(db, [shelf, sink, till]), [
    [10, 0],
    [0, 0],
    [0, 0],
  ])
  assert.deepEqual(await post(db, back), { ok: true, fresh: false })
  assert.deepEqual(await balances(db, [shelf]), [[10, 0]])
})

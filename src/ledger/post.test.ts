import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import type { TestDb } from '#test/db.ts'
import type { Chain, Transfer } from './chain.ts'
import { findBreaches } from './invariants.ts'
import {
  balances,
  book,
  chain,
  done,
  doneBefore,
  fill,
  free,
  goods,
  hold,
  later,
  move,
  now,
  post,
  refused,
  shelf,
  sink,
  source,
  take,
  till,
} from './ledger.fixture.ts'
import { voidExpired } from './jobs.ts'
import { postChain, postChains } from './post.ts'

let opened: TestDb[] = []
const aLedger = async (amount = 10) => {
  const db = await testDb()
  opened.push(db)
  if (amount > 0) assert.deepEqual(await fill(db, amount), done)
  return db
}
/** Whatever a test did, the ledger is sound afterwards. */
afterEach(async () => {
  const closing = opened
  opened = []
  for (const db of closing) {
    const breaches = await findBreaches(db)
    await db[Symbol.asyncDispose]()
    assert.deepEqual(breaches, [])
  }
})

test('a hold sets aside; taking part of it moves that part and frees the rest', async () => {
  const db = await aLedger()
  assert.deepEqual(await post(db, chain('h', hold(shelf, sink, 7))), done)
  assert.deepEqual(await balances(db, [shelf, sink]), [
    [10, 7],
    [0, 0],
  ])
  assert.deepEqual(
    await post(db, chain('over', move(shelf, till, 4))),
    refused('insufficient', shelf),
  )
  const ref = { chainId: 'h', n: 0 }
  assert.deepEqual(
    await post(db, chain('8', take(shelf, sink, ref, 8))),
    refused('exceeds_hold', shelf),
  )
  assert.deepEqual(await post(db, chain('t', take(shelf, sink, ref, 3))), done)
  assert.deepEqual(await balances(db, [shelf, sink]), [
    [7, 0],
    [3, 0],
  ])
  assert.deepEqual(
    await post(db, chain('t2', take(shelf, sink, ref))),
    refused('hold_closed', shelf),
  )
  assert.deepEqual(
    await post(db, chain('v', free(shelf, sink, ref))),
    refused('hold_closed', shelf),
  )
  assert.deepEqual(await post(db, chain('rest', move(shelf, till, 7))), done)
})

test('voiding a hold frees all of it, once', async () => {
  const db = await aLedger()
  await post(db, chain('h', hold(shelf, sink, 10), hold(till, sink, 1)))
  assert.deepEqual(await balances(db, [shelf]), [[10, 0]]) // the till is empty: none of it happened
  await post(db, chain('h', hold(shelf, sink, 10)))
  const ref = { chainId: 'h', n: 0 }
  assert.deepEqual(await post(db, chain('v', free(shelf, sink, ref))), done)
  assert.deepEqual(await balances(db, [shelf, sink]), [
    [10, 0],
    [0, 0],
  ])
  assert.deepEqual(
    await post(db, chain('w', free(shelf, sink, ref))),
    refused('hold_closed', shelf),
  )
  assert.deepEqual(await post(db, chain('all', move(shelf, till, 10))), done)
})

test('a hold is only known between its own accounts and under its own place', async () => {
  const db = await aLedger()
  await post(db, chain('h', hold(shelf, sink, 5)))
  const wrong: Transfer[] = [
    take(shelf, till, { chainId: 'h', n: 0 }),
    free(till, sink, { chainId: 'h', n: 0 }),
    take(shelf, sink, { chainId: 'h', n: 1 }),
    take(shelf, sink, { chainId: 'fill', n: 0 }),
  ]
  for (const [n, one] of wrong.entries())
    assert.deepEqual(await post(db, chain(`w${n}`, one)), refused('hold_unknown', one.from))
  assert.deepEqual(await balances(db, [shelf]), [[10, 5]])
})

test('a hold that has expired is free and cannot be taken, whether or not the job has voided it', async () => {
  for (const job of [false, true]) {
    const db = await aLedger()
    await post(db, chain('h', hold(shelf, sink, 10, later(60))))
    const ref = { chainId: 'h', n: 0 }
    assert.deepEqual(
      await post(db, chain('1', move(shelf, till, 1)), later(59)),
      refused('insufficient', shelf),
    )
    if (job) assert.equal(await voidExpired(db, later(60)), 1)
    assert.deepEqual(
      await post(db, chain('2', take(shelf, sink, ref)), later(60)),
      refused(job ? 'hold_closed' : 'hold_expired', shelf),
    )
    assert.deepEqual(await balances(db, [shelf], later(60)), [[10, 0]])
    assert.deepEqual(await post(db, chain('3', move(shelf, till, 10)), later(60)), done)
    assert.deepEqual(
      await post(db, chain('4', hold(till, sink, 1, later(60))), later(60)),
      refused('hold_expired', till),
    )
  }
})

test('voiding an expired hold gives back nothing a second time', async () => {
  const db = await aLedger()
  await post(db, chain('h', hold(shelf, sink, 4, later(60)), hold(shelf, sink, 6)))
  const voided = await db.begin((tx) =>
    postChains(
      tx,
      [chain('v', free(shelf, sink, { chainId: 'h', n: 0 })), chain('over', move(shelf, till, 5))],
      later(60),
    ),
  )
  assert.deepEqual(voided, [done, refused('insufficient', shelf)])
  assert.deepEqual(await balances(db, [shelf], later(60)), [[10, 6]])
})

test('a clock that is put back finds expired holds open again, and never sells below the floor', async () => {
  const db = await aLedger()
  await post(db, chain('h', hold(shelf, sink, 10, later(60))))
  const ref = { chainId: 'h', n: 0 }
  assert.deepEqual(await post(db, chain('sold', hold(shelf, till, 10)), later(60)), done)
  assert.deepEqual(await balances(db, [shelf], later(30)), [[10, 20]])
  assert.deepEqual(
    await post(db, chain('1', take(shelf, sink, ref)), later(30)),
    refused('insufficient', shelf),
  )
  assert.deepEqual(
    await post(db, chain('2', move(shelf, till, 1)), later(30)),
    refused('insufficient', shelf),
  )
  assert.deepEqual(
    await post(db, chain('3', free(shelf, till, { chainId: 'sold', n: 0 })), later(30)),
    done,
  )
  assert.deepEqual(await post(db, chain('4', take(shelf, sink, ref)), later(30)), done)
})

test('the same id is done once; with other contents it is refused', async () => {
  const db = await aLedger()
  const one = chain('once', move(shelf, till, 4))
  assert.deepEqual(await post(db, one), done)
  assert.deepEqual(await post(db, one, later(99)), doneBefore)
  const other = chain('once', move(shelf, till, 5))
  assert.deepEqual(await post(db, other), refused('id_reused', shelf))
  assert.deepEqual(await post(db, { ...one, reference: 'x' }), refused('id_reused', shelf))
  const batch = [chain('b', move(shelf, till, 1)), one, other, chain('b', move(shelf, till, 1))]
  assert.deepEqual(await db.begin((tx) => postChains(tx, batch, now)), [
    done,
    doneBefore,
    refused('id_reused', shelf),
    doneBefore,
  ])
  assert.deepEqual(await balances(db, [shelf, till]), [
    [5, 0],
    [5, 0],
  ])
})

test('a refused chain leaves nothing, and the others of its call are posted', async () => {
  const db = await aLedger()
  const [empty] = [goods('empty', 0)]
  const batch = [
    chain('a', move(shelf, till, 6)),
    chain('b', move(shelf, sink, 3), hold(till, sink, 2), move(shelf, empty, 2)),
    chain('c', move(shelf, sink, 4)),
  ]
  assert.deepEqual(await db.begin((tx) => postChains(tx, batch, now)), [
    done,
    refused('insufficient', shelf),
    done,
  ])
  assert.deepEqual(await balances(db, [shelf, till, sink, empty]), [
    [0, 0],
    [6, 0],
    [4, 0],
    [0, 0],
  ])
  const rows = await db<{
    chainId: string
  }>`select distinct chain_id from ledger.transfer order by 1`
  assert.deepEqual(
    rows.map((row) => row.chainId),
    ['a', 'c', 'fill'],
  )
})

test('what chains of one call hold, later ones of it take', async () => {
  const db = await aLedger()
  const batch = [
    chain('h', hold(shelf, sink, 6), take(shelf, sink, { chainId: 'h', n: 0 }, 2)),
    chain('i', hold(shelf, till, 8)),
    chain('j', take(shelf, till, { chainId: 'i', n: 0 })),
    chain('k', take(shelf, till, { chainId: 'i', n: 0 })),
  ]
  assert.deepEqual(await db.begin((tx) => postChains(tx, batch, now)), [
    done,
    done,
    done,
    refused('hold_closed', shelf),
  ])
  assert.deepEqual(await balances(db, [shelf, till, sink]), [
    [0, 0],
    [8, 0],
    [2, 0],
  ])
})

test('the stored floor decides, whatever the caller believes', async () => {
  const db = await aLedger(5)
  // Its floor is 0 and it is called without one; the source has none and is called with one.
  assert.deepEqual(
    await post(db, chain('1', move(goods('shelf', null), till, 6))),
    refused('insufficient', shelf),
  )
  assert.deepEqual(await post(db, chain('2', move(goods('source', 0), till, 9))), done)
  assert.deepEqual(await post(db, chain('3', hold(goods('source', -1), till, 9))), done)
  assert.deepEqual(await balances(db, [source, shelf, till]), [
    [-14, 9],
    [5, 0],
    [9, 0],
  ])
})

test('a debtor goes down to its floor and not below', async () => {
  const db = await aLedger(0)
  const debtor = goods('debtor', -50)
  assert.deepEqual(await post(db, chain('1', move(debtor, sink, 30))), done)
  assert.deepEqual(await post(db, chain('2', hold(debtor, sink, 20))), done)
  assert.deepEqual(
    await post(db, chain('3', move(debtor, sink, 1))),
    refused('insufficient', debtor),
  )
})

test('no balance leaves the numbers that can be told exactly', async () => {
  const db = await aLedger(0)
  const most = Number.MAX_SAFE_INTEGER
  const deep = goods('deep', -most)
  assert.deepEqual(await post(db, chain('1', move(deep, shelf, most))), done)
  assert.deepEqual(await post(db, chain('2', move(till, shelf, 1))), refused('insufficient', till))
  assert.deepEqual(await post(db, chain('3', move(source, shelf, 1))), refused('too_large', source))
  assert.deepEqual(
    await post(db, chain('4', move(source, till, 1), move(till, shelf, 1))),
    refused('too_large', till),
  )
  assert.deepEqual(await balances(db, [deep, shelf, till]), [
    [-most, 0],
    [most, 0],
    [0, 0],
  ])
})

test('a chain that is not well formed throws before anything is read or written', async () => {
  const db = await aLedger()
  const bad: Chain[] = [
    ...[0, -1, 1.5, 2 ** 53, Number.NaN].map((amount) => chain('bad', move(shelf, till, amount))),
    chain('bad', move(shelf, goods('till', 0, 'V'), 1)),
    chain('bad', move(shelf, shelf, 1)),
    chain('bad'),
  ]
  for (const one of bad)
    await assert.rejects(
      db.begin((tx) => postChains(tx, [chain('ok', move(shelf, till, 1)), one], now)),
    )
  const books = [
    chain('ok', move(shelf, till, 1)),
    { ...chain('b', move(shelf, till, 1)), book: 'x' },
  ]
  await assert.rejects(
    db.begin((tx) => postChains(tx, books, now)),
    /one book/,
  )
  // A hand-made account whose id belies its unit is caught by the table.
  const liar = { ...goods('liar', 0), id: 'V/goods/liar' }
  await assert.rejects(post(db, chain('bad', move(shelf, liar, 1))), { code: '23514' })
  assert.deepEqual(await balances(db, [shelf, till]), [
    [10, 0],
    [0, 0],
  ])
})

test('a chain of 200 transfers is one chain: all of it or none', async () => {
  const db = await aLedger(200)
  const accounts = Array.from({ length: 200 }, (_, n) => goods(`a${n}`, 0))
  const transfers = accounts.map((to) => move(shelf, to, 1))
  assert.deepEqual(
    await post(db, chain('broken', ...transfers, move(shelf, till, 1))),
    refused('insufficient', shelf),
  )
  assert.deepEqual(await balances(db, [shelf, accounts[0]!]), [
    [200, 0],
    [0, 0],
  ])
  assert.deepEqual(await post(db, chain('long', ...transfers)), done)
  assert.deepEqual(await balances(db, [shelf, accounts[199]!]), [
    [0, 0],
    [1, 0],
  ])
})

test('books do not see each other', async () => {
  const db = await aLedger()
  const elsewhere = { ...chain('fill', move(shelf, till, 1)), book: 'other' }
  assert.deepEqual(await post(db, elsewhere), refused('insufficient', shelf))
  assert.deepEqual(
    await post(db, { ...chain('fill', move(source, shelf, 3)), book: 'other' }),
    done,
  )
  assert.deepEqual(await post(db, elsewhere), refused('id_reused', shelf))
  assert.deepEqual(await balances(db, [shelf]), [[10, 0]])
})

test('chains and transfers are never changed, by whoever tries', async () => {
  const db = await aLedger()
  const attempts = [
    (db: Db) => db`update ledger.transfer set amount = 1`,
    (db: Db) => db`delete from ledger.chain where id = 'fill'`,
    (db: Db) => db`truncate ledger.transfer`,
  ]
  for (const attempt of attempts)
    await assert.rejects(attempt(db), /never changed; post a reversal/)
})

test('one chain alone: its refusal becomes the caller’s exception', async () => {
  const db = await aLedger(1)
  const why = (refusal: { reason: string }) => new Error(`not posted: ${refusal.reason}`)
  const over = chain('over', move(shelf, till, 2))
  await assert.rejects(
    db.begin((tx) => postChain(tx, over, now, why)),
    /not posted: insufficient/,
  )
  assert.deepEqual(
    await db.begin((tx) => postChain(tx, chain('ok', move(shelf, till, 1)), now, why)),
    done,
  )
  const [row] = await db<{
    book: string
    at: Date
  }>`select book, at from ledger.chain where id = 'ok'`
  assert.deepEqual(row, { book, at: now })
})

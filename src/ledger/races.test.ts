/** Two calls at once, forced: the second starts when the first has done its work and not yet committed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db, Tx } from '#platform/db.ts'
import { overlap, testDb } from '#test/db.ts'
import type { Account, ChainResult } from './chain.ts'
import { findBreaches } from './invariants.ts'
import { foldDeltas } from './jobs.ts'
import {
  balances,
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
  posting,
  refused,
  shelf,
  sink,
  source,
  take,
  till,
  within,
} from './ledger.fixture.ts'
import { postChains } from './post.ts'

/** What both said, and that neither had to be run again. */
async function race(
  db: Db,
  first: ReturnType<typeof posting>,
  second: ReturnType<typeof posting>,
): Promise<ChainResult[]> {
  const ended = await overlap(db, first, second)
  assert.deepEqual([first.tries, second.tries], [1, 1])
  assert.deepEqual(await findBreaches(db), [])
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

test('two chains want the last unit: one gets it, the other is refused', async () => {
  await using db = await testDb()
  await fill(db, 1)
  const results = await race(
    db,
    posting(chain('a', move(shelf, till, 1))),
    posting(chain('b', hold(shelf, sink, 1))),
  )
  assert.deepEqual(results, [done, refused('insufficient', shelf)])
})

test('the same chain twice at once is done once, and both callers are told so', async () => {
  await using db = await testDb()
  await fill(db, 9)
  await post(db, chain('till', hold(shelf, till, 1), free(shelf, till, { chainId: 'till', n: 0 })))
  const one = chain('once', move(shelf, till, 2))
  assert.deepEqual(await race(db, posting(one), posting(one, later(5))), [done, doneBefore])
  assert.deepEqual(await balances(db, [shelf, till]), [
    [7, 0],
    [2, 0],
  ])
})

test('the same chain twice at once is done once also where no account has a floor', async () => {
  await using db = await testDb()
  await post(db, chain('open', move(source, sink, 1)))
  const one = chain('once', move(source, sink, 2))
  const ended = await overlap(db, posting(one), posting(one))
  assert.deepEqual(
    ended.map((one) => one.status === 'fulfilled' && one.value),
    [done, doneBefore],
  )
  assert.deepEqual(await balances(db, [source, sink]), [
    [-3, 0],
    [3, 0],
  ])
})

test('two chains take one hold at once: the second finds it closed', async () => {
  await using db = await testDb()
  await fill(db, 9)
  await post(db, chain('h', hold(shelf, till, 5)))
  const ref = { chainId: 'h', n: 0 }
  for (const [n, second] of [take(shelf, till, ref), free(shelf, till, ref)].entries()) {
    const name = `h${n}`
    await post(db, chain(name, hold(shelf, till, 2)))
    const own = { chainId: name, n: 0 }
    const results = await race(
      db,
      posting(chain(`take ${n}`, take(shelf, till, own))),
      posting(chain(`again ${n}`, { ...second, hold: own } as typeof second)),
    )
    assert.deepEqual(results, [done, refused('hold_closed', shelf)])
  }
  assert.deepEqual(await balances(db, [shelf, till]), [
    [5, 5],
    [4, 0],
  ])
})

test('two chains take one hold at once also where no account has a floor', async () => {
  await using db = await testDb()
  await post(db, chain('h', hold(source, sink, 5)))
  const ref = { chainId: 'h', n: 0 }
  const ended = await overlap(
    db,
    posting(chain('a', take(source, sink, ref, 2))),
    posting(chain('b', take(source, sink, ref))),
  )
  assert.deepEqual(
    ended.map((one) => one.status === 'fulfilled' && one.value),
    [done, refused('hold_closed', source)],
  )
  assert.deepEqual(await balances(db, [source, sink]), [
    [-2, 0],
    [2, 0],
  ])
})

test('an expired hold that is voided while another buys is not given back twice', async () => {
  await using db = await testDb()
  await fill(db, 10)
  await post(db, chain('h', hold(shelf, till, 4, later(60)), hold(shelf, till, 6)))
  const results = await race(
    db,
    posting(chain('v', free(shelf, till, { chainId: 'h', n: 0 })), later(60)),
    posting(chain('over', move(shelf, till, 5)), later(60)),
  )
  assert.deepEqual(results, [done, refused('insufficient', shelf)])
})

test('an account that two chains need at once for the first time is made once', async () => {
  await using db = await testDb()
  await fill(db, 9)
  const [fresh] = [goods('fresh', 0)]
  const results = await race(
    db,
    posting(chain('a', move(source, fresh, 1))),
    posting(chain('b', move(source, fresh, 2))),
  )
  assert.deepEqual(results, [done, done])
  assert.deepEqual(await balances(db, [fresh]), [[3, 0]])
})

test('accounts are locked one by one in ascending id, however the chains name them', async () => {
  await using db = await testDb()
  const accounts = ['a', 'B', 'b', 'é'].map((owner) => goods(owner, 0))
  const inOrder = accounts.toSorted((x, y) => Buffer.compare(Buffer.from(x.id), Buffer.from(y.id)))
  await post(db, chain('open', ...accounts.map((to) => move(source, to, 9))))
  const all = inOrder.toReversed().map((from) => chain(`t:${from.id}`, move(from, sink, 1)))
  for (const [place, held] of inOrder.entries()) {
    // Somebody holds this one: the call waits there, with the ones before it locked and none behind.
    const calls = await db.begin(async (tx) => {
      await lock(tx, held.id)
      const call = db.begin((tx) => postChains(tx, all, now))
      const others = inOrder.filter((one) => one !== held).map((one) => one.id)
      assert.deepEqual(await lockedOnceOneWaits(db, others), ids(inOrder.slice(0, place)))
      return [call]
    })
    assert.ok((await calls[0]!).every((result) => result.ok))
  }
})

const ids = (accounts: Account[]) => accounts.map((one) => one.id)

const lock = (tx: Tx, id: string) =>
  tx`select 1 from ledger.account where id = ${id} for no key update`

/** Which of these accounts somebody has locked, once somebody waits for a lock. */
async function lockedOnceOneWaits(db: Db, accountIds: string[]): Promise<string[]> {
  const isOneWaiting = async () => {
    const [row] = await db<{ waits: boolean }>`
      select exists (select from pg_stat_activity where datname = current_database()
        and cardinality(pg_blocking_pids(pid)) > 0) as waits`
    return row!.waits
  }
  while (!(await isOneWaiting())) await sleep(5)
  const free = await db.begin(
    (tx) => tx<{ id: string }>`
      select id from ledger.account where id = any(${accountIds}) for no key update skip locked`,
  )
  return accountIds.filter((id) => !free.some((row) => row.id === id))
}

test('moves of accounts without a floor are counted once while they are folded', async () => {
  await using db = await testDb()
  const before = async () => [await balances(db, [source, shelf]), await findBreaches(db)]
  await fill(db, 5)
  await fill(db, 6, 'again')
  const foldIn = (tx: Tx) => foldDeltas(within(tx))
  assert.deepEqual(await before(), [
    [
      [-11, 0],
      [11, 0],
    ],
    [],
  ])
  await overlap(db, foldIn, posting(chain('while folding', move(source, shelf, 1))))
  assert.deepEqual(await before(), [
    [
      [-12, 0],
      [12, 0],
    ],
    [],
  ])
  await overlap(db, foldIn, foldIn)
  assert.deepEqual(await before(), [
    [
      [-12, 0],
      [12, 0],
    ],
    [],
  ])
  await overlap(db, posting(chain('while posting', move(source, shelf, 1))), foldIn)
  assert.deepEqual(await before(), [
    [
      [-13, 0],
      [13, 0],
    ],
    [],
  ])
  await overlap(
    db,
    posting(chain('and both', move(source, shelf, 1))),
    posting(chain('b', move(source, shelf, 1))),
  )
  assert.equal(await foldDeltas(db), 3)
  assert.deepEqual(await before(), [
    [
      [-15, 0],
      [15, 0],
    ],
    [],
  ])
})

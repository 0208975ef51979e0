import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addMs } from '#platform/clock.ts'
import { testDb } from '#test/db.ts'
import { account } from './chain.ts'
import type { Chain, Transfer } from './chain.ts'
import { foldDeltas } from './jobs.ts'
import { postChains } from './post.ts'
import { postedByOwner, sumOfPurpose } from './sums.ts'
import { listMoves, turnoverOf } from './turnover.ts'
import type { ChainMoves } from './turnover.ts'

const book = 'main'
const start = new Date('2026-11-20T04:00:00Z')
const cny = (purpose: string, owner: string, floor: number | null) =>
  account({ unit: 'CNY', purpose, owner, floor })
const [payable, fee] = [cny('payable', 'b', -1_000_000), cny('fee', 'b', null)]
const others = [cny('escrow', 'o', null), cny('payer', 'm', null), cny('bank', 'b', null)]
const own = new Set([payable.id, fee.id])

const side = fc.constantFrom(payable, fee)
const move = fc.record({
  own: side,
  other: fc.constantFrom(...others),
  comes: fc.boolean(),
  amount: fc.integer({ min: 1, max: 99 }),
  /** Set aside and posted in part, set aside and never posted, or moved at once. */
  how: fc.constantFrom('post' as const, 'part' as const, 'hold' as const),
})
/** Few moments, so that chains share one; a chain may touch an account more than once. */
const chain = fc.record({
  afterMs: fc.integer({ min: 0, max: 12 }),
  moves: fc.array(move, { minLength: 1, maxLength: 4 }),
})

test('opening plus what moved is closing, for any period, and pages show exactly what moved', async () => {
  await using db = await testDb()
  let run = 0
  const property = fc.asyncProperty(
    fc.array(chain, { maxLength: 15 }),
    fc.tuple(fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 13 })),
    fc.integer({ min: 1, max: 5 }),
    fc.boolean(),
    async (drawn, period, limit, folded) => {
      const name = `${run++}`
      const chains = drawn.flatMap(({ afterMs, moves }, index) =>
        chainsOf(`${name}:${index}`, addMs(start, afterMs), moves),
      )
      const at = addMs(start, run * 100)
      const shifted = chains.map((one) => ({ ...one, at: addMs(one.at!, run * 100) }))
      for (const result of await db.begin((tx) => postChains(tx, shifted, at))) assert.ok(result.ok)
      if (folded) await foldDeltas(db)
      const [from, to] = [Math.min(...period), Math.max(...period)].map((ms) => addMs(at, ms))
      const query = { book, accountIds: [...own], from: from!, to: to! }

      const turnover = await turnoverOf(db, query)
      const sums = new Map([...own].map((id) => [id, 0]))
      for (const { at, transfers } of shifted)
        for (const one of transfers.filter(moved)) if (at >= from! && at < to!) add(sums, one)
      for (const [id, { openingPosted, closingPosted, netByPurpose }] of turnover) {
        assert.equal(closingPosted - openingPosted, sums.get(id))
        const net = [...netByPurpose.values()].reduce((a, b) => a + b, 0)
        assert.equal(net, sums.get(id))
      }
      const whole = await turnoverOf(db, { ...query, from: start, to: addMs(at, 99) })
      for (const [id, { openingPosted, closingPosted }] of whole) {
        assert.equal(openingPosted, 0)
        const by = id === payable.id ? 'payable' : 'fee'
        const posted = (await postedByOwner(db, { book, unit: 'CNY', purpose: by })).get('b') ?? 0
        assert.equal(closingPosted, posted)
        assert.equal(await sumOfPurpose(db, { book, unit: 'CNY', purpose: by }), posted)
      }

      const rows: ChainMoves[] = []
      for (;;) {
        const last = rows.at(-1)
        const after = last && { at: last.at, chainId: last.chainId, n: 0 }
        const page = await listMoves(db, { ...query, after, limit })
        assert.ok(page.length <= limit)
        rows.push(...page)
        if (page.length < limit) break // only the last page is short
      }
      const seen = rows.map(({ at, chainId, moves }) => [at.getTime(), chainId, moves.length])
      const due = shifted
        .map(({ id, at, transfers }) => [at.getTime(), id, transfers.filter(moved).length] as const)
        .filter(([ms, , count]) => ms >= from!.getTime() && ms < to!.getTime() && count > 0)
        .toSorted((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
      assert.deepEqual(seen, due)
    },
  )
  await fc.assert(property, { numRuns: 40 })
})

test('a chain that moves several times on an account fills one place of a page', async () => {
  await using db = await testDb()
  const moves = (count: number): Transfer[] =>
    Array.from({ length: count }, () => ({
      kind: 'post',
      from: others[0]!,
      to: payable,
      amount: 1,
    }))
  const chains = [3, 1, 2].map((count, index): Chain => {
    return { book, id: `c${index}`, reference: 'r', transfers: moves(count), at: start }
  })
  await db.begin((tx) => postChains(tx, chains, start))
  const query = { book, accountIds: [payable.id], from: start, to: addMs(start, 1), limit: 2 }
  const page = await listMoves(db, query)
  assert.deepEqual(
    page.map((one) => [one.chainId, one.moves.length]),
    [
      ['c0', 3],
      ['c1', 1],
    ],
  )
})

const moved = ({ kind }: Transfer) => kind === 'post' || kind === 'post_hold'

function add(sums: Map<string, number>, one: Transfer) {
  const amount = 'amount' in one ? one.amount! : 0
  if (own.has(one.from.id)) sums.set(one.from.id, sums.get(one.from.id)! - amount)
  if (own.has(one.to.id)) sums.set(one.to.id, sums.get(one.to.id)! + amount)
}

type Drawn = {
  own: typeof payable
  other: typeof payable
  comes: boolean
  amount: number
  how: string
}

/** Holds and what posts them stand in one chain; the last one may be left open. */
function chainsOf(id: string, at: Date, moves: Drawn[]): Chain[] {
  const transfers = moves.flatMap(({ own, other, comes, amount, how }): Transfer[] => {
    const [from, to] = comes ? [other, own] : [own, other]
    if (how === 'post') return [{ kind: 'post', from, to, amount }]
    return [{ kind: 'hold', from, to, amount: amount + 1, expiresAt: null }]
  })
  const closing = moves.flatMap(({ own, other, comes, amount, how }, n): Transfer[] => {
    const [from, to] = comes ? [other, own] : [own, other]
    if (how !== 'part') return []
    return [{ kind: 'post_hold', from, to, hold: { chainId: id, n }, amount }]
  })
  const chain = { book, id, reference: 'r', transfers, at }
  const settle = { book, id: `${id}:s`, reference: 'r', transfers: closing, at: addMs(at, 1) }
  return closing.length > 0 ? [chain, settle] : [chain]
}

/**
 * Chains that no honest caller makes: any transfers between any accounts, holds posted in part, twice or
 * by the wrong name, sums at the edge of what a number can say, and repeats of earlier chains, the same
 * or with something changed.
 */
import { account } from '#ledger/chain.ts'
import type { Account, Chain, HoldRef, Transfer } from '#ledger/chain.ts'
import { forSale, soldOf } from '#catalog/stock.ts'
import { book, fee, payable } from '#trade/accounts.ts'
import { brandIds, only, skuIds } from './goods.ts'
import type { Command } from './goods.ts'
import type { Random } from './random.ts'

type Kept = { ref: HoldRef; from: Account; to: Account; amount: number }

const wildAccount = (owner: string, floor: number | null) =>
  account({ unit: 'WILD', purpose: 'wild', owner, floor })
const edge = Number.MAX_SAFE_INTEGER
// Sources have a floor: the balance of an account without one is not known while a chain is posted, so
// only its reader notices that it has left the safe integers.
const huge = ['a', 'b', 'c'].map((owner) => {
  const floor = owner === 'c' ? 0 : -edge
  return account({ unit: 'HUGE', purpose: 'huge', owner, floor })
})

/** Accounts of one unit each: units never mix. */
const groups: Account[][] = [
  [
    ...['a', 'b', 'c', 'd'].map((owner) => wildAccount(owner, 0)),
    wildAccount('debtor', -50),
    wildAccount('source', null),
    wildAccount('sink', null),
  ],
  ...skuIds.map((skuId) => [forSale(skuId), soldOf(skuId)]),
  brandIds.flatMap((brandId) => [payable(brandId), fee(brandId)]),
]

export type Wild = ReturnType<typeof createWild>

export function createWild(random: Random) {
  const past: Chain[] = []
  const holds: Kept[] = []
  let count = 0

  /** Every chain that was asked for, accepted or not, so that it can be repeated. */
  function note(chain: Chain): void {
    past.push(chain)
    chain.transfers.forEach(({ kind, from, to, ...rest }, n) => {
      if (kind !== 'hold' || !('amount' in rest) || random.chance(0.5)) return
      holds.push({ ref: { chainId: chain.id, n }, from, to, amount: rest.amount ?? 1 })
      if (holds.length > 300) holds.splice(random.below(200), 1)
    })
  }

  function anything(now: Date): Command {
    const id = `wild:${++count}`
    const length = random.chance(0.5) ? 1 : random.between(2, 6)
    const transfers: Transfer[] = []
    for (let n = 0; n < length; n++) transfers.push(anyTransfer(id, transfers, now))
    return only({ book, id, reference: `w${count % 7}`, transfers })
  }

  function anyTransfer(id: string, before: Transfer[], now: Date): Transfer {
    const kind = random.below(10)
    const own = before.length > 0 && random.chance(0.3) ? random.below(before.length) : null
    const made = own === null ? undefined : before[own]!
    if (made?.kind === 'hold') return anyClosing({ ...made, ref: { chainId: id, n: own! } })
    if (kind < 4 && holds.length > 0) return anyClosing(random.pick(holds))
    if (random.chance(0.08)) {
      const [from, to] = random.shuffled(huge)
      const amount = random.pick([1, 2, 2 ** 52, edge - 1, edge])
      return { kind: 'post', from: from!, to: to!, amount }
    }
    const [from, to] = random.shuffled(random.pick(groups))
    const amount = random.chance(0.8) ? random.between(1, 9) : random.between(1, 60)
    if (kind < 7) return { kind: 'post', from: from!, to: to!, amount }
    // Some have expired when they are asked for.
    const expiresAt = random.chance(0.2)
      ? null
      : new Date(now.getTime() + random.between(-30_000, 1_200_000))
    return { kind: 'hold', from: from!, to: to!, amount, expiresAt }
  }

  function anyClosing({ ref, from, to, amount }: Kept): Transfer {
    const hold = random.chance(0.05) ? { ...ref, n: ref.n + 1 } : ref
    const ends = random.chance(0.05) ? { from: to, to: from } : { from, to }
    if (random.chance(0.35)) return { kind: 'void_hold', ...ends, hold }
    const part = random.below(10)
    if (part < 5) return { kind: 'post_hold', ...ends, hold }
    const some = part === 9 ? amount + 1 : random.between(1, amount)
    return { kind: 'post_hold', ...ends, hold, amount: some }
  }

  /** An earlier chain again, or another one under its id. */
  function repeat(): Command | null {
    if (past.length === 0) return null
    const isRecent = random.chance(0.5)
    const chain =
      past[past.length - 1 - random.below(isRecent ? Math.min(40, past.length) : past.length)]!
    return only(random.chance(0.6) ? chain : altered(chain))
  }

  function altered(chain: Chain): Chain {
    const transfers = [...chain.transfers]
    const place = random.below(transfers.length)
    const one = transfers[place]!
    const way = random.below(6)
    if (way === 0) return { ...chain, reference: `${chain.reference}x` }
    if (way === 1 && transfers.length > 1) transfers.splice(place, 1)
    else if (way === 2) transfers.push(one)
    else if (way === 3) transfers[place] = { ...one, from: one.to, to: one.from }
    else transfers[place] = changed(one)
    return { ...chain, transfers }
  }

  function changed(one: Transfer): Transfer {
    if (one.kind === 'post') return { ...one, amount: one.amount === edge ? 1 : one.amount + 1 }
    if (one.kind === 'hold') {
      const expiresAt = one.expiresAt ? new Date(one.expiresAt.getTime() + 1) : new Date(2e12)
      return random.chance(0.5) ? { ...one, expiresAt } : { ...one, amount: one.amount + 1 }
    }
    if (one.kind === 'void_hold') return { ...one, kind: 'post_hold' }
    return { ...one, amount: (one.amount ?? 0) + 1 }
  }

  return { note, anything, repeat }
}

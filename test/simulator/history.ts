/**
 * One history of a shop: commands, one after the other, made from a seed and from the answers that the
 * former ones got. Time goes on with every command, and now and then the clock is put wrong.
 */
import type { Account, Chain, HoldRef } from '#ledger/chain.ts'
import { book } from '#trade/accounts.ts'
import { createAfterSales } from './after-sales.ts'
import { createGoods, only } from './goods.ts'
import type { Command } from './goods.ts'
import { createNotices } from './notices.ts'
import { createOrders } from './orders.ts'
import { createRandom } from './random.ts'
import { createWild } from './wild.ts'

const startsAt = Date.UTC(2026, 10, 20)
const jumpMs = 10 * 60_000

export type History = ReturnType<typeof createHistory>

export function createHistory(seed: string) {
  const random = createRandom(seed)
  let now = new Date(startsAt)
  const goods = createGoods(random)
  const notices = createNotices(random)
  const afterSales = createAfterSales(random, notices, () => now)
  const orders = createOrders(random, goods, notices, afterSales)
  const wild = createWild(random)
  const expiring: { ref: HoldRef; from: Account; to: Account; expiresAt: number }[] = []
  // Expired holds are free whether or not anybody voids them: half of the histories have no such job.
  const voids = random.chance(0.5)
  let jumps = 0

  const kinds: [weight: number, make: () => Command | null][] = [
    [22, () => orders.place(now)],
    [24, () => notices.next(now)],
    [7, goods.deliver],
    [2, goods.takeAway],
    [2, goods.printCoupons],
    [2, goods.setUpSale],
    [2, goods.endSale],
    [1, goods.topUp],
    [1, goods.reverse],
    [2, () => orders.payAgain(now)],
    [4, () => orders.close(now)],
    [6, afterSales.release],
    [5, afterSales.refund],
    [4, afterSales.refundAfterRelease],
    [1, afterSales.returnGoods],
    [2, afterSales.payOut],
    [6, () => (voids ? voidExpired() : null)],
    [9, wild.repeat],
    [8, () => wild.anything(now)],
  ]
  const lots = kinds.flatMap(([weight, make]) => Array.from({ length: weight }, () => make))

  function next(): Command {
    passTime()
    for (;;) {
      const command = random.pick(lots)()
      if (!command) continue
      for (const chain of command.chains) noteChain(chain)
      return command
    }
  }

  function passTime(): void {
    const isJump = random.chance(0.003)
    if (isJump) jumps++
    const ms = isJump ? random.between(-jumpMs, jumpMs) : random.below(15_000)
    now = new Date(now.getTime() + ms)
  }

  function noteChain(chain: Chain): void {
    wild.note(chain)
    if (!voids) return
    chain.transfers.forEach((transfer, n) => {
      if (transfer.kind !== 'hold' || !transfer.expiresAt) return
      const { from, to } = transfer
      const expiresAt = transfer.expiresAt.getTime()
      expiring.push({ ref: { chainId: chain.id, n }, from, to, expiresAt })
    })
  }

  /** What the ledger's job does, for holds that may have been closed or never made: all the better. */
  function voidExpired(): Command | null {
    const due = expiring.findIndex(({ expiresAt }) => expiresAt <= now.getTime())
    if (due < 0) return null
    const [{ ref: hold, from, to }] = expiring.splice(due, 1) as [(typeof expiring)[number]]
    const id = `expired:${hold.chainId}#${hold.n}`
    const transfers = [{ kind: 'void_hold' as const, from, to, hold }]
    return only({ book, id, reference: hold.chainId, transfers })
  }

  return {
    random,
    next,
    get now() {
      return now
    },
    get jumps() {
      return jumps
    },
  }
}

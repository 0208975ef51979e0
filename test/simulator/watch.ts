/** What must be true after every step, and the whole of it every so often. A breach throws. */
import assert from 'node:assert/strict'
import type { Chain } from '#ledger/chain.ts'
import type { Core } from './core.ts'
import { recount } from './model.ts'
import type { Line, Model } from './model.ts'

export type Watch = ReturnType<typeof createWatch>

export function createWatch(model: Model) {
  const seen = new Map<string, number>() // balances when last looked at
  const unitSums = new Map<string, number>()
  const escrows = new Map<string, { in: number; released: number; refunded: number }>()
  let counted = 0 // lines of the model that `escrows` holds
  let latest = -Infinity

  /** Looks at all that the chain names. */
  function afterStep(core: Core, chain: Chain, now: Date): void {
    latest = Math.max(latest, now.getTime())
    const units = new Set<string>()
    for (const { from, to } of chain.transfers) {
      for (const account of [from, to]) {
        const { posted, held } = core.state.accounts.get(account.id) ?? { posted: 0, held: 0 }
        const change = posted - (seen.get(account.id) ?? 0)
        if (change !== 0) unitSums.set(account.unit, (unitSums.get(account.unit) ?? 0) + change)
        seen.set(account.id, posted)
        units.add(account.unit)
        assertAccount(core, account.id, posted, held, now)
      }
    }
    for (const unit of units) assert.equal(unitSums.get(unit) ?? 0, 0, `${unit} sums to zero`)
    chain.transfers.forEach((transfer, n) => {
      assertHold(core, `${chain.id}#${n}`)
      if ('hold' in transfer) assertHold(core, `${transfer.hold.chainId}#${transfer.hold.n}`)
    })
    for (; counted < model.lines.length; counted++) countEscrow(model.lines[counted]!)
    for (const { from, to } of chain.transfers)
      for (const { id, purpose } of [from, to]) if (purpose === 'escrow') assertEscrow(core, id)
  }

  function assertAccount(core: Core, id: string, posted: number, held: number, now: Date): void {
    assert.equal(posted, model.posted(id), `${id}: balance is the sum of its transfers`)
    assert.equal(held, model.held(id, now), `${id}: held is the sum of its open holds`)
    const floor = core.state.accounts.get(id)?.floor ?? null
    if (floor === null) return
    assert.ok(posted >= floor, `${id}: ${posted} is below its floor ${floor}`)
    // A clock that was put back finds holds open again whose units have been sold meanwhile.
    if (now.getTime() >= latest) assert.ok(posted - held >= floor, `${id}: too much is set aside`)
  }

  function assertHold(core: Core, key: string): void {
    const isOpen = core.state.holds.has(key)
    assert.equal(isOpen, model.isOpen(key), `hold ${key} is ${isOpen ? 'open' : 'closed'}`)
  }

  function countEscrow(line: Line): void {
    if (line.kind !== 'post' && line.kind !== 'post_hold') return
    if (isEscrow(line.to)) escrowOf(line.to).in += line.amount
    if (!isEscrow(line.from)) return
    if (line.to.startsWith('CNY/payer/')) escrowOf(line.from).refunded += line.amount
    else escrowOf(line.from).released += line.amount
  }

  function escrowOf(id: string) {
    const known = escrows.get(id) ?? { in: 0, released: 0, refunded: 0 }
    escrows.set(id, known)
    return known
  }

  function assertEscrow(core: Core, id: string): void {
    const stillHeld = core.state.accounts.get(id)?.posted ?? 0
    const { in: came, released, refunded } = escrowOf(id)
    assert.equal(came, released + refunded + stillHeld, `${id}: in = released + refunded + held`)
  }

  /** Everything, from the list of transfers alone. */
  function whole(core: Core, now: Date): void {
    core.turnTo(now)
    const sums = recount(model.lines)
    assert.deepEqual(model.sums().posted, sums.posted)
    assert.deepEqual(keysOf(model.sums().open), keysOf(sums.open))
    assert.deepEqual(keysOf(core.state.holds), keysOf(sums.open))
    assert.deepEqual(keysOf(core.state.known), keysOf(model.chains))
    const units = new Map<string, number>()
    for (const [id, { posted, held }] of core.state.accounts) {
      const unit = id.slice(0, id.indexOf('/'))
      units.set(unit, (units.get(unit) ?? 0) + posted)
      assert.equal(posted, sums.posted.get(id) ?? 0, `${id}: balance`)
      assertAccount(core, id, posted, held, now)
    }
    for (const id of sums.posted.keys()) assert.ok(core.state.accounts.has(id), `${id} is there`)
    for (const [unit, sum] of units) assert.equal(sum, 0, `${unit} sums to zero`)
    for (const id of escrows.keys()) assertEscrow(core, id)
  }

  return { afterStep, whole }
}

const isEscrow = (id: string) => id.startsWith('CNY/escrow/')
const keysOf = (map: ReadonlyMap<string, unknown>) => [...map.keys()].sort()

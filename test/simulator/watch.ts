/** What must be true after every step, and the whole of it every so often. A breach throws. */
import type { Chain } from '#ledger/chain.ts'
import type { Core } from './core.ts'
import { recount } from './model.ts'
import type { Line, Model } from './model.ts'

export type Watch = ReturnType<typeof createWatch>

export function createWatch(model: Model) {
  const seen = new Map<string, number>() // balances when last looked at
  // A change of one balance may be larger than a number can tell exactly.
  const unitSums = new Map<string, bigint>()
  const escrows = new Map<string, { in: number; released: number; refunded: number }>()
  let counted = 0 // lines of the model that `escrows` holds
  let latest = -Infinity

  /** Looks at all that the chain names. */
  function afterStep(core: Core, chain: Chain, now: Date): void {
    latest = Math.max(latest, now.getTime())
    const units = new Set<string>()
    for (const { from, to } of chain.transfers) {
      for (const account of [from, to]) {
        const posted = core.state.accounts.get(account.id)?.posted ?? 0
        const before = seen.get(account.id) ?? 0
        if (posted !== before) {
          const sum = unitSums.get(account.unit) ?? 0n
          unitSums.set(account.unit, sum + BigInt(posted) - BigInt(before))
          seen.set(account.id, posted)
        }
        units.add(account.unit)
        checkAccount(core, account.id, now)
      }
    }
    for (const unit of units) same(unitSums.get(unit) ?? 0n, 0n, 'units sum to zero', unit)
    chain.transfers.forEach((transfer, n) => {
      checkHold(core, `${chain.id}#${n}`)
      if ('hold' in transfer) checkHold(core, `${transfer.hold.chainId}#${transfer.hold.n}`)
    })
    for (; counted < model.lines.length; counted++) countEscrow(model.lines[counted]!)
    for (const { from, to } of chain.transfers)
      for (const { id, purpose } of [from, to]) if (purpose === 'escrow') checkEscrow(core, id)
  }

  function checkAccount(core: Core, id: string, now: Date): void {
    const { posted, held, floor } = core.state.accounts.get(id) ?? nothing
    same(posted, model.posted(id), 'a balance is the sum of its transfers', id)
    same(held, model.held(id, now), 'held is the sum of open holds', id)
    if (floor === null) return
    if (posted < floor) throw new Breach(`no account below its floor: ${id} has ${posted}`)
    // A clock that was put back finds holds open again whose units have been sold meanwhile.
    if (now.getTime() >= latest && posted - held < floor)
      throw new Breach(`no more is set aside than is there: ${id} has ${posted - held} left`)
  }

  function checkHold(core: Core, key: string): void {
    same(core.state.holds.has(key), model.isOpen(key), 'a hold is open until it is closed', key)
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

  function checkEscrow(core: Core, id: string): void {
    const stillHeld = core.state.accounts.get(id)?.posted ?? 0
    const { in: came, released, refunded } = escrowOf(id)
    same(came, released + refunded + stillHeld, 'escrow: in = released + refunded + held', id)
  }

  /** Everything, from the list of transfers alone. */
  function whole(core: Core, now: Date): void {
    core.turnTo(now)
    const sums = recount(model.lines)
    const { state } = core
    sameKeys(model.sums().open, sums.open, 'open holds are the unclosed ones')
    sameKeys(state.holds, sums.open, 'open holds are the unclosed ones')
    sameKeys(state.known, model.chains, 'known chains are the accepted ones')
    const units = new Map<string, number>()
    for (const [id, { posted }] of state.accounts) {
      const unit = id.slice(0, id.indexOf('/'))
      units.set(unit, (units.get(unit) ?? 0) + posted)
      same(posted, sums.posted.get(id) ?? 0, 'a balance is the sum of its transfers', id)
      checkAccount(core, id, now)
    }
    for (const id of sums.posted.keys()) same(state.accounts.has(id), true, 'accounts exist', id)
    for (const [unit, sum] of units) same(sum, 0, 'units sum to zero', unit)
    for (const id of escrows.keys()) checkEscrow(core, id)
  }

  return { afterStep, whole }
}

/** Something that must always be true is not. */
export class Breach extends Error {
  override name = 'Breach'
}

const nothing = { posted: 0, held: 0, floor: null }
const isEscrow = (id: string) => id.startsWith('CNY/escrow/')

function same<T extends number | bigint | boolean>(
  got: T,
  expected: T,
  invariant: string,
  subject: string,
): void {
  if (got !== expected) throw new Breach(`${invariant}: ${subject} has ${got}, not ${expected}`)
}

function sameKeys(
  got: ReadonlyMap<string, unknown>,
  expected: ReadonlyMap<string, unknown>,
  invariant: string,
): void {
  for (const key of got.keys()) same(expected.has(key), true, invariant, key)
  for (const key of expected.keys()) same(got.has(key), true, invariant, key)
}

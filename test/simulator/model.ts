/**
 * What the ledger should answer, said in the plainest way there is: a list of every accepted transfer,
 * and sums over it. It shares no code with `decide`, only its types, so that the two do not err alike.
 * The sums are kept as it goes; `recount` makes them again from the list alone.
 */
import type { Chain, ChainResult, Refusal, Transfer } from '#ledger/chain.ts'

/** An accepted transfer, its amount worked out. */
export type Line = {
  kind: Transfer['kind']
  /** `chain#n` of this transfer. */
  key: string
  from: string
  to: string
  amount: number
  expiresAt: number
  /** The hold it closes, if it closes one. */
  closes: string | null
}

export type Sums = {
  /** By account: what came in less what went out. */
  posted: Map<string, number>
  /** Holds that nothing has closed, by key, expired ones too. */
  open: Map<string, Line>
}

export type Model = ReturnType<typeof createModel>

export function createModel() {
  const lines: Line[] = []
  const said = new Map<string, string>()
  const posted = new Map<string, number>()
  const holds = new Map<string, Line>()
  const closed = new Set<string>()
  const openOf = new Map<string, Set<Line>>()

  /** Predicts the answer, and keeps the chain's lines when that is yes. */
  function answer(chain: Chain, now: Date): ChainResult {
    const first = chain.transfers[0]!
    const before = said.get(chain.id)
    if (before === spell(chain)) return { ok: true, fresh: false }
    if (before !== undefined) return { ok: false, reason: 'id_reused', accountId: first.from.id }
    const draft: Line[] = []
    for (const [n, transfer] of chain.transfers.entries()) {
      const line = lineOf(transfer, `${chain.id}#${n}`, draft)
      const reason = typeof line === 'string' ? line : whyNot(transfer, line, draft, now.getTime())
      if (reason) return { ok: false, reason, accountId: transfer.from.id }
      draft.push(line as Line)
    }
    said.set(chain.id, spell(chain))
    for (const line of draft) keep(line)
    return { ok: true, fresh: true }
  }

  /** What the transfer would come to, or why there can be no such line. */
  function lineOf(transfer: Transfer, key: string, draft: Line[]): Line | Refusal {
    const { kind, from, to } = transfer
    const line = { kind, key, from: from.id, to: to.id, expiresAt: Infinity, closes: null }
    if (kind === 'post') return { ...line, amount: transfer.amount }
    if (kind === 'hold') {
      const expiresAt = transfer.expiresAt ? transfer.expiresAt.getTime() : Infinity
      return { ...line, amount: transfer.amount, expiresAt }
    }
    const closes = `${transfer.hold.chainId}#${transfer.hold.n}`
    const hold = findHold(closes, draft)
    if (!hold) return 'hold_unknown'
    if (closed.has(closes) || draft.some((other) => other.closes === closes)) return 'hold_closed'
    if (hold.from !== from.id || hold.to !== to.id) return 'hold_unknown'
    const asked = kind === 'post_hold' ? transfer.amount : undefined
    if (asked !== undefined && asked > hold.amount) return 'exceeds_hold'
    return { ...line, amount: asked ?? hold.amount, closes }
  }

  function whyNot(transfer: Transfer, line: Line, draft: Line[], at: number): Refusal | null {
    if (line.kind === 'void_hold') return null
    const ends = line.closes ? findHold(line.closes, draft)!.expiresAt : line.expiresAt
    if (ends <= at) return 'hold_expired'
    const balance = postedWith(line.from, draft)
    const available = balance - heldWith(line.from, at, draft, line.closes)
    const { floor } = transfer.from
    if (floor !== null && available - line.amount < floor) return 'insufficient'
    if (line.kind === 'hold') return null
    const after = [balance - line.amount, postedWith(line.to, draft) + line.amount]
    return after.every(Number.isSafeInteger) ? null : 'too_large'
  }

  const findHold = (key: string, draft: Line[]) =>
    holds.get(key) ?? draft.find((line) => line.kind === 'hold' && line.key === key)

  function postedWith(id: string, draft: Line[]): number {
    let sum = posted.get(id) ?? 0
    for (const line of draft) sum += movedBy(line, id)
    return sum
  }

  /** Set aside to leave: open, not expired, and not the one hold that is being closed. */
  function heldWith(id: string, at: number, draft: Line[], except: string | null): number {
    let sum = 0
    const isClosing = ({ key }: Line) => key === except || draft.some((line) => line.closes === key)
    for (const hold of openOf.get(id) ?? [])
      if (hold.expiresAt > at && !isClosing(hold)) sum += hold.amount
    for (const line of draft)
      if (line.kind === 'hold' && line.from === id && !isClosing(line)) sum += line.amount
    return sum
  }

  function keep(line: Line): void {
    lines.push(line)
    for (const id of [line.from, line.to]) posted.set(id, (posted.get(id) ?? 0) + movedBy(line, id))
    if (line.kind === 'hold') {
      holds.set(line.key, line)
      if (!openOf.has(line.from)) openOf.set(line.from, new Set())
      openOf.get(line.from)!.add(line)
    }
    if (line.closes) {
      closed.add(line.closes)
      openOf.get(line.from)!.delete(holds.get(line.closes)!)
    }
  }

  return {
    answer,
    lines: lines as readonly Line[],
    chains: said as ReadonlyMap<string, string>,
    posted: (id: string) => posted.get(id) ?? 0,
    held: (id: string, now: Date) => heldWith(id, now.getTime(), [], null),
    isOpen: (key: string) => holds.has(key) && !closed.has(key),
    /** The running sums; they must be those of `recount(lines)`. */
    sums: (): Sums => ({
      posted,
      open: new Map(
        [...openOf.values()].flatMap((set) => [...set]).map((line) => [line.key, line]),
      ),
    }),
  }
}

/** The same sums from nothing but the list. */
export function recount(lines: readonly Line[]): Sums {
  const posted = new Map<string, number>()
  const open = new Map<string, Line>()
  for (const line of lines) {
    for (const id of [line.from, line.to]) posted.set(id, (posted.get(id) ?? 0) + movedBy(line, id))
    if (line.kind === 'hold') open.set(line.key, line)
    if (line.closes) open.delete(line.closes)
  }
  return { posted, open }
}

function movedBy({ kind, from, to, amount }: Line, id: string): number {
  if (kind !== 'post' && kind !== 'post_hold') return 0
  return (to === id ? amount : 0) - (from === id ? amount : 0)
}

/** Everything that makes two chains the same chain. */
function spell({ reference, transfers }: Chain): string {
  return JSON.stringify([
    reference,
    transfers.map((transfer) => [
      transfer.kind,
      transfer.from.id,
      transfer.to.id,
      'amount' in transfer ? (transfer.amount ?? null) : null,
      'expiresAt' in transfer ? (transfer.expiresAt?.getTime() ?? null) : null,
      'hold' in transfer ? [transfer.hold.chainId, transfer.hold.n] : null,
    ]),
  ])
}

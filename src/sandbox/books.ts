/**
 * The institution's books as far as one transaction loaded them, and what it changes in them. The
 * rules (charge.ts, share.ts) are pure functions over these: no SQL, no clock.
 *
 * Every fen is on exactly one account: `payer:…`, `charge:…` (frozen), `receiver:…`, `bank:…` (paid
 * out), or `world`, where play money comes from.
 */
import type { Instruction, Outcome, Reason } from './wire.ts'

/** An instruction and what became of it. */
export type Entry = {
  number: string
  kind: Instruction['kind']
  digest: string
  status: Outcome['status']
  amountFen: number
  at: Date
  institutionNumber: string
  reason: Reason | null
  cashierToken: string | null
}
export type Charge = {
  number: string
  payer: string
  method: 'cashier' | 'balance'
  subject: string
  returnUrl: string
  amountFen: number
  payBy: Date
  openedAt: Date
  state: 'waiting' | 'paid' | 'closed'
  /** A payment on its way: it arrives then. */
  paysAt: Date | null
  frozenFen: number
  splitFen: number
  refundedFen: number
  /** What each receiver has of it. */
  received: Map<string, number>
}
export type Payer = { payer: string; balanceFen: number }
export type Receiver = { receiver: string; balanceFen: number; floorFen: number }
export type Movement = { number: string; from: string; to: string; amountFen: number; at: Date }

export type Books = {
  entries: Map<string, Entry>
  charges: Map<string, Charge>
  payers: Map<string, Payer>
  receivers: Map<string, Receiver>
  changes: {
    newEntries: Entry[]
    newCharges: Charge[]
    /** Cashier charges that were paid or closed: the merchant hears of them. */
    settled: Entry[]
    charges: Set<Charge>
    payers: Set<Payer>
    receivers: Set<Receiver>
    movements: Movement[]
  }
}

export const emptyBooks = (): Books => ({
  entries: new Map(),
  charges: new Map(),
  payers: new Map(),
  receivers: new Map(),
  changes: {
    newEntries: [],
    newCharges: [],
    settled: [],
    charges: new Set(),
    payers: new Set(),
    receivers: new Set(),
    movements: [],
  },
})

/** What became of an instruction: money moved, it waits for the payer, or a refusal. */
export type Decision = { status: 'done'; amountFen: number } | { status: 'waiting' } | Reason

export type Of<Kind extends Instruction['kind']> = Extract<Instruction, { kind: Kind }>

export const frozenIn = (charge: Charge) => `charge:${charge.number}`

/** What the tests of the contract share: instructions to send, and short ways to send them. */
import assert from 'node:assert/strict'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Instruction, PaymentAdapter } from '../payment-adapter.ts'
import type { SentNotice, Twin } from './twin.ts'

let count = 0
/** A number nobody used. */
export const fresh = (kind: string) => `${kind}:${process.pid}:${++count}:${Date.now()}`

export const receivers = [
  { receiver: 'contract-brand', name: 'A brand' },
  { receiver: 'contract-platform', name: 'The platform' },
]
export const [brand, platform] = receivers.map(({ receiver }) => receiver) as [string, string]

export type Charge = Extract<Instruction, { kind: 'charge' }>
export const aCharge = (changes: Partial<Charge> = {}): Charge => ({
  kind: 'charge',
  number: fresh('charge'),
  amountFen: 10_000,
  method: 'balance',
  payer: `payer-${count}`,
  subject: '订单 0001 “中文 & <b>”',
  payBy: addMs(new Date(), dayMs),
  returnUrl: 'http://127.0.0.1:1/orders/1',
  ...changes,
})

export const split = (charge: Charge, brandFen: number, platformFen: number): Instruction => ({
  kind: 'split',
  number: fresh('split'),
  chargeNumber: charge.number,
  shares: [
    { receiver: brand, amountFen: brandFen },
    { receiver: platform, amountFen: platformFen },
  ],
})
export const refund = (
  charge: Charge,
  amountFen: number,
  shares: { receiver: string; amountFen: number }[] = [],
): Instruction => ({
  kind: 'refund',
  number: fresh('refund'),
  chargeNumber: charge.number,
  amountFen,
  shares,
})

export type World = ReturnType<typeof createWorld>

/** The adapter and its twin come before the first test runs. */
export function createWorld() {
  const made: { adapter?: PaymentAdapter; twin?: Twin } = {}

  const send = async (instruction: Instruction) => (await made.adapter!.send([instruction]))[0]!
  /** What became of an instruction: its status, or its reason when it has one. */
  const told = async (instruction: Instruction) => {
    const { status, reason } = await send(instruction)
    return reason ?? status
  }
  const paidCharge = async (changes: Partial<Charge> = {}) => {
    const charge = aCharge(changes)
    assert.equal(await told(charge), 'done')
    return charge
  }
  /** Whether a payer has so much, found out by asking for it and giving it back. */
  const canPay = async (payer: string, amountFen: number) => {
    const charge = aCharge({ payer, amountFen })
    if ((await told(charge)) !== 'done') return false
    assert.equal(await told(refund(charge, amountFen)), 'done')
    return true
  }
  const paidAtCashier = async () => {
    const charge = aCharge({ method: 'cashier' })
    const { cashierUrl } = await send(charge)
    await made.twin!.pay(cashierUrl!)
    return charge
  }
  const aNotice = async () => {
    const charge = await paidAtCashier()
    return { charge, notice: (await made.twin!.notices()).at(-1)! }
  }
  const read = ({ rawBody, headers }: SentNotice, now = new Date()) =>
    made.adapter!.readNotice(rawBody, headers, now)
  const refuses = (notice: SentNotice, now?: Date) =>
    assert.rejects(read(notice, now), { code: 'notice_refused' })

  return {
    begin: (adapter: PaymentAdapter, twin: Twin) => Object.assign(made, { adapter, twin }),
    get adapter() {
      return made.adapter!
    },
    get twin() {
      return made.twin!
    },
    send,
    told,
    paidCharge,
    canPay,
    paidAtCashier,
    aNotice,
    read,
    refuses,
  }
}

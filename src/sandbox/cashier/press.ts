/**
 * What the buttons of the cashier do. Each is one transaction on the charge that its token opens.
 */
import { addMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import type { Books, Charge, Entry } from '../books.ts'
import { closeCharge, payAtCashier } from '../charge.ts'
import { lockCharge, lockChargeOfToken } from '../load.ts'
import { enqueueNotice } from '../notice.ts'
import { storeChanges, storeWithoutNotice } from '../store.ts'
import type { Reason } from '../wire.ts'

/** How the merchant hears of a payment. */
export type Telling = 'once' | 'twice' | 'out_of_order' | { delayMs: number }

export type Pressed = { charge: Charge; refusal: Reason | null }

type Press = { token: string; now: Date; retryScale: number }

/** Takes the money and tells the merchant in the way chosen. A second press changes nothing. */
export async function pressPay(
  db: Db,
  { token, now, retryScale, telling }: Press & { telling: Telling },
): Promise<Pressed | null> {
  return onCharge(db, token, async (tx, books, charge, entry) => {
    const before = { ...entry }
    const refusal = payAtCashier(books, charge, now)
    if (refusal || books.changes.settled.length === 0) return refusal
    await storeWithoutNotice(tx, books)
    if (typeof telling === 'object')
      await enqueueNotice(tx, [entry], addMs(now, telling.delayMs * retryScale))
    else await enqueueNotice(tx, [entry], now)
    if (telling === 'twice') await enqueueNotice(tx, [entry], now)
    if (telling === 'out_of_order') {
      // What was true earlier, and what was never true but says that it is older.
      await enqueueNotice(tx, [before], addMs(now, 2_000 * retryScale))
      const closed = { ...before, status: 'closed', reason: 'expired' } as const
      await enqueueNotice(tx, [closed], addMs(now, 4_000 * retryScale))
    }
    return null
  })
}

/** The payer pays now, the money arrives after the deadline. It can no longer be stopped. */
export async function pressPayLate(
  db: Db,
  { token, now, delayMs }: { token: string; now: Date; delayMs: number },
): Promise<Pressed | null> {
  return onCharge(db, token, async (tx, books, charge) => {
    if (charge.state === 'closed') return 'charge_closed'
    if (charge.state === 'paid' || charge.paysAt) return null
    if (now >= charge.payBy) return 'expired'
    charge.paysAt = addMs(charge.payBy, delayMs)
    books.changes.charges.add(charge)
    await storeWithoutNotice(tx, books)
    return null
  })
}

export async function pressClose(
  db: Db,
  { token, now }: { token: string; now: Date },
): Promise<Pressed | null> {
  return onCharge(db, token, async (tx, books, charge) => {
    if (charge.state === 'paid' || charge.paysAt) return 'already_paid'
    if (charge.state === 'waiting') closeCharge(books, charge, 'closed_by_payer', now)
    await storeChanges(tx, books, now)
    return null
  })
}

/** The payer's bank says no. Nothing changes, and the payer may try again. */
export const pressFail = (db: Db, token: string): Promise<Pressed | null> =>
  onCharge(db, token, async () => null)

async function onCharge(
  db: Db,
  token: string,
  work: (tx: Tx, books: Books, charge: Charge, entry: Entry) => Promise<Reason | null>,
): Promise<Pressed | null> {
  return db.begin(async (tx) => {
    const found = await lockChargeOfToken(tx, token)
    if (!found) return null
    const refusal = await work(tx, found.books, found.charge, found.entry)
    return { charge: found.charge, refusal }
  })
}

/** Late payments arrive, and what nobody paid in time is closed. Returns how many there were. */
export async function settleDue(db: Db, now: Date): Promise<number> {
  const due = await db<{ number: string }>`
    select number from sandbox.charge
    where state = 'waiting' and coalesce(pays_at, pay_by) <= ${now}
    order by coalesce(pays_at, pay_by) limit 100`
  for (const { number } of due) {
    await db.begin(async (tx) => {
      const found = await lockCharge(tx, number)
      if (!found || found.charge.state !== 'waiting') return
      const { books, charge } = found
      const { paysAt } = charge
      const refusal = paysAt ? payAtCashier(books, charge, paysAt) : 'expired'
      if (refusal) closeCharge(books, charge, 'expired', now)
      await storeChanges(tx, books, now)
    })
  }
  return due.length
}

export type CashierView = Pick<
  Charge,
  'amountFen' | 'subject' | 'returnUrl' | 'payBy' | 'state' | 'paysAt'
>

export async function viewCharge(db: Db, token: string): Promise<CashierView | null> {
  const [view] = await db<CashierView>`
    select charge.amount_fen, charge.subject, charge.return_url, charge.pay_by, charge.state,
      charge.pays_at
    from sandbox.instruction join sandbox.charge on charge.number = instruction.number
    where instruction.cashier_token = ${token}`
  return view ?? null
}

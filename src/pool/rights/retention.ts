/**
 * How long what is kept about persons is kept, and why: the one table of it. What is not listed here goes
 * when its purpose ends, at the latest when the account is closed. A test closes an account and looks
 * where its ids are still found: only in these.
 */
import { addMs, dayMs, hourMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'

/** Three years, whichever they are: one of four has a leap day. */
export const threeYearsMs = 1096 * dayMs

export type Retention = {
  /** What it is, as a code that the apps have words for. */
  what:
    | 'orders'
    | 'order_addresses'
    | 'ledger'
    | 'payments'
    | 'consents'
    | 'audit'
    | 'events'
    | 'account'
    | 'answers'
    | 'closing'
    | 'invites'
  /** Tables, or a schema with all it has. */
  where: readonly string[]
  /** From the end of it: of the order, of the account. Null: for good, with nothing but ids and figures. */
  keptMs: number | null
  /** The rule of law, or of the house. */
  rule: string
}

export const retention: readonly Retention[] = [
  {
    what: 'orders', // with an id that is nobody's once the account is closed
    where: ['trade.order', 'trade.flash_sale_use', 'insight.buyer', 'insight.buyer_month'],
    keptMs: null,
    rule: 'E-Commerce Law 31',
  },
  // What an invitation earned is in the ledger, and stands to reason by this.
  { what: 'invites', where: ['traffic.invite'], keptMs: null, rule: 'E-Commerce Law 31' },
  {
    what: 'order_addresses',
    where: ['pool.order_address'],
    keptMs: threeYearsMs,
    rule: 'E-Commerce Law 31',
  },
  {
    what: 'payments',
    where: ['trade.payment', 'trade.instruction', 'sandbox'],
    keptMs: null,
    rule: 'E-Commerce Law 31',
  },
  { what: 'ledger', where: ['ledger'], keptMs: null, rule: 'E-Commerce Law 31' },
  { what: 'consents', where: ['pool.consent'], keptMs: threeYearsMs, rule: 'PIPL 14' },
  { what: 'audit', where: ['platform.audit'], keptMs: null, rule: 'Cybersecurity Law 23' },
  { what: 'events', where: ['platform.event'], keptMs: null, rule: 'E-Commerce Law 31' },
  // What a request with a key was answered, so that its repeat is.
  { what: 'answers', where: ['platform.idempotency'], keptMs: dayMs, rule: 'house' },
  // For an hour, to forget what was under way.
  { what: 'closing', where: ['pool.closed_person'], keptMs: hourMs, rule: 'house' },
  { what: 'account', where: ['pool.member'], keptMs: null, rule: 'PIPL 47' },
]

/** What people agreed to is proof for three years after they are gone; then it goes, too. */
export async function forgetConsents(db: Db, now: Date): Promise<number> {
  const gone = await db`
    delete from pool.consent using pool.member
    where member.id = consent.person_id
      and member.closed_at <= ${addMs(now, -threeYearsMs)} returning 1`
  return gone.length
}

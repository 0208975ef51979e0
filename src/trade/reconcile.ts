/**
 * Every day the institution's bill is compared with what we know. What differs is named: on its way, or
 * unexplained, which opens a case. Nothing is put right by itself.
 */
import { addMs, dayMs, dayOf, hourMs, minuteMs, startOfDay } from '#platform/clock.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { openCases } from './case.ts'
import type { NewCase } from './case.ts'
import { compareBalances, differencesOf } from './compare-balances.ts'
import type { AccountComparison } from './compare-balances.ts'
import { compareBill, flight, missing, nearMs, subjectOf } from './compare-bill.ts'
import type { BillToCompare, Difference, InFlight, Ours } from './compare-bill.ts'
import { dayToCome } from './errors.ts'
import type { PaymentAdapter } from './payment-adapter.ts'
import { findOtherDays, hasReconciled, writeReconciliation } from './reconciliation.ts'

export type Reconciliation = {
  dueOn: string
  runAt: Date
  /** Lines on the bill. */
  lines: number
  matched: number
  inFlight: InFlight[]
  unexplained: Difference[]
  /** Null: the books never stood still, so they could not be compared. */
  accounts: AccountComparison[] | null
}

type Day = { dueOn: string; now: Date }

/**
 * Compares a day (in China) that has begun, and the balances as they are now; stores what it found and
 * opens the cases. The institution is asked outside of any transaction, so it may be run again at will.
 * Errors: dayToCome.
 */
export async function reconcile(db: Db, adapter: PaymentAdapter, day: Day): Promise<string> {
  const found = await compareDay(db, adapter, day)
  return db.begin((tx) => storeReconciliation(tx, found))
}

/** Bills are ready some time after midnight. */
const readyAfterMs = 2 * hourMs

/** Yesterday, once; answers whether it was done now. */
export async function reconcileYesterday(
  db: Db,
  adapter: PaymentAdapter,
  now: Date,
): Promise<boolean> {
  const today = startOfDay(dayOf(now))
  if (now < addMs(today, readyAfterMs)) return false
  const dueOn = dayOf(addMs(today, -1))
  if (await hasReconciled(db, dueOn)) return false
  await reconcile(db, adapter, { dueOn, now })
  return true
}

/** Only reads. Errors: dayToCome. */
export async function compareDay(
  db: Db,
  adapter: PaymentAdapter,
  { dueOn, now }: Day,
): Promise<Reconciliation> {
  if (startOfDay(dueOn) > now) throw dayToCome({ dueOn })
  // Theirs first: all they can know was stored here before we told them.
  const bill = await adapter.bill(dueOn)
  const dayEnd = addMs(startOfDay(dueOn), dayMs)
  // Of today: what was done since a moment ago may or may not be on the bill.
  const upTo = now < dayEnd ? addMs(now, -minuteMs) : dayEnd
  const ours = await readOurs(db, { dueOn, upTo, bill })
  const { nearMidnight, ...found } = compareBill({ dueOn, bill, ours, upTo })
  const placed = await placeNearMidnight(adapter, { dueOn, now, nearMidnight })
  const late = await findLate(db, { dueOn, bill, upTo })
  const accounts = await compareBalances(db, adapter)
  return {
    dueOn,
    runAt: now,
    lines: bill.length,
    matched: found.matched,
    inFlight: [...found.inFlight, ...placed.inFlight],
    unexplained: [
      ...found.unexplained,
      ...placed.unexplained,
      ...late,
      ...(accounts ? differencesOf(accounts) : []),
    ],
    accounts,
  }
}

type Bill = Omit<BillToCompare, 'ours'>

async function readOurs(db: Db, { dueOn, upTo, bill }: Bill): Promise<Ours[]> {
  const ours = new Map<string, Ours>()
  const add = (rows: Ours[]) => {
    for (const row of rows) ours.set(row.number, row)
  }
  const numbers = bill.map((line) => line.number)
  for (let from = 0; from < numbers.length; from += 5_000)
    add(await findByNumber(db, numbers.slice(from, from + 5_000)))
  add(await findDone(db, startOfDay(dueOn), upTo))
  add(await findPending(db, upTo))
  return [...ours.values()]
}

async function findByNumber(db: Sql, numbers: string[]): Promise<Ours[]> {
  return db<Ours>`
    select found.* from unnest(${numbers}::text[]) as wanted (number)
    cross join lateral (
      (select number, 'charge' as kind, amount_fen,
        case when status = 'pending' then 'pending' when status in ('failed', 'closed') then 'ended'
          else 'done' end as state, created_at, finished_at
      from trade.payment where number = wanted.number offset 0)
      union all
      (select number, kind, amount_fen,
        case status when 'refused' then 'ended' else status end, created_at, finished_at
      from trade.instruction where number = wanted.number offset 0)) as found`
}

async function findDone(db: Sql, from: Date, to: Date): Promise<Ours[]> {
  return db<Ours>`
    select number, 'charge' as kind, amount_fen, 'done' as state, created_at, finished_at
    from trade.payment
    where finished_at >= ${from} and finished_at < ${to}
      and status in ('paid', 'returning', 'returned')
    union all
    select number, kind, amount_fen, status, created_at, finished_at from trade.instruction
    where finished_at >= ${from} and finished_at < ${to} and status = 'done'`
}

/** What is pending always has a next try, and those are few. */
async function findPending(db: Sql, before: Date): Promise<Ours[]> {
  return db<Ours>`
    select number, 'charge' as kind, amount_fen, status as state, created_at, finished_at
    from trade.payment
    where next_at is not null and status = 'pending' and created_at < ${before}
    union all
    select number, kind, amount_fen, status, created_at, finished_at from trade.instruction
    where next_at is not null and status = 'pending' and created_at < ${before}`
}

type NearMidnight = { dueOn: string; now: Date; nearMidnight: Ours[] }

/** Looks on the bill of the day before or after, if that day is over; else it waits for its turn. */
async function placeNearMidnight(
  adapter: PaymentAdapter,
  { dueOn, now, nearMidnight }: NearMidnight,
): Promise<{ inFlight: InFlight[]; unexplained: Difference[] }> {
  const day = startOfDay(dueOn)
  const noon = addMs(day, dayMs / 2)
  const inFlight: InFlight[] = []
  const unexplained: Difference[] = []
  for (const isMorning of [true, false]) {
    const some = nearMidnight.filter((one) => one.finishedAt! < noon === isMorning)
    if (some.length === 0) continue
    const neighbour = addMs(day, isMorning ? -dayMs : dayMs)
    const isOver = now >= addMs(neighbour, dayMs)
    const bill = isOver ? await adapter.bill(dayOf(neighbour)) : []
    const numbers = new Set(bill.map((line) => line.number))
    for (const one of some)
      if (!isOver || numbers.has(one.number))
        inFlight.push(flight(one, 'other_day', one.finishedAt!))
      else unexplained.push(missing(one))
  }
  return { inFlight, unexplained }
}

/** What waited for this day's bill when the day before was compared, and is not on it either. */
async function findLate(db: Sql, { dueOn, bill, upTo }: Bill): Promise<Difference[]> {
  const day = startOfDay(dueOn)
  if (upTo < addMs(day, nearMs)) return []
  const waiting = await findOtherDays(db, dayOf(addMs(day, -1)))
  const numbers = new Set(bill.map((line) => line.number))
  return waiting
    .filter(
      ({ number, since }) => new Date(since) >= addMs(day, -dayMs / 2) && !numbers.has(number),
    )
    .map(({ number, kind, amountFen }) => {
      const [what, oursFen] = ['missing_there', amountFen] as const
      return { what, subject: subjectOf({ kind, number }), oursFen, theirsFen: null }
    })
}

/** Errors: none expected. Answers its id. */
export async function storeReconciliation(tx: Tx, found: Reconciliation): Promise<string> {
  const id = await writeReconciliation(tx, found)
  const { dueOn, runAt, unexplained, inFlight } = found
  const fresh = await withoutCase(tx, unexplained)
  const cases = fresh.slice(0, casesMax).map(({ subject, ...facts }): NewCase => {
    return { kind: 'unexplained_difference', subject, facts: { dueOn, ...facts } }
  })
  const more = fresh.length - cases.length
  if (more > 0) {
    const subject = `bill:${dueOn}`
    cases.push({ kind: 'unexplained_difference', subject, facts: { dueOn, more } })
  }
  const long = inFlight
    .filter(({ why, since }) => why !== 'other_day' && since <= addMs(runAt, -dayMs))
    .slice(0, casesMax)
    .map(({ why, amountFen, since, ...one }): NewCase => {
      const facts = { dueOn, why, amountFen, since: since.toISOString() }
      return { kind: 'long_in_flight', subject: subjectOf(one), facts }
    })
  await openCases(tx, [...cases, ...long], runAt)
  return id
}

/** When everything differs (an empty bill), one case says so: nobody can look at thirty thousand. */
const casesMax = 200

/** A difference of a number has one case for ever; that of a balance a new one when it comes back. */
async function withoutCase(tx: Tx, differences: Difference[]): Promise<Difference[]> {
  const subjects = differences.filter((one) => one.what !== 'balance').map((one) => one.subject)
  const rows = await tx<{ subject: string }>`
    select subject from trade."case"
    where kind = 'unexplained_difference' and subject = any(${subjects})`
  const known = new Set(rows.map((row) => row.subject))
  return differences.filter((one) => !known.has(one.subject))
}

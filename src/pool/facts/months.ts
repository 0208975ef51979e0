/**
 * The months of facts, a partition each. They are made before they are needed; what the program knows
 * of long ago has its month made with it. Making one stops nobody.
 */
import { sqlState } from '#platform/db.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import { browserKinds } from './fact.ts'

/** Of UTC, YYYY-MM: which month an instant is in must not hang on where one stands. */
const monthOf = (instant: Date): string => instant.toISOString().slice(0, 7)
const firstOf = (month: string): Date => new Date(`${month}-01T00:00:00Z`)
const monthAfter = (month: string): string => monthOf(addMs(firstOf(month), 32 * dayMs))
const tableOf = (month: string): string => `fact_${month.replace('-', '_')}`
const monthNamed = (table: string): string => table.slice(-7).replace('_', '-')

/** What has just been or is to come is told every second; its months are there beforehand. */
export async function makeComingMonths(db: Db, now: Date): Promise<void> {
  const days = [-31, 0, 31, 62]
  const instants = days.map((day) => ({ happenedAt: addMs(now, day * dayMs) }))
  await db.begin((tx) => ensureMonths(tx, instants))
}

/** The months of these instants, where they are not there yet. */
export async function ensureMonths(tx: Tx, facts: { happenedAt: Date }[]): Promise<void> {
  const months = new Set<string>()
  let [from, upto] = [0, 0] // most facts are of the month of the one before
  for (const { happenedAt } of facts) {
    const at = happenedAt.getTime()
    if (at >= from && at < upto) continue
    const month = monthOf(happenedAt)
    months.add(month)
    from = firstOf(month).getTime()
    upto = firstOf(monthAfter(month)).getTime()
  }
  const missing = await findMissing(tx, [...months])
  if (missing.length === 0) return
  // One maker at a time; whoever waited looks again.
  await tx`select pg_advisory_xact_lock(hashtextextended('pool.fact months', 0))`
  for (const month of await findMissing(tx, missing))
    await tx`
      select pool.make_fact_month(${tableOf(month)}, ${firstOf(month)},
        ${firstOf(monthAfter(month))})`
}

async function findMissing(db: Sql, months: string[]): Promise<string[]> {
  const names = months.map(tableOf)
  const there = await db<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'pool'::regnamespace and relname = any(${names}::text[])`
  const known = new Set(there.map(({ name }) => name))
  return months.filter((month) => !known.has(tableOf(month)))
}

/**
 * How long what browsers told is kept (rules.md P-08, no longer than its purpose needs): the same
 * season a year ago can be compared, with a month to spare. What the program knows of orders stays as
 * long as the orders do.
 */
export const behaviourKeptDays = 400

const pieceMax = 20_000
/** A month goes between two statements of others, or waits for the next turn. */
const dropWithin = '200ms'

/**
 * Takes away what browsers told before that, a piece at a time; answers how many rows went, or the
 * size of a piece when there may be more. A month that holds nothing else is dropped as a whole.
 */
export async function forgetFacts(db: Db, now: Date): Promise<number> {
  const before = addMs(now, -behaviourKeptDays * dayMs)
  const months = (await listMonths(db)).filter((month) => firstOf(month) < before)
  let gone = 0
  for (const month of months) {
    const isOver = firstOf(monthAfter(month)) <= before
    if (isOver && (await dropMonth(db, month))) continue
    const [piece] = await db<{ rows: number }>`
      select pool.drop_facts_of_month(${tableOf(month)}, ${browserKinds}::text[], ${before},
        ${pieceMax}) as rows`
    gone += piece!.rows
    if (gone >= pieceMax) return pieceMax
  }
  return gone
}

export const forgetPiece = pieceMax

export async function listMonths(db: Sql): Promise<string[]> {
  const rows = await db<{ name: string }>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'pool.fact'::regclass order by relname`
  return rows.map(({ name }) => monthNamed(name))
}

/** Answers whether it went; while others read or write facts for long it stays. */
async function dropMonth(db: Db, month: string): Promise<boolean> {
  try {
    return await db.begin(async (tx) => {
      await tx`select set_config('lock_timeout', ${dropWithin}, true)`
      const [dropped] = await tx<{ dropped: boolean }>`
        select pool.drop_fact_month(${tableOf(month)}, ${browserKinds}::text[]) as dropped`
      return dropped!.dropped
    })
  } catch (error) {
    if (sqlState(error) === '55P03') return false
    throw error
  }
}

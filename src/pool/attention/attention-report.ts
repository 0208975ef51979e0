/** How much attention was used, by whom, and who was refused: sums by day and class of senders. */
import { z } from 'zod'
import { balancesOf } from '#ledger/balance.ts'
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { SenderClass, senderClasses } from './classes.ts'
import { bookOf, mondayOf, spentAccount } from './window.ts'

export const AttentionReport = z.object({
  asOf: instant,
  /** Taken out of members' budgets, from the ledger. */
  used: z.array(z.object({ class: SenderClass, today: z.int(), thisWeek: z.int() })),
  days: z.array(
    z.object({
      day: z.string(),
      delivered: z.int(),
      refused: z.array(z.object({ reason: z.string(), sends: z.int() })),
    }),
  ),
  refused: z.array(z.object({ class: SenderClass, reason: z.string(), sends: z.int() })),
  agreed: z.object({ inbox: z.int(), sms: z.int(), email: z.int(), members: z.int() }),
})
type Report = z.input<typeof AttentionReport>

/** The last so many days in China, today included, a row for each. */
export async function readAttention(db: Db, of: { days: number; now: Date }): Promise<Report> {
  const { now } = of
  const today = dayOf(now)
  const all = Array.from({ length: of.days }, (_, index) =>
    dayOf(addMs(startOfDay(today), (index + 1 - of.days) * dayMs)),
  )
  const [used, tally, agreed] = await Promise.all([
    readUsed(db, now),
    db<{ day: string; class: SenderClass; outcome: string; sends: number }>`
      select day, class, outcome, sum(sends)::bigint as sends from pool.attention_tally
      where day >= ${all[0]} group by day, class, outcome order by day`,
    countAgreed(db),
  ])
  const byDay = Map.groupBy(tally, (row) => row.day)
  const refusals = tally.filter((row) => row.outcome !== 'delivered')
  return {
    asOf: now,
    used,
    days: all.map((day) => {
      const rows = byDay.get(day) ?? []
      const sumOf = (outcome: string) =>
        rows.reduce((sum, row) => sum + (row.outcome === outcome ? row.sends : 0), 0)
      const reasons = [...new Set(rows.map((row) => row.outcome))].filter(
        (one) => one !== 'delivered',
      )
      return {
        day,
        delivered: sumOf('delivered'),
        refused: reasons.map((reason) => ({ reason, sends: sumOf(reason) })),
      }
    }),
    refused: [...Map.groupBy(refusals, (row) => `${row.class} ${row.outcome}`).values()]
      .map((rows) => ({
        class: rows[0]!.class,
        reason: rows[0]!.outcome,
        sends: rows.reduce((sum, row) => sum + row.sends, 0),
      }))
      .toSorted((a, b) => b.sends - a.sends),
    agreed,
  }
}

/** What the ledger says was taken, today and since Monday. */
async function readUsed(db: Db, now: Date): Promise<Report['used']> {
  const today = dayOf(now)
  const monday = startOfDay(mondayOf(today))
  const days = [0, 1, 2, 3, 4, 5, 6].map((index) => dayOf(addMs(monday, index * dayMs)))
  const accounts = senderClasses.flatMap((name) => days.map((day) => spentAccount(name, day)))
  const balances = await balancesOf(db, { book: bookOf(now), accounts, now })
  return senderClasses.map((name, place) => {
    const ofClass = balances.slice(place * 7, place * 7 + 7).map((one) => one.posted)
    return {
      class: name,
      today: ofClass[days.indexOf(today)]!,
      thisWeek: ofClass.reduce((sum, one) => sum + one, 0),
    }
  })
}

/** Members with an open yes to today's text, by channel, and all members; merged ones each by itself. */
async function countAgreed(db: Db): Promise<Report['agreed']> {
  const [row] = await db.beginPatiently(
    15_000,
    (tx) => tx<Report['agreed']>`
      select count(*) filter (where channel = 'inbox') as inbox,
        count(*) filter (where channel = 'sms') as sms,
        count(*) filter (where channel = 'email') as email,
        (select count(*) from pool.member where closed_at is null) as members
      from pool.consent
      join pool.purpose using (purpose)
      join pool.member on member.id = consent.person_id and member.closed_at is null
      where purpose = 'marketing' and withdrawn_at is null and consent.version = purpose.version`,
  )
  return row!
}

/** Adds up the tally of days that are over: a row for each day, class and outcome stays. */
export async function foldTally(db: Db, now: Date): Promise<void> {
  await db`
    with gone as (
      delete from pool.attention_tally where day in (
        select day from pool.attention_tally where day < ${dayOf(now)}
        group by day, class, outcome having count(*) > 1 limit 10)
      returning day, class, outcome, sends
    )
    insert into pool.attention_tally (day, class, outcome, sends)
    select day, class, outcome, sum(sends)::int from gone group by day, class, outcome`
}

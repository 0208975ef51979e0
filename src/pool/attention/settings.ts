/** How much of a member's attention there is, and how much of it each class of senders may take. */
import { z } from 'zod'
import { audit } from '#platform/audit.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { staleVersion } from '#platform/shop.ts'
import { doer } from '#platform/staff.ts'
import type { Doer } from '#platform/staff.ts'
import { senderClasses } from './classes.ts'
import type { SenderClass } from './classes.ts'
import type { QuietHours } from './quiet.ts'
import type { Budget } from './window.ts'

export const MinuteOfDay = z.int().min(0).max(1439)

const shares = Object.fromEntries(
  senderClasses.map((name) => [name, z.int().min(0).max(10)]),
) as Record<SenderClass, z.ZodInt>

export const Settings = z.object({
  perDay: z.int().min(1).max(10),
  perWeek: z.int().min(1).max(30),
  quietFrom: MinuteOfDay,
  quietUntil: MinuteOfDay,
  /** Of a member's day, by class of senders. */
  shares: z.object(shares),
  version: z.int32().min(1),
})
export type Settings = z.output<typeof Settings>

export const weekHoldsADay = (of: { perDay: number; perWeek: number }) => of.perWeek >= of.perDay

export async function findSettings(db: Sql): Promise<Settings> {
  const [[setting], rows] = await Promise.all([
    db<Omit<Settings, 'shares'>>`
      select per_day, per_week, quiet_from, quiet_until, version from pool.attention_setting`,
    db<{ class: SenderClass; perDay: number }>`select class, per_day from pool.attention_share`,
  ])
  const known = new Map(rows.map((row) => [row.class, row.perDay]))
  const all = senderClasses.map((name) => [name, known.get(name) ?? 0])
  return { ...setting!, shares: Object.fromEntries(all) as Settings['shares'] }
}

export const budgetOf = (settings: Settings): Budget => ({
  perDay: settings.perDay,
  perWeek: settings.perWeek,
  shares: new Map(senderClasses.map((name) => [name, settings.shares[name]])),
})

export const houseQuiet = (settings: Settings): QuietHours => ({
  from: settings.quietFrom,
  until: settings.quietUntil,
})

/**
 * Changes them as they were seen at `version`. A window that was opened keeps the budget it was opened
 * with: a day's new budget counts from the next day, a week's from the next Monday.
 *
 * Errors: staleVersion.
 */
export async function changeSettings(tx: Tx, change: Settings & Doer): Promise<void> {
  const { perDay, perWeek, quietFrom, quietUntil, version } = change
  const changed = await tx`
    update pool.attention_setting set per_day = ${perDay}, per_week = ${perWeek},
      quiet_from = ${quietFrom}, quiet_until = ${quietUntil}, version = version + 1
    where version = ${version} returning 1`
  if (changed.length === 0) throw staleVersion()
  await tx`
    insert into pool.attention_share (class, per_day)
    select * from unnest(${[...senderClasses]}::text[],
      ${senderClasses.map((name) => change.shares[name])}::int[])
    on conflict (class) do update set per_day = excluded.per_day`
  await audit(tx, {
    ...doer(change),
    act: 'pool.change_attention',
    subject: 'attention',
    facts: { perDay, perWeek, quietFrom, quietUntil, shares: change.shares },
  })
}

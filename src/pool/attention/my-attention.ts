/** What a member sees and decides about being messaged. */
import { z } from 'zod'
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { mayAsk, mayMessage, mayProfile, personsOf } from './consent.ts'
import { channels, Channel } from './purpose.ts'
import type { QuietHours } from './quiet.ts'
import { findSettings, MinuteOfDay } from './settings.ts'
import { mondayOf } from './window.ts'

export const Quiet = z.object({ from: MinuteOfDay, until: MinuteOfDay })

export const MyAttention = z.object({
  marketing: z.array(
    z.object({ channel: Channel, isGiven: z.boolean(), isReachable: z.boolean() }),
  ),
  profiling: z.boolean(),
  /** Whether it may be asked for: not after a yes, and for thirty days not after a no. */
  mayAskProfiling: z.boolean(),
  /** Minutes of the day in China; null: the member chose none, and the house's are kept. */
  quiet: Quiet.nullable(),
  houseQuiet: Quiet,
  perDay: z.int(),
  perWeek: z.int(),
  /** Since Monday, to whoever this human is. */
  sentThisWeek: z.int(),
})
export type MyAttention = z.output<typeof MyAttention>

export async function readMyAttention(
  db: Db,
  of: { memberId: string; now: Date },
): Promise<MyAttention> {
  const { memberId, now } = of
  const persons = await personsOf(db, memberId)
  const [settings, given, profiling, mayAskProfiling, kinds, quiet, sentThisWeek] =
    await Promise.all([
      findSettings(db),
      mayMessage(
        db,
        channels.map((channel) => ({ memberId, channel })),
      ),
      mayProfile(db, [memberId]),
      mayAsk(db, { personId: memberId, purpose: 'profiling', channel: 'all', now }),
      findKinds(db, persons),
      findQuiet(db, memberId),
      countSent(db, persons, startOfDay(mondayOf(dayOf(now)))),
    ])
  const isReachable = { inbox: true, sms: kinds.has('phone'), email: kinds.has('email') }
  return {
    marketing: channels.map((channel, index) => ({
      channel,
      isGiven: given[index]!,
      isReachable: isReachable[channel],
    })),
    profiling: profiling.has(memberId),
    mayAskProfiling,
    quiet,
    houseQuiet: { from: settings.quietFrom, until: settings.quietUntil },
    perDay: settings.perDay,
    perWeek: settings.perWeek,
    sentThisWeek,
  }
}

async function findKinds(db: Db, persons: string[]): Promise<Set<string>> {
  const rows = await db<{ kind: string }>`
    select distinct kind from pool.identity where member_id = any(${persons}::uuid[])`
  return new Set(rows.map((row) => row.kind))
}

async function findQuiet(db: Db, memberId: string): Promise<QuietHours | null> {
  const [row] = await db<QuietHours>`
    select quiet_from as "from", quiet_until as "until" from pool.quiet_hours
    where member_id = ${memberId}`
  return row ?? null
}

async function countSent(db: Db, persons: string[], since: Date): Promise<number> {
  const [row] = await db<{ count: number }>`
    select count(*) from pool.send
    where member_id = any(${persons}::uuid[]) and sent_at >= ${since}`
  return row!.count
}

/** `null` goes back to the house's. */
export async function setQuietHours(
  tx: Tx,
  change: { memberId: string; quiet: QuietHours | null },
): Promise<void> {
  const { memberId, quiet } = change
  if (quiet === null) await tx`delete from pool.quiet_hours where member_id = ${memberId}`
  else
    await tx`
      insert into pool.quiet_hours (member_id, quiet_from, quiet_until)
      values (${memberId}, ${quiet.from}, ${quiet.until})
      on conflict (member_id) do update
        set quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until`
}

/** How long a link in a message ends what it came with. */
const linkForMs = 400 * dayMs

const Unsubscribing = z.object({ p: z.uuid(), c: Channel })

/** Goes with each message outside: whoever holds it can end these messages, and nothing else. */
export const unsubscribeToken = (
  vault: Vault,
  of: { memberId: string; channel: Channel; now: Date },
): string =>
  vault.signToken('unsubscribe', { p: of.memberId, c: of.channel }, addMs(of.now, linkForMs))

export function readUnsubscribeToken(vault: Vault, token: string, now: Date) {
  const claims = Unsubscribing.safeParse(vault.readToken('unsubscribe', token, now))
  return claims.success ? { memberId: claims.data.p, channel: claims.data.c } : null
}

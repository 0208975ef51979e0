/** What invitations come to: for a member, and for staff, with those that look arranged. */
import { z } from 'zod'
import { balancesOf } from '#ledger/balance.ts'
import { sql } from '#platform/db.ts'
import type { Db, Sql } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { componentOf } from '#pool/identity/representative.ts'
import { pointsBook, pointsOf } from '#pool/points.ts'
import { inviteReasons, inviteStates } from './invite.ts'

const figure = z.int()

/** Whatever became of the reward. */
const hasBought = sql`state in ('bought', 'waiting', 'rewarded', 'reversed')`

export const MyInvites = z.object({
  /** Who came and signed up, whatever became of it. */
  joined: figure,
  /** Of those, who bought. */
  bought: figure,
  waiting: figure,
  rewarded: figure,
  points: figure,
  rewards: z.array(z.object({ decidedAt: instant, points: figure, isTakenBack: z.boolean() })),
})

/** Counts only: who came is their own affair. Of all ids the member is known by. */
export async function readMyInvites(
  db: Db,
  of: { memberId: string; now: Date },
): Promise<z.input<typeof MyInvites>> {
  const persons = await componentOf(db, of.memberId)
  const [[counts], rewards, balances] = await Promise.all([
    db<Omit<z.input<typeof MyInvites>, 'points' | 'rewards'>>`
      select count(*) as joined,
        count(*) filter (where ${hasBought}) as bought,
        count(*) filter (where state = 'waiting') as waiting,
        count(*) filter (where state = 'rewarded') as rewarded
      from traffic.invite where inviter_id = any(${persons}::uuid[])`,
    db<{ decidedAt: Date; points: number; isTakenBack: boolean }>`
      select decided_at, points, state = 'reversed' as is_taken_back from traffic.invite
      where inviter_id = any(${persons}::uuid[]) and state in ('rewarded', 'reversed')
      order by decided_at desc limit 20`,
    balancesOf(db, { book: pointsBook, accounts: persons.map(pointsOf), now: of.now }),
  ])
  const points = balances.reduce((sum, balance) => sum + balance.available, 0)
  return { ...counts!, points, rewards }
}

export const Inviter = z.object({
  inviterId: z.uuid(),
  joined: figure,
  bought: figure,
  rewarded: figure,
  refused: figure,
  points: figure,
  /** Most of whom came by it look like the same person or device: a ring, perhaps. */
  isSuspected: z.boolean(),
})

const suspectedFrom = 3

/** Those who look arranged first, then by how many they brought. */
export async function listInviters(db: Sql, limit: number): Promise<z.input<typeof Inviter>[]> {
  return db<z.input<typeof Inviter>>`
    select *, (doubted >= ${suspectedFrom} and doubted * 2 > joined) as is_suspected from (
      select inviter_id, count(*) as joined,
        count(*) filter (where ${hasBought}) as bought,
        count(*) filter (where state = 'rewarded') as rewarded,
        count(*) filter (where state = 'refused') as refused,
        coalesce(sum(points), 0)::bigint as points,
        count(*) filter (where state = 'refused'
          and reason in ('same_person', 'same_device', 'not_real')) as doubted
      from traffic.invite group by inviter_id) as inviter
    order by is_suspected desc, joined desc, inviter_id limit ${limit}`
}

export const Invite = z.object({
  newcomerId: z.uuid(),
  inviterId: z.uuid(),
  joinedAt: instant,
  state: z.enum(inviteStates),
  reason: z.enum(inviteReasons).nullable(),
  dueAt: instant.nullable(),
  points: figure,
})
export type InviteRow = z.input<typeof Invite>

/** The last newcomers first: ids of version 7 are in the order they signed up. */
export async function listInvites(
  db: Sql,
  query: {
    state?: string | undefined
    inviterId?: string | undefined
    afterId?: string | undefined
    limit: number
  },
): Promise<InviteRow[]> {
  const { state = null, inviterId = null, afterId = null, limit } = query
  return db<InviteRow>`
    select newcomer_id, inviter_id, joined_at, state, reason, due_at, points from traffic.invite
    where (${state}::text is null or state = ${state})
      and (${inviterId}::uuid is null or inviter_id = ${inviterId})
      and (${afterId}::uuid is null or newcomer_id < ${afterId})
    order by newcomer_id desc limit ${limit}`
}

export const InviteCounts = z.object({
  joined: figure,
  bought: figure,
  rewarded: figure,
  refused: figure,
  reversed: figure,
  points: figure,
})

export async function countInvites(db: Sql): Promise<z.input<typeof InviteCounts>> {
  const [counts] = await db<z.input<typeof InviteCounts>>`
    select count(*) as joined,
      count(*) filter (where ${hasBought}) as bought,
      count(*) filter (where state = 'rewarded') as rewarded,
      count(*) filter (where state = 'refused') as refused,
      count(*) filter (where state = 'reversed') as reversed,
      coalesce(sum(points), 0)::bigint as points
    from traffic.invite`
  return counts!
}

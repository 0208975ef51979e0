/**
 * Invitations: a member's own link, and who came by it. A newcomer has one inviter, the one whose
 * link they followed last before they signed up. Nobody is paid for joining, nor for whom others
 * brought: a reward follows from what one's own newcomer bought and kept (see invite-reward.ts).
 */
import { randomUUIDv7 } from 'node:crypto'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { representativesOf } from '#pool/identity/representative.ts'
import { newCode } from './code.ts'
import { inviteNotPossible } from './errors.ts'
import { ensureInviteChannel } from './invite-channel.ts'
import { findTerms } from './invite-terms.ts'

export const inviteStates = [
  'joined', // signed up
  'bought', // paid for something
  'waiting', // the order is completed; the return window and the days after it run
  'rewarded',
  'refused',
  'reversed', // rewarded, and taken back after a refund
] as const

export type InviteState = (typeof inviteStates)[number]

export const inviteReasons = [
  'same_person',
  'same_device',
  'not_real',
  'month_max',
  'account_closed',
  'given_back',
] as const
export type InviteReason = (typeof inviteReasons)[number]

/** The member's link, made with the first asking. Errors: inviteNotPossible. */
export async function ensureInviteLink(
  tx: Tx,
  of: { memberId: string; now: Date },
): Promise<{ code: string }> {
  const { memberId, now } = of
  if (!(await findTerms(tx))) throw inviteNotPossible()
  await ensureInviteChannel(tx, now)
  await tx`
    insert into traffic.invite_link (id, code, member_id, created_at)
    values (${randomUUIDv7()}, ${newCode()}, ${memberId}, ${now})
    on conflict (member_id) do nothing`
  return (await findInviteLink(tx, memberId))!
}

export async function findInviteLink(db: Sql, memberId: string): Promise<{ code: string } | null> {
  const [link] = await db<{ code: string }>`
    select code from traffic.invite_link where member_id = ${memberId}`
  return link ?? null
}

/** An invitation is remembered so long. */
const rememberedForMs = 30 * dayMs

export type SignUp = { memberId: string; visitorId: string; at: Date }

/** Remembers who brought a newcomer, if anybody did; a second inviter is none. */
export async function noteInvites(tx: Tx, signUps: SignUp[]): Promise<void> {
  const terms = await findTerms(tx)
  if (!terms) return
  for (const { memberId, visitorId, at } of signUps) {
    const visit = await findInvitation(tx, { visitorId, at })
    if (!visit || visit.inviterId === memberId) continue
    const { inviterId, invitedAt } = visit
    const reason = await whyNotInvited(tx, { inviterId, memberId, visitorId, invitedAt })
    await tx`
      insert into traffic.invite (newcomer_id, inviter_id, visitor_id, terms_id, invited_at, joined_at,
        state, reason, decided_at)
      values (${memberId}, ${inviterId}, ${visitorId}, ${terms.id}, ${invitedAt}, ${at},
        ${reason ? 'refused' : 'joined'}, ${reason}, ${reason ? at : null})
      on conflict (newcomer_id) do nothing`
  }
}

async function findInvitation(tx: Tx, of: { visitorId: string; at: Date }) {
  const { visitorId, at } = of
  const [visit] = await tx<{ inviterId: string; invitedAt: Date }>`
    select inviter_id, at as invited_at from traffic.visit
    where person_id = ${visitorId} and inviter_id is not null
      and at <= ${at} and at > ${addMs(at, -rememberedForMs)}
    order by at desc limit 1`
  return visit
}

type Pair = { inviterId: string; memberId: string; visitorId: string; invitedAt: Date }

async function whyNotInvited(tx: Tx, pair: Pair): Promise<InviteReason | null> {
  const { inviterId, memberId, visitorId } = pair
  if (await isSamePerson(tx, [inviterId, memberId, visitorId])) return 'same_person'
  return (await isSameDevice(tx, pair)) ? 'same_device' : null
}

/** Whether two of these are one human by the merges that stand: the inviter, and the others. */
export async function isSamePerson(db: Sql, [first, ...others]: string[]): Promise<boolean> {
  const standFor = await representativesOf(db, [first!, ...others])
  return others.some((other) => standFor.get(other) === standFor.get(first!))
}

/**
 * The inviter was signed in in the same browser, or came the same day from the same network with a
 * browser that calls itself the same; or another newcomer of theirs did.
 */
async function isSameDevice(tx: Tx, pair: Pair): Promise<boolean> {
  const { inviterId, memberId, visitorId } = pair
  const [found] = await tx<{ isSame: boolean }>`
    with own as (
      select visitor_id from traffic.claim where member_id = ${inviterId}
      union
      select visitor_id from traffic.invite
      where inviter_id = ${inviterId} and newcomer_id <> ${memberId}
    )
    select exists (select from own where visitor_id = ${visitorId}) or exists (
      select from traffic.trace as came
      join traffic.trace as known on known.address_key = came.address_key
        and known.agent_key = came.agent_key and known.person_id <> came.person_id
      where came.person_id = ${visitorId}
        and known.person_id in (select visitor_id from own)) as is_same`
  return found!.isSame
}

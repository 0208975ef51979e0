/** What traffic does about events, later and once. */
import type { Consumer } from '#platform/consumers.ts'
import type { Tx } from '#platform/db.ts'
import { payloadsOf } from '#platform/events.ts'
import { accountClosed, signedInHere } from '#pool/events.ts'
import { orderCompleted, orderPaid, orderRefunded } from '#trade/events.ts'
import { markStale } from './attribution/stale.ts'
import { claimVisits } from './claim.ts'
import { noteBought, noteCompleted, noteRefunded } from './invite-reward.ts'
import { noteInvites } from './invite.ts'

/** Whoever signs in takes the visits of that browser with them, and a newcomer has an inviter. */
export const followSignIns: Consumer = {
  name: 'traffic.follow_sign_ins',
  wants: [signedInHere.name, accountClosed.name],
  async take(tx, events) {
    const claims = payloadsOf(events, signedInHere).map((claim) => {
      return { ...claim, at: new Date(claim.at) }
    })
    await noteInvites(
      tx,
      claims.filter(({ isNew }) => isNew),
    )
    await claimVisits(tx, claims)
    for (const { memberId, personIds = [], closedAt } of payloadsOf(events, accountClosed))
      await forget(tx, [...new Set([memberId, ...personIds])], new Date(closedAt))
  },
}

/**
 * Visits of a human who left go, those of browsers that were theirs without a sign-in and of browsers
 * nobody else signed in on; what was earned stays booked.
 */
async function forget(tx: Tx, persons: string[], at: Date): Promise<void> {
  await tx`
    delete from traffic.trace where person_id = any(${persons}::uuid[]) or person_id in (
      select visitor_id from traffic.claim where member_id = any(${persons}::uuid[]))`
  await tx`
    delete from traffic.visit where person_id = any(${persons}::uuid[]) or person_id in (
      select visitor_id from traffic.claim as mine where member_id = any(${persons}::uuid[])
        and not exists (select from traffic.claim as others
          where others.visitor_id = mine.visitor_id and others.member_id <> all(${persons}::uuid[])))`
  await tx`update traffic.visit set inviter_id = null where inviter_id = any(${persons}::uuid[])`
  await tx`delete from traffic.claim where member_id = any(${persons}::uuid[])`
  await tx`delete from traffic.invite_link where member_id = any(${persons}::uuid[])`
  await tx`
    update traffic.invite set state = 'refused', reason = 'account_closed', decided_at = ${at}
    where (inviter_id = any(${persons}::uuid[]) or newcomer_id = any(${persons}::uuid[]))
      and state in ('joined', 'bought', 'waiting')`
  // What was told of them meanwhile is told again, of nothing.
  await markStale(tx, persons, at)
}

/** Invitations are worth something when what newcomers bought is. */
export const followInvites: Consumer = {
  name: 'traffic.follow_invites',
  wants: [orderPaid.name, orderCompleted.name, orderRefunded.name],
  async take(tx, events, now) {
    const paid = payloadsOf(events, orderPaid).map(boughtOf)
    const completed = payloadsOf(events, orderCompleted).map(boughtOf)
    const known = await invitedAmong(tx, [...paid, ...completed])
    const mine = ({ memberId }: { memberId: string }) => known.has(memberId)
    await noteBought(tx, paid.filter(mine), now)
    await noteCompleted(tx, completed.filter(mine))
    const refunded = payloadsOf(events, orderRefunded).map(({ orderId }) => orderId)
    if (refunded.length > 0) await noteRefunded(tx, refunded, now)
  },
}

const boughtOf = ({ at, memberId, orderId }: { at: string; memberId: string; orderId: string }) => {
  return { memberId, orderId, at: new Date(at) }
}

/** Few buyers were invited: the others cost one look-up for all. */
async function invitedAmong(tx: Tx, of: { memberId: string }[]): Promise<Set<string>> {
  if (of.length === 0) return new Set()
  const rows = await tx<{ newcomerId: string }>`
    select newcomer_id from traffic.invite
    where newcomer_id = any(${of.map((one) => one.memberId)}::uuid[])`
  return new Set(rows.map((row) => row.newcomerId))
}

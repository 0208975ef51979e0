/** What traffic does about events, later and once. */
import type { Consumer } from '#platform/consumers.ts'
import type { Tx } from '#platform/db.ts'
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
    const claims = events
      .filter(({ name }) => name === signedInHere.name)
      .map(({ payload }) => signedInHere.payload.parse(payload))
      .map(({ at, ...claim }) => ({ ...claim, at: new Date(at) }))
    await noteInvites(
      tx,
      claims.filter(({ isNew }) => isNew),
    )
    await claimVisits(tx, claims)
    const closed = events
      .filter(({ name }) => name === accountClosed.name)
      .map(({ payload }) => accountClosed.payload.parse(payload))
    for (const { memberId, closedAt } of closed) await forget(tx, memberId, new Date(closedAt))
  },
}

/** Visits of a member who left go with the browsers they signed in on; what was earned stays booked. */
async function forget(tx: Tx, memberId: string, at: Date): Promise<void> {
  await tx`
    delete from traffic.trace where person_id = ${memberId} or person_id in (
      select visitor_id from traffic.claim where member_id = ${memberId})`
  await tx`
    delete from traffic.visit where person_id = ${memberId} or person_id in (
      select visitor_id from traffic.claim as mine where member_id = ${memberId}
        and not exists (select from traffic.claim as others
          where others.visitor_id = mine.visitor_id and others.member_id <> ${memberId}))`
  await tx`update traffic.visit set inviter_id = null where inviter_id = ${memberId}`
  await tx`delete from traffic.claim where member_id = ${memberId}`
  await tx`delete from traffic.invite_link where member_id = ${memberId}`
  await tx`
    update traffic.invite set state = 'refused', reason = 'account_closed', decided_at = ${at}
    where (inviter_id = ${memberId} or newcomer_id = ${memberId})
      and state in ('joined', 'bought', 'waiting')`
  // What was told of them meanwhile is told again, of nothing.
  await markStale(tx, [memberId], at)
}

/** Invitations are worth something when what newcomers bought is. */
export const followInvites: Consumer = {
  name: 'traffic.follow_invites',
  wants: [orderPaid.name, orderCompleted.name, orderRefunded.name],
  async take(tx, events, now) {
    const of = (type: typeof orderPaid | typeof orderCompleted) =>
      events
        .filter(({ name }) => name === type.name)
        .map(({ payload }) => type.payload.parse(payload))
        .map(({ at, memberId, orderId }) => ({ memberId, orderId, at: new Date(at) }))
    const [paid, completed] = [of(orderPaid), of(orderCompleted)]
    const known = await invitedAmong(tx, [...paid, ...completed])
    const mine = ({ memberId }: { memberId: string }) => known.has(memberId)
    await noteBought(tx, paid.filter(mine), now)
    await noteCompleted(tx, completed.filter(mine))
    const refunded = events
      .filter(({ name }) => name === orderRefunded.name)
      .map(({ payload }) => orderRefunded.payload.parse(payload).orderId)
    if (refunded.length > 0) await noteRefunded(tx, refunded, now)
  },
}

/** Few buyers were invited: the others cost one look-up for all. */
async function invitedAmong(tx: Tx, of: { memberId: string }[]): Promise<Set<string>> {
  if (of.length === 0) return new Set()
  const rows = await tx<{ newcomerId: string }>`
    select newcomer_id from traffic.invite
    where newcomer_id = any(${of.map((one) => one.memberId)}::uuid[])`
  return new Set(rows.map((row) => row.newcomerId))
}

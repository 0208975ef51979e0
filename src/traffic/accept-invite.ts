/** Staff set a suspicion aside: the newcomer is a person of their own after all. */
import { addMs, dayMs } from '#platform/clock.ts'
import type { Tx } from '#platform/db.ts'
import { inviteNotRefused } from './errors.ts'
import type { InviteReason, InviteState } from './invite.ts'

/** What only looks arranged; what is known for certain stays refused. */
export const acceptableReasons: readonly InviteReason[] = ['same_device', 'not_real']
const acceptWithinDays = 90

type Refused = { state: InviteState; reason: InviteReason | null; joinedAt: Date }

/** For ninety days after the sign-up. */
export const isAcceptable = ({ state, reason, joinedAt }: Refused, now: Date): boolean =>
  state === 'refused' &&
  reason !== null &&
  acceptableReasons.includes(reason) &&
  joinedAt > addMs(now, -acceptWithinDays * dayMs)

/** What the newcomer bought meanwhile counts. Errors: inviteNotRefused. */
export async function acceptInvite(
  tx: Tx,
  of: { newcomerId: string; by: string; now: Date },
): Promise<void> {
  const { newcomerId, by, now } = of
  const [invite] = await tx<Refused>`
    select state, reason, joined_at from traffic.invite
    where newcomer_id = ${newcomerId} for update`
  if (!invite || !isAcceptable(invite, now)) throw inviteNotRefused({ newcomerId })
  await tx`
    update traffic.invite set accepted_by = ${by}, reason = null, decided_at = null,
      state = case when order_id is null then 'joined' else 'waiting' end
    where newcomer_id = ${newcomerId}`
}

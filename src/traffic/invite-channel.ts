/** The channel of invitations: there from the first invitation link on, so that its visits name one. */
import type { Tx } from '#platform/db.ts'

export const inviteChannelId = '00000000-0000-7000-8000-000000000021'

/** Nobody of the staff made it; whoever answers for it can be named later. */
const nobody = '00000000-0000-0000-0000-000000000000'

export async function ensureInviteChannel(tx: Tx, now: Date): Promise<void> {
  await tx`
    insert into traffic.channel (id, name, kind, owner_id, created_at)
    values (${inviteChannelId}, '会员邀请 Invitations', 'own', ${nobody}, ${now})
    on conflict do nothing`
}

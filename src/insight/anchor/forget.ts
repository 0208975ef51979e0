/** Nothing is told any more of whoever closed the account. */
import type { Consumer } from '#platform/consumers.ts'
import { accountClosed } from '#pool/events.ts'

export const forgetAnchor: Consumer = {
  name: 'insight.forget_anchor',
  wants: [accountClosed.name],
  async take(tx, events) {
    const ids = events.flatMap((event) => {
      const { memberId, personIds = [] } = accountClosed.payload.parse(event.payload)
      return [memberId, ...personIds]
    })
    // A page that is being told is told first, and forgotten then.
    await tx`select pg_advisory_xact_lock(hashtextextended('insight.anchor', 22))`
    await tx`delete from insight.anchor where member_id = any(${ids}::uuid[])`
    await tx`delete from insight.anchor_history where member_id = any(${ids}::uuid[])`
  },
}

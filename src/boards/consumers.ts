import type { Consumer } from '#platform/consumers.ts'
import { accountClosed } from '#pool/events.ts'

/** Of a closed account no membership stays, past ones included. */
export const leaveBoards: Consumer = {
  name: 'boards.leave',
  wants: [accountClosed.name],
  async take(tx, events) {
    const members = events.map(({ payload }) => accountClosed.payload.parse(payload).memberId)
    await tx`delete from boards.membership where member_id = any(${members}::uuid[])`
  },
}

/** Somebody who signs up has done something: a fact like the others. */
import type { Consumer } from '#platform/consumers.ts'
import { memberEnrolled } from '../events.ts'
import { factIdOf } from './fact-id.ts'
import { writeFacts } from './write-facts.ts'

export const tellSignedUp: Consumer = {
  name: 'pool.tell_signed_up',
  wants: [memberEnrolled.name],
  async take(tx, events, now) {
    const facts = events.map((event) => {
      const { memberId, enrolledAt } = memberEnrolled.payload.parse(event.payload)
      return {
        personId: memberId,
        happenedAt: new Date(enrolledAt),
        id: factIdOf('signed_up', memberId),
        kind: 'signed_up' as const,
        topic: '',
        objectId: null,
        amountFen: null,
        quantity: null,
      }
    })
    await writeFacts(tx, facts, now)
  },
}

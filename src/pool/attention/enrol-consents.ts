/** Consents that come with members, any number at once: of a history, or of an import. */
import type { Tx } from '#platform/db.ts'
import { consentGiven } from '../events.ts'
import type { ConsentChannel, Purpose } from './purpose.ts'

export type NewConsent = {
  memberId: string
  purpose: Purpose
  channel: ConsentChannel
  how: string
  givenAt: Date
}

/** Of members who have said nothing yet: a second consent for the same fails the statement. */
export async function enrolConsents(tx: Tx, consents: NewConsent[]): Promise<void> {
  if (consents.length === 0) return
  await tx`
    insert into pool.consent (person_id, purpose, channel, version, given_at, how)
    select member_id, new.purpose, channel, version, given_at, how
    from unnest(${consents.map((one) => one.memberId)}::uuid[],
      ${consents.map((one) => one.purpose)}::text[], ${consents.map((one) => one.channel)}::text[],
      ${consents.map((one) => one.givenAt)}::timestamptz[],
      ${consents.map((one) => one.how)}::text[]) as new (member_id, purpose, channel, given_at, how)
    join pool.purpose on purpose.purpose = new.purpose`
  const given = consents.map(({ memberId, purpose, channel, givenAt }) => {
    const at = givenAt.toISOString()
    return { personId: memberId, purpose, channel, at, version: 1 as const }
  })
  await consentGiven.recordAll(tx, given)
}

/** One person, visitor or member, with everything that is known of them at a glance. */
import type { Db } from '#platform/db.ts'
import { memberNotFound } from '../errors.ts'
import { componentOf, representativesOf } from '../identity/representative.ts'
import { profileColumns } from './profile.ts'
import type { Profile } from './profile.ts'

export type Person = {
  /** Who stands for them. */
  memberId: string
  /** Everybody who is this human, oneself among them. */
  personIds: string[]
  /** Null while nothing has happened yet, or nothing is known any more. */
  profile: Profile | null
}

/** By any id of theirs. Errors: memberNotFound. */
export async function readPerson(db: Db, personId: string): Promise<Person> {
  const [standing, personIds] = await Promise.all([
    representativesOf(db, [personId]),
    componentOf(db, personId),
  ])
  const memberId = standing.get(personId)!
  const [known] = await db<{ isMember: boolean }>`
    select exists (select from pool.member where id = any(${personIds}::uuid[])) as is_member`
  const [profile] = await db<Profile>`
    select ${profileColumns} from pool.profile where member_id = ${memberId}`
  if (!profile && !known!.isMember) throw memberNotFound({ memberId: personId })
  return { memberId, personIds, profile: profile ?? null }
}

export type BoughtOrder = {
  orderId: string
  personId: string
  paidAt: Date
  paidFen: number
  refundedFen: number
}

/** Paid orders of these persons, newest first. */
export async function readBought(
  db: Db,
  personIds: string[],
  limit: number,
): Promise<BoughtOrder[]> {
  return db<BoughtOrder>`
    select order_id, person_id, paid_at, paid_fen, refunded_fen from pool.bought
    where person_id = any(${personIds}::uuid[]) and paid_at is not null
    order by paid_at desc, order_id desc limit ${limit}`
}

/** How far what a consumer keeps is behind what happened. */
import { lagOf } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'

export type Age = { asOf: Date; eventsBehind: number }

/** Complete up to `asOf`, with so many events to come. */
export async function ageOf(db: Db, consumer: string, now: Date): Promise<Age> {
  const { waiting, oldestAt } = await lagOf(db, consumer)
  return { asOf: oldestAt && oldestAt < now ? oldestAt : now, eventsBehind: waiting }
}

export const earlier = (one: Date, other: Date): Date => (other < one ? other : one)

/** How many people stand in which stage, today and at the end of each of the last days. */
import { aged } from '#platform/aged.ts'
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { stages } from './stage.ts'
import type { Stage } from './stage.ts'

const stageDays = 60

export type StageCounts = {
  stage: Stage
  people: number
  /**
   * At the end of each of the last days in China, oldest first; the last one is today, until now.
   */
  byDay: number[]
}[]

/** Counts everybody, so at most every minute in a process. */
export const readStageCounts = aged(60_000, countStages)

/**
 * Of the days before, what is known today: somebody who turned out to be a member already known has
 * been one person all along.
 */
async function countStages(db: Db, now: Date): Promise<{ days: string[]; stages: StageCounts }> {
  const today = startOfDay(dayOf(now))
  const days = Array.from({ length: stageDays }, (_, n) =>
    dayOf(addMs(today, (n - stageDays + 1) * dayMs)),
  )
  const [standing, moves] = await db.beginPatiently(20_000, (tx) =>
    Promise.all([
      tx<{ stage: Stage; people: number }>`
        select stage, count(*)::int as people from pool.profile group by stage`,
      tx<{ day: string; stage: Stage; was: Stage | null; people: number }>`
        select (at at time zone 'Asia/Shanghai')::date as day, stage, was, count(*)::int as people
        from pool.stage_change where at >= ${startOfDay(days[0]!)}
        group by 1, 2, 3`,
    ]),
  )
  const counts = stages.map((stage) => {
    const people = standing.find((one) => one.stage === stage)?.people ?? 0
    const byDay: number[] = []
    let count = people
    // Back from now: who came in on a later day was not there yet, who left was there still.
    for (const day of days.toReversed()) {
      byDay.unshift(count)
      for (const move of moves) {
        if (move.day !== day) continue
        if (move.stage === stage) count -= move.people
        if (move.was === stage) count += move.people
      }
    }
    return { stage, people, byDay }
  })
  return { days, stages: counts }
}

/**
 * The institution's notices on their way to us: late, twice, and in any order. A notice is made into a
 * command when it arrives, from what is known by then.
 */
import type { Command } from './goods.ts'
import type { Random } from './random.ts'

type Notice = { dueAt: number; arrive: (now: Date) => Command | null }

export type Notices = ReturnType<typeof createNotices>

export function createNotices(random: Random) {
  const underway: Notice[] = []
  return {
    /** On its way for `fromMs` to `toMs`; now and then it comes again later. */
    send(now: Date, [fromMs, toMs]: [number, number], arrive: Notice['arrive']): void {
      const dueAt = now.getTime() + random.between(fromMs, toMs)
      underway.push({ dueAt, arrive })
      if (random.chance(0.2)) underway.push({ dueAt: dueAt + random.below(1_800_000), arrive })
    },
    /** Any one whose time has come, not the oldest. */
    next(now: Date): Command | null {
      const due: number[] = []
      underway.forEach(({ dueAt }, index) => {
        if (dueAt <= now.getTime()) due.push(index)
      })
      if (due.length === 0) return null
      const [notice] = underway.splice(random.pick(due), 1)
      return notice!.arrive(now)
    },
  }
}

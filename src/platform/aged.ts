/** Figures that are dear to compute are computed anew only when the last one is too old, and say so. */
import type { Db } from './db.ts'

export type Aged<Value> = { value: Value; asOf: Date }

/**
 * Whoever asks within `maxAgeMs` gets the last value of this process, and whoever asks while it is being
 * computed waits for that one. A failure is not kept.
 */
export function aged<Value>(
  maxAgeMs: number,
  compute: (db: Db, now: Date) => Promise<Value>,
): (db: Db, now: Date) => Promise<Aged<Value>> {
  const last = new WeakMap<Db, { asOf: Date; value: Promise<Value> }>()
  return async (db, now) => {
    let known = last.get(db)
    if (!known || Math.abs(now.getTime() - known.asOf.getTime()) >= maxAgeMs) {
      known = { asOf: now, value: compute(db, now) }
      last.set(db, known)
    }
    try {
      return { value: await known.value, asOf: known.asOf }
    } catch (error) {
      if (last.get(db) === known) last.delete(db)
      throw error
    }
  }
}

/** What a pass over a file found or did; parts add up to the whole. Pure. */
import { z } from 'zod'
import type { CleanRow } from './clean-row.ts'

export const Tally = z.strictObject({
  peopleNew: z.int(),
  /** Known, and something that was empty was filled. */
  peopleFilled: z.int(),
  /** Known, and the file says nothing new. In a check all who are known. */
  peopleSame: z.int(),
  /** Rows whose ids are of two members: staff decide whether they are one. */
  conflicts: z.int(),
  ordersNew: z.int(),
  ordersKnown: z.int(),
  consents: z.int(),
  tags: z.int(),
})
export type Tally = z.infer<typeof Tally>

export const ImportReport = z.strictObject({
  ...Tally.shape,
  rows: z.int(),
  bad: z.int(),
  /** Rows about somebody who stood in an earlier one. */
  repeated: z.int(),
  /** Field -> how often it was spelled otherwise, or left out because it says nothing. */
  changed: z.record(z.string(), z.int()),
  left: z.record(z.string(), z.int()),
  /** `phone:not_a_phone` -> rows. */
  reasons: z.record(z.string(), z.int()),
})
export type ImportReport = z.infer<typeof ImportReport>

export const emptyTally: Tally = {
  peopleNew: 0,
  peopleFilled: 0,
  peopleSame: 0,
  conflicts: 0,
  ordersNew: 0,
  ordersKnown: 0,
  consents: 0,
  tags: 0,
}

export const emptyReport: ImportReport = {
  ...emptyTally,
  rows: 0,
  bad: 0,
  repeated: 0,
  changed: {},
  left: {},
  reasons: {},
}

/** Of one piece. `bad` rows are not among the `sound`, which the tally is of. */
export function reportOf(
  rows: { sound: CleanRow[]; bad: CleanRow[]; repeated: number },
  tally: Tally,
): ImportReport {
  const { sound, bad, repeated } = rows
  return {
    ...tally,
    rows: sound.length + bad.length,
    bad: bad.length,
    repeated,
    changed: counted(sound.flatMap((row) => row.changed)),
    left: counted(sound.flatMap((row) => row.left)),
    reasons: counted(bad.flatMap((row) => row.reasons)),
  }
}

function counted(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

export function addReports(one: ImportReport, other: ImportReport): ImportReport {
  const sum: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(one)) {
    const more = other[name as keyof ImportReport]
    sum[name] =
      typeof value === 'number'
        ? value + (more as number)
        : addCounts(value, more as Record<string, number>)
  }
  return sum as ImportReport
}

function addCounts(one: Record<string, number>, other: Record<string, number>) {
  const sum = { ...one }
  for (const [name, count] of Object.entries(other)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

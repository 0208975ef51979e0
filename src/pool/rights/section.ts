/** What is held about a member, said by each domain of itself: what, from where, why, until when. */
import { z } from 'zod'
import type { Db } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'

const Fact = z.union([z.string(), z.int(), z.boolean(), z.null()])
export type DataItem = Record<string, z.infer<typeof Fact>>

export const DataSection = z.object({
  /** Open ended: the apps have words for those they know. */
  kind: z.string(),
  /** Whom it came from: the member, the browser, the shop's staff or program, a file of members. */
  source: z.enum(['you', 'browser', 'shop', 'import']),
  /** To serve them, because they agreed, because the law asks, or as proof of what they agreed to. */
  why: z.enum(['service', 'consent', 'law', 'proof']),
  /** Until they take it away or close the account, or for longer or shorter. */
  until: z.enum(['closing', 'four_hundred_days', 'three_years_after', 'law', 'half_a_year']),
  count: z.int(),
  /** The newest first, as many as were asked for. */
  items: z.array(z.record(z.string(), Fact)),
})
export type DataSection = z.infer<typeof DataSection>

export type DataQuery = {
  db: Db
  vault: Vault
  /** Everybody who is this human. */
  personIds: string[]
  /** Items of each section; all of them are counted. */
  limit: number
  now: Date
}

/** Of one domain. A section with nothing in it is left out by whoever shows it. */
export type DataOf = (query: DataQuery) => Promise<DataSection[]>

type Held = Omit<DataSection, 'items' | 'count'>

/** A row with the count of all rows beside. */
export type Counted = { total: number } & Record<string, unknown>

/** Rows as `items` of a section; instants become text. */
export function sectionOf(held: Held, rows: Counted[]): DataSection {
  const items = rows.map((row) =>
    itemOf(Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'total'))),
  )
  return { ...held, count: rows[0]?.total ?? 0, items }
}

export const itemOf = (row: Record<string, unknown>): DataItem =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Date ? value.toISOString() : (value as DataItem[string]),
    ]),
  )

declare module '#platform/route.ts' {
  interface Services {
    /** Every domain that holds something about members. */
    dataOf: DataOf[]
  }
}

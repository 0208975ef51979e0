/** Channels and campaigns as the console shows them: who answers for each, and what it brought. */
import type { Db } from '#platform/db.ts'
import { figuresBy } from './figures.ts'
import type { By } from './figures.ts'
import { readOwners } from './owners.ts'
import type { Days } from './words.ts'

/** Each with its owner's name and its figures of these days; and who of the staff may own one. */
export async function withFigures<Row extends { id: string; ownerId: string }>(
  db: Db,
  of: { by: By; days: Days; rows: Promise<Row[]> },
) {
  const [rows, figuresOf, { owners, nameOf }] = await Promise.all([
    of.rows,
    figuresBy(db, of.by, of.days),
    readOwners(db),
  ])
  const items = rows.map((row) => ({
    ...row,
    ownerName: nameOf(row.ownerId),
    figures: figuresOf(row.id),
  }))
  return { items, owners }
}

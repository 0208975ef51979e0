/** Looks for a marked person: strings that may be nowhere in the database in a form one can read. */
import { sql } from '#platform/db.ts'
import type { Db } from '#platform/db.ts'

export type Finding = { table: string; marker: string }

/**
 * Every row of every table as text, in which bytes are hex and JSON is spelled out, is searched for
 * each marker as it is, as hex, and as base64. Empty means found nowhere.
 */
export async function findInDatabase(db: Db, markers: string[]): Promise<Finding[]> {
  const tables = await db<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by name`
  const findings: Finding[] = []
  for (const { name } of tables) {
    for (const marker of markers) {
      const forms = formsOf(marker)
      const [row] = await db<{ found: boolean }>`
        select exists (
          select 1 from ${nameInSql(name)} as kept
          where exists (
            select 1 from unnest(${forms}::text[]) as form
            where position(lower(form) in lower(kept::text)) > 0
          )
        ) as found`
      if (row?.found) findings.push({ table: name, marker })
    }
  }
  return findings
}

function formsOf(marker: string): string[] {
  const bytes = Buffer.from(marker)
  // The middle of base64, since its ends depend on what stands beside; for each of three offsets.
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(4, -4),
  )
  return [marker, bytes.toString('hex'), ...base64.filter((form) => form.length >= 8)]
}

/** The name comes from the catalogue and was quoted there; a name cannot be a parameter. */
const nameInSql = (name: string) => sql(Object.assign([name], { raw: [name] }))

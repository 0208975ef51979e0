/**
 * What many people agreed to, from the rows of their consents: as attention's `mayMessage` and
 * `mayProfile` decide it for one who is about to be sent something.
 */
import type { Sql } from '#platform/db.ts'

type Row = {
  personId: string
  what: string
  isCurrent: boolean
  /** In microseconds, which tell a withdrawal from the yes just before it. */
  givenAt: number | null
  withdrawnAt: number | null
  alsoFor: string[]
}

/** Of each of `standFor` (person → who represents them) what they agreed to, as `marketing:sms`. */
export async function readAgreed(
  db: Sql,
  standFor: Map<string, string>,
  wanted: ReadonlySet<string>,
): Promise<{ memberId: string; what: string }[]> {
  if (wanted.size === 0) return []
  const rows = await db<Row>`
    select person_id, consent.purpose || ':' || channel as what, also_for,
      consent.version = purpose.version as is_current,
      (extract(epoch from given_at) * 1000000)::bigint as given_at,
      (extract(epoch from withdrawn_at) * 1000000)::bigint as withdrawn_at
    from unnest(${[...standFor.keys()]}::uuid[]) as who (id)
    join pool.consent on person_id = who.id
    join pool.purpose on purpose.purpose = consent.purpose
    where consent.purpose || ':' || channel = any(${[...wanted]}::text[])`
  const gates = Map.groupBy(rows, (row) => `${standFor.get(row.personId)!} ${row.what}`)
  return [...gates].flatMap(([gate, of]) => {
    const [memberId, what] = gate.split(' ') as [string, string]
    return isOpen(of) ? [{ memberId, what }] : []
  })
}

/** Somebody of them agreed to the text of today, and no withdrawal stands. */
function isOpen(rows: Row[]): boolean {
  if (!rows.some((row) => row.withdrawnAt === null && row.isCurrent)) return false
  return rows.every(
    (ended) =>
      ended.withdrawnAt === null ||
      rows.some(
        (later) =>
          later.givenAt !== null &&
          later.givenAt >= ended.withdrawnAt! &&
          (later.personId === ended.personId || later.alsoFor.includes(ended.personId)),
      ),
  )
}

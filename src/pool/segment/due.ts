/** When time alone changes what a person is: the earliest instant of all that depends on it. */
import type { Tx } from '#platform/db.ts'

export type Kept = {
  /** Asked about everything: what is known now is all there is. */
  whole: string[]
  /** Asked about some things: what was known before stands beside it. One too many does no harm. */
  some: string[]
}

export async function keepDue(tx: Tx, kept: Kept, found: Map<string, Date>[]): Promise<void> {
  const whole = new Set(kept.whole)
  const news: { id: string; at: Date; isAll: boolean }[] = []
  const never: string[] = []
  for (const id of [...whole, ...kept.some.filter((one) => !whole.has(one))].toSorted()) {
    const times = found.flatMap((one) => one.get(id)?.getTime() ?? [])
    if (times.length > 0) news.push({ id, at: new Date(Math.min(...times)), isAll: whole.has(id) })
    else if (whole.has(id)) never.push(id)
  }
  if (news.length > 0)
    await tx`
      insert into pool.due as known (member_id, at)
      select id, at from unnest(${news.map((one) => one.id)}::uuid[],
        ${news.map((one) => one.at)}::timestamptz[]) as new (id, at)
      on conflict (member_id) do update set at = excluded.at
        where excluded.at < known.at
          or (excluded.at > known.at and known.member_id = any(${kept.whole}::uuid[]))`
  if (never.length > 0) await tx`delete from pool.due where member_id = any(${never}::uuid[])`
}

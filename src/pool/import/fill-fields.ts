/** What a file says of a member, where nothing is known. */
import type { Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { fieldPlace } from '../profile/fields.ts'
import { touchMembers } from '../segment/touch-members.ts'
import type { Match } from './match-rows.ts'

/** Returns whose fields changed. */
export async function fillFields(
  tx: Tx,
  vault: Vault,
  matches: Match[],
  now: Date,
): Promise<string[]> {
  const named = matches.filter(({ row, isNew }) => row.nickname && !isNew)
  const renamed =
    named.length === 0
      ? []
      : await tx<{ id: string }>`
          update pool.member set nickname = new.nickname
          from (select distinct on (id) id, nickname from unnest(
            ${named.map((one) => one.memberId)}::uuid[],
            ${named.map(({ row }) => row.nickname)}::text[]) with ordinality as new (id, nickname, n)
            order by id, n) as new
          where member.id = new.id and member.nickname is null and member.closed_at is null
          returning member.id`
  const fields = matches.flatMap(({ memberId, row }) =>
    (['birthday', 'gender', 'city'] as const).flatMap((field) => {
      const value = row[field]
      if (value === null) return []
      const monthDay = field === 'birthday' ? Number(value.slice(5).replace('-', '')) : null
      return [{ memberId, field, value, monthDay }]
    }),
  )
  if (fields.length === 0) return renamed.map(({ id }) => id)
  const filled = await tx<{ personId: string }>`
    insert into pool.profile_field (person_id, field, value_cipher, month_day, source, set_at)
    select person_id, field, value_cipher, month_day, 'import', ${now}::timestamptz
    from unnest(${fields.map((one) => one.memberId)}::uuid[],
      ${fields.map((one) => one.field)}::text[],
      ${fields.map((one) => vault.seal(fieldPlace(one.memberId, one.field), one.value))}::bytea[],
      ${fields.map((one) => one.monthDay)}::smallint[])
      with ordinality as new (person_id, field, value_cipher, month_day, n)
    order by n
    on conflict do nothing
    returning person_id`
  const persons = [...new Set(filled.map((one) => one.personId))]
  await touchMembers(tx, persons)
  return [...persons, ...renamed.map(({ id }) => id)]
}

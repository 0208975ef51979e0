/** What has to be known of members before one may be sent something, for any number at once. */
import type { Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { isMinor } from './minor.ts'
import type { Channel } from './purpose.ts'
import type { QuietHours } from './quiet.ts'

export type Recipient = {
  memberId: string
  /** Who stands for them: theirs are the windows. */
  ownerId: string
  /** Everybody who is this human, themselves among them. */
  personIds: string[]
  isMember: boolean
  isClosed: boolean
  isMinor: boolean
  reaches: ReadonlySet<Channel>
  /** Of each of these persons who chose some; none chose any: the house's. */
  quiet: QuietHours[]
}

type Row = {
  memberId: string
  ownerId: string
  personIds: string[]
  isMember: boolean
  isClosed: boolean
  kinds: string[] | null
  quiet: QuietHours[] | null
  birthdays: { personId: string; cipher: string }[] | null
}

export async function findRecipients(
  tx: Tx,
  vault: Vault,
  memberIds: string[],
  now: Date,
): Promise<Map<string, Recipient>> {
  const rows = await tx<Row>`
    select wanted.id as member_id, coalesce(alias.representative_id, wanted.id) as owner_id,
      persons.ids as person_ids, member.id is not null as is_member,
      member.closed_at is not null as is_closed,
      (select array_agg(distinct kind) from pool.identity
        where member_id = any(persons.ids)) as kinds,
      (select jsonb_agg(jsonb_build_object('from', quiet_from, 'until', quiet_until))
        from pool.quiet_hours where quiet_hours.member_id = any(persons.ids)) as quiet,
      (select jsonb_agg(jsonb_build_object('personId', person_id,
          'cipher', encode(value_cipher, 'base64')))
        from pool.profile_field
        where person_id = any(persons.ids) and field = 'birthday') as birthdays
    from unnest(${[...new Set(memberIds)]}::uuid[]) as wanted (id)
    left join pool.alias on alias.person_id = wanted.id
    left join pool.member on member.id = wanted.id
    cross join lateral (
      select array(
        select joined.person_id from pool.alias as joined
        where joined.representative_id = alias.representative_id
        union select wanted.id) as ids offset 0) as persons`
  return new Map(rows.map((row) => [row.memberId, recipientOf(row, vault, now)]))
}

function recipientOf(row: Row, vault: Vault, now: Date): Recipient {
  const { kinds, quiet, birthdays, ...one } = row
  const reaches = new Set<Channel>(['inbox'])
  if (kinds?.includes('phone')) reaches.add('sms')
  if (kinds?.includes('email')) reaches.add('email')
  const minor = birthdays?.some((birthday) => isMinor(vault, birthday, now)) ?? false
  return { ...one, reaches, quiet: quiet ?? [], isMinor: minor }
}

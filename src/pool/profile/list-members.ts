/** Everybody the pool knows, by what they did last. */
import { aged } from '#platform/aged.ts'
import { sql } from '#platform/db.ts'
import type { Db } from '#platform/db.ts'
import { profileColumns } from './profile.ts'
import type { Profile } from './profile.ts'
import type { Stage } from './stage.ts'

export type MemberQuery = {
  stage: Stage | null
  kind: 'visitor' | 'member' | null
  channelId: string | null
  tag: string | null
  after: { lastOn: string; memberId: string } | null
  limit: number
}

export type ListedMember = Profile & { lastOn: string }

/** Whoever did something on the latest day first; of one day in the order of their ids, by key. */
export async function listMembers(db: Db, query: MemberQuery, now: Date): Promise<ListedMember[]> {
  const { stage, kind, channelId, tag, after, limit } = query
  return db<ListedMember>`
    select ${profileColumns}, last_on from pool.profile
    where ${stage === null ? sql`true` : sql`stage = ${stage}`}
      and ${kind === null ? sql`true` : sql`kind = ${kind}`}
      and ${channelId === null ? sql`true` : sql`channel_id = ${channelId}`}
      and ${tag === null ? sql`true` : sql`member_id in (${withTag(tag, now)})`}
      and ${
        after === null
          ? sql`true`
          : sql`(last_on, member_id) < (${after.lastOn}::date, ${after.memberId}::uuid)`
      }
    order by last_on desc, member_id desc limit ${limit}`
}

const withTag = (tag: string, now: Date) => sql`
  select coalesce(representative_id, person_id) from pool.tag left join pool.alias using (person_id)
  where tag = ${tag} and (expires_at is null or expires_at > ${now})`

const tagNamesMax = 100

/**
 * The tags in use, those that most people have first. Counts every tag, so at most once in a
 * minute.
 */
export const readTagNames = aged(60_000, (db, now) => {
  return db<{ tag: string; people: number }>`
    select tag, count(distinct coalesce(representative_id, person_id))::int as people
    from pool.tag left join pool.alias using (person_id)
    where expires_at is null or expires_at > ${now}
    group by tag order by people desc, tag limit ${tagNamesMax}`
})

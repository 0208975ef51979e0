/** The second part of bench:facts: from the browser's call until every live segment knows of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '#platform/db.ts'
import { countMembers } from '#pool/segment/count.ts'
import type { Rule } from '#pool/segment/rule.ts'
import { createSegment } from '#pool/segment/segment.ts'

export const liveSegments = 20

/** Of what a shop asks: who looks at a topic, wanted and did not buy, comes often, has gone. */
function rulesFor(topics: string[]): Rule[] {
  const of = (n: number) => topics[n % topics.length]!
  const did = (
    kind: 'viewed' | 'added',
    topic: string | null,
    times: number,
    days: number | null,
  ) => ({ is: 'did', did: true, kind, topic, times, days }) as const
  return Array.from({ length: liveSegments / 5 }, (_, n): Rule[] => [
    did('viewed', of(n), 3 + n, 7 + n),
    { is: 'all', of: [did('added', of(n), 1, 30), { is: 'kind', kind: 'visitor' }] },
    { is: 'then_not', first: 'added', topic: null, next: 'checked_out', hours: 24 + n, days: 30 },
    { is: 'any', of: [did('viewed', null, 200 * n + 1, null), { is: 'stage', in: ['visitor'] }] },
    {
      is: 'none',
      of: [
        did('added', of(n + 1), 2, 14),
        { is: 'seen', when: 'last', within: false, days: 3 + n },
      ],
    },
  ]).flat()
}

export async function makeSegments(db: Db): Promise<string[]> {
  const rows = await db<{ slug: string }>`select distinct slug from catalog.category order by slug`
  const rules = rulesFor(rows.map(({ slug }) => slug))
  const now = new Date()
  const by = '00000000-0000-7000-8000-000000000001'
  return db.begin(async (tx) => {
    const ids: string[] = []
    for (const [n, rule] of rules.entries())
      ids.push(await createSegment(tx, { name: `segment ${n}`, rule, by, now }))
    return ids
  })
}

/** The background work in a process of its own, as with WORK=0 in production. */
export async function startWorker(env: Record<string, string>): Promise<AsyncDisposable> {
  const file = path.resolve(import.meta.dirname, '../src/work.ts')
  const worker = spawn(process.execPath, [file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return {
    async [Symbol.asyncDispose]() {
      worker.disconnect()
      await once(worker, 'exit')
    },
  }
}

/** Returns when the pipeline has taken every fact that is durable now. */
export async function untilFollowed(db: Db): Promise<void> {
  for (;;) {
    const [row] = await db<{ isThrough: boolean }>`
      select not exists (
        select from pool.fact where txid > coalesce(
          (select txid from platform.consumer where name = 'pool.follow_facts'), '0')) as is_through`
    if (row!.isThrough) return
    await sleep(10)
  }
}

/** Segments whose members are not those that a count of now finds. */
export async function findUnequal(db: Db, ids: string[]): Promise<string[]> {
  const unequal: string[] = []
  for (const id of ids) {
    const [segment] = await db<{ rule: Rule; members: number }>`
      select rule, (select count(*) from pool.segment_member where segment_id = segment.id) as members
      from pool.segment where id = ${id}`
    const counted = await countMembers(db, { rule: segment!.rule, now: new Date(), waitMs: 60_000 })
    if (counted !== segment!.members) unequal.push(`${id}: ${segment!.members} of ${counted}`)
  }
  return unequal
}

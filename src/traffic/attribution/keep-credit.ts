/** Makes the stories of persons anew whose touches, orders or merges changed. */
import type { Db, Tx } from '#platform/db.ts'
import { componentOfMany, representativesOf } from '#pool/identity/representative.ts'
import { firstPaidOf } from '#pool/profile/first-paid.ts'
import { dayOf } from '#platform/clock.ts'
import { withClaimants } from '../claim.ts'
import { partsOf, pathsOf, windows } from './story.ts'
import type { Conversion, Part, Path, StoryTouch } from './story.ts'
import { markStale, takeStale } from './stale.ts'

const personsAtOnce = 500

/** Takes the next persons that changed; answers how many. One process at a time does it. */
export async function keepCredit(db: Db): Promise<number> {
  return db.begin(async (tx) => {
    const [lock] = await tx<{ isOurs: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended('traffic.credit', 22)) as is_ours`
    if (!lock!.isOurs) return 0
    const stale = await takeStale(tx, personsAtOnce)
    if (stale.length > 0) await tellAnew(tx, stale)
    return stale.length
  })
}

/** Forgets all of it and makes it anew, a piece after the other, from touches, claims and conversions. */
export async function rebuildCredit(db: Db, now: Date): Promise<void> {
  await db.begin(async (tx) => {
    await tx`truncate traffic.reached, traffic.path, traffic.credit`
    const persons = await tx<{ id: string }>`
      select distinct person_id as id from traffic.touch
      union select member_id from traffic.conversion`
    await markStale(
      tx,
      persons.map(({ id }) => id),
      now,
    )
  })
  while ((await keepCredit(db)) > 0);
}

type Story = { touches: StoryTouch[]; conversions: Conversion[] }

/** Visitors' touches may be a member's by now, and members one human: all of them are told anew. */
async function tellAnew(tx: Tx, changed: string[]): Promise<void> {
  const persons = await componentOfMany(tx, await withClaimants(tx, changed))
  const [standFor, touches, conversions] = await Promise.all([
    representativesOf(tx, persons),
    readTouches(tx, persons),
    readConversions(tx, persons),
  ])
  const stories = new Map<string, Story>()
  const storyOf = (personId: string) => {
    const id = standFor.get(personId)!
    const story = stories.get(id) ?? { touches: [], conversions: [] }
    stories.set(id, story)
    return story
  }
  for (const { ownerId, ...touch } of touches) storyOf(ownerId).touches.push(touch)
  for (const { memberId, ...order } of conversions) storyOf(memberId).conversions.push(order)
  const firstPaid = await firstPaidOf(tx, [...stories.keys()])

  const rows: Row[] = []
  for (const [personId, story] of stories) {
    const boughtBefore = firstPaid.get(personId) ?? null
    for (const windowDays of windows)
      for (const [place, path] of pathsOf({ ...story, boughtBefore }, windowDays).entries())
        rows.push({ personId, windowDays, place, path })
  }
  await forgetCredit(tx, persons)
  await writeReached(tx, stories)
  await writePaths(tx, rows)
  await writeCredit(tx, rows)
}

/** What was told of these persons; their conversions stay. */
export async function forgetCredit(tx: Tx, personIds: string[]): Promise<void> {
  await tx`delete from traffic.reached where person_id = any(${personIds}::uuid[])`
  await tx`delete from traffic.path where person_id = any(${personIds}::uuid[])`
  await tx`delete from traffic.credit where person_id = any(${personIds}::uuid[])`
}

const readTouches = (tx: Tx, persons: string[]) =>
  tx<StoryTouch & { ownerId: string }>`
    select owner_id, at, channel_id, campaign_id from traffic.touch
    where person_id = any(${persons}::uuid[] || array(
        select visitor_id from traffic.claim where member_id = any(${persons}::uuid[])))
      and owner_id = any(${persons}::uuid[])
    order by at, id`

const readConversions = (tx: Tx, persons: string[]) =>
  tx<Conversion & { memberId: string }>`
    select member_id, order_id, paid_at, amount_fen, margin_fen, refunded_fen
    from traffic.conversion
    where member_id = any(${persons}::uuid[]) and paid_at is not null and amount_fen > 0
    order by paid_at, order_id`

type Row = { personId: string; windowDays: number; place: number; path: Path }

async function writeReached(tx: Tx, stories: Map<string, Story>): Promise<void> {
  const touches = [...stories].flatMap(([personId, story]) =>
    story.touches.map(({ at, channelId }) => ({ personId, channelId, day: dayOf(at) })),
  )
  await tx`
    insert into traffic.reached (person_id, channel_id, day, touches)
    select person_id, channel_id, day, count(*)
    from unnest(${touches.map((one) => one.personId)}::uuid[],
      ${touches.map((one) => one.channelId)}::uuid[], ${touches.map((one) => one.day)}::date[])
      as touch (person_id, channel_id, day)
    group by person_id, channel_id, day`
}

async function writePaths(tx: Tx, rows: Row[]): Promise<void> {
  const of = <Value>(value: (row: Row) => Value) => rows.map(value)
  await tx`
    insert into traffic.path (person_id, window_days, place, ended_at, order_id, is_first,
      amount_fen, margin_fen, channels)
    select person_id, window_days, place, ended_at, order_id, is_first, amount_fen, margin_fen,
      string_to_array(channels, ',')::uuid[]
    from unnest(${of((row) => row.personId)}::uuid[], ${of((row) => row.windowDays)}::smallint[],
      ${of((row) => row.place)}::integer[], ${of((row) => row.path.endedAt)}::timestamptz[],
      ${of((row) => row.path.orderId)}::uuid[], ${of((row) => row.path.isFirst)}::boolean[],
      ${of((row) => row.path.amountFen)}::bigint[], ${of((row) => row.path.marginFen)}::bigint[],
      ${of((row) => row.path.touches.map(({ channelId }) => channelId).join(','))}::text[])
      as new (person_id, window_days, place, ended_at, order_id, is_first, amount_fen, margin_fen,
        channels)`
}

type PartRow = Row & { n: number; part: Part }

async function writeCredit(tx: Tx, paths: Row[]): Promise<void> {
  const rows: PartRow[] = paths.flatMap((row) =>
    row.path.orderId ? partsOf(row.path).map((part, n) => ({ ...row, n, part })) : [],
  )
  const of = <Value>(value: (row: PartRow) => Value) => rows.map(value)
  await tx`
    insert into traffic.credit (person_id, window_days, place, n, channel_id, campaign_id, ended_at,
      is_first, amount_fen, margin_fen, first_ppm, last_ppm, linear_ppm, position_ppm, decay_ppm,
      shapley_ppm)
    select * from unnest(${of((row) => row.personId)}::uuid[],
      ${of((row) => row.windowDays)}::smallint[], ${of((row) => row.place)}::integer[],
      ${of((row) => row.n)}::smallint[], ${of((row) => row.part.channelId)}::uuid[],
      ${of((row) => row.part.campaignId)}::uuid[], ${of((row) => row.path.endedAt)}::timestamptz[],
      ${of((row) => row.path.isFirst)}::boolean[], ${of((row) => row.path.amountFen)}::bigint[],
      ${of((row) => row.path.marginFen)}::bigint[], ${of((row) => row.part.ppm.first)}::integer[],
      ${of((row) => row.part.ppm.last)}::integer[], ${of((row) => row.part.ppm.linear)}::integer[],
      ${of((row) => row.part.ppm.position)}::integer[],
      ${of((row) => row.part.ppm.decay)}::integer[],
      ${of((row) => row.part.ppm.shapley)}::integer[])`
}

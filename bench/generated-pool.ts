/**
 * A made-up pool of any size, the same for the same size: sessions of a few facts spread over a year,
 * few people with many of them and many with few. Written straight into the tables, set-wise; what the
 * pipeline would keep is summed by SQL in one go.
 */
import { ensureMonths } from '#pool/facts/months.ts'
import type { Db, Tx } from '#platform/db.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import { topics } from '#pool/segment/segment.fixture.ts'

export type Size = { members: number; facts: number; now: Date }

const factsOfSession = 4
const daysBack = 364

export async function generatePool(db: Db, size: Size, log: (line: string) => void): Promise<void> {
  const timed = async (what: string, work: (tx: Tx) => Promise<unknown>) => {
    const startedAt = performance.now()
    await db.beginPatiently(3_600_000, async (tx) => {
      await tx`set local synchronous_commit = off`
      await tx`set local work_mem = '512MB'`
      await tx`set local maintenance_work_mem = '1GB'`
      await work(tx)
    })
    log(`${what}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
  }
  await db.begin((tx) => {
    const days = Array.from({ length: 14 }, (_, n) => addMs(size.now, -n * 30 * dayMs))
    return ensureMonths(
      tx,
      days.map((happenedAt) => ({ happenedAt })),
    )
  })
  const indexes = await db.begin(dropIndexes)
  await timed(`${size.facts} facts of ${size.members} people`, (tx) => writeFacts(tx, size))
  await timed('their sums by day', sumByDay)
  await timed('their totals', sumTotals)
  await timed('indexes of both', async (tx) => {
    for (const index of indexes) await run(tx, index)
  })
  await timed('their profiles', sumProfiles)
  await timed('tags, consents and fifths', (tx) => writeOthers(tx, size))
  const startedAt = performance.now()
  await db`
    vacuum analyze pool.activity_day, pool.activity_total, pool.profile, pool.tag, pool.consent, pool.alias`
  log(`vacuum analyze: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
}

/** Made after the rows are there, as they were: sorting once is quicker than placing each. */
async function dropIndexes(tx: Tx): Promise<string[]> {
  const keys = await tx<{ drop: string; make: string }>`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname,
        pg_get_constraintdef(oid)) as make
    from pg_constraint where contype = 'p' and conparentid = 0
      and conrelid in ('pool.fact'::regclass, 'pool.activity_day'::regclass)`
  const others = await tx<{ drop: string; make: string }>`
    select format('drop index %s', indexrelid::regclass) as drop, pg_get_indexdef(indexrelid) as make
    from pg_index where not indisprimary
      and indrelid in ('pool.fact'::regclass, 'pool.activity_day'::regclass)`
  for (const { drop } of [...keys, ...others]) await run(tx, drop)
  return [...keys, ...others].map(({ make }) => make.replace(' ON ONLY ', ' ON '))
}

/** A statement that is made of texts. */
function run(tx: Tx, text: string): Promise<unknown> {
  return tx(Object.assign([text], { raw: [text] }))
}

/** Each number of a session comes from a hash of its own number. */
async function writeFacts(tx: Tx, { members, facts, now }: Size): Promise<void> {
  const sessions = Math.floor((facts - members) / factsOfSession)
  await tx`
    insert into pool.fact (person_id, happened_at, id, kind, topic, amount_fen, received_at)
    select md5('person' || n)::uuid,
      ${now}::timestamptz - make_interval(secs => (hashint8extended(n, 1) & 31449599)),
      md5('signed_up' || n)::uuid, 'signed_up', '', null, ${now}
    from generate_series(0, ${members - 1}::bigint) as one (n)`
  await tx`
    insert into pool.fact (person_id, happened_at, id, kind, topic, amount_fen, received_at)
    select md5('person' || person)::uuid, at + make_interval(secs => step * 40),
      md5('fact' || n || '-' || step)::uuid, kind,
      case when kind in ('viewed', 'added', 'shared')
        then (${topics}::text[])[1 + (hashint8extended(n, 3) & 65535) % 3] else '' end,
      case when kind = 'paid' then 100 * (1 + (hashint8extended(n, 4) & 65535) % 600) end, ${now}
    from (
      select n, floor(${members} * power((hashint8extended(n, 5) & 1073741823) / 1073741824.0::float8, 2))
          ::bigint as person,
        ${now}::timestamptz - make_interval(days => 1 + (hashint8extended(n, 6) & 65535)::int % ${daysBack},
          secs => (hashint8extended(n, 7) & 65535)) as at
      from generate_series(1, ${sessions}::bigint) as one (n)) as session
    cross join generate_series(0, ${factsOfSession - 1}) as step
    cross join lateral (select (hashint8extended(n * 4 + step, 8) & 65535) % 100 as dice) as roll
    cross join lateral (select case step
      when 0 then case when dice < 85 then 'visited' else 'opened' end
      when 1 then 'viewed'
      when 2 then case when dice < 75 then 'viewed' else 'searched' end
      else case when dice < 40 then 'viewed' when dice < 70 then 'added' when dice < 80 then 'checked_out'
        when dice < 90 then 'paid' when dice < 98 then 'messaged' else 'shared' end
      end as kind) as told`
}

const sumByDay = (tx: Tx) => tx`
  insert into pool.activity_day (person_id, kind, topic, day, count, amount_fen, last_at)
  select person_id, kind, topic, (happened_at at time zone 'Asia/Shanghai')::date, count(*),
    coalesce(sum(amount_fen), 0), date_trunc('milliseconds', max(happened_at))
  from pool.fact group by 1, 2, 3, 4 order by 4`

const sumTotals = (tx: Tx) => tx`
  insert into pool.activity_total (person_id, kind, topic, count)
  select person_id, kind, topic, sum(count) from pool.activity_day group by 1, 2, 3 order by 2`

/** As the pipeline sums them, where nobody gave anything back or brought anybody. */
const sumProfiles = (tx: Tx) => tx`
  insert into pool.profile (member_id, kind, first_at, last_at, orders, paid_fen, first_paid_at,
    last_paid_at, shares, stage, stage_since, channel_id, last_on)
  select person_id, 'member', first_at, last_at, orders, paid_fen, first_paid_at, last_paid_at, shares,
    case when orders = 0 then 'member'
      when last_at < (select max(happened_at) from pool.fact) - interval '90 days' then 'lapsed'
      when orders = 1 then 'buyer' else 'repeat' end,
    first_at, case when hashtext(person_id::text) % 3 = 0
      then 'c0000000-0000-7000-8000-000000000001'::uuid end,
    (last_at at time zone 'Asia/Shanghai')::date
  from (
    select person_id, min(happened_at) as first_at, max(happened_at) as last_at,
      count(*) filter (where kind = 'paid') as orders,
      coalesce(sum(amount_fen) filter (where kind = 'paid'), 0) as paid_fen,
      min(happened_at) filter (where kind = 'paid') as first_paid_at,
      max(happened_at) filter (where kind = 'paid') as last_paid_at,
      count(*) filter (where kind = 'shared') as shares
    from pool.fact group by person_id) as person`

async function writeOthers(tx: Tx, { members, now }: Size): Promise<void> {
  await tx`
    insert into pool.tag (person_id, tag, origin, confidence_bps, set_by, set_at)
    select md5('person' || n)::uuid, (array['vip', 'staff', 'asleep'])[1 + n % 3], 'computed', 9000,
      'bench', ${now} from generate_series(0, ${members - 1}::bigint, 7) as one (n)`
  await tx`
    insert into pool.consent (person_id, purpose, channel, version, given_at, how)
    select md5('person' || n)::uuid, purpose, channel, 1, ${now}, 'shop'
    from generate_series(0, ${members - 1}::bigint, 3) as one (n)
    cross join (values ('marketing', 'inbox'), ('marketing', 'sms'), ('profiling', 'all'))
      as gate (purpose, channel)`
  await tx`
    insert into pool.rfm_bound (as_of, buyers, recency, frequency, money)
    select ${now}::timestamptz, count(*),
      percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by last_paid_at),
      percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by orders),
      percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by paid_fen)
    from pool.profile where orders > 0`
}

/**
 * The daily run: learns from a sample, says how well it would have told the last ninety days, then gives
 * every buyer an index, a piece at a time. A run that was broken off goes on where it was.
 */
import { randomUUIDv7 } from 'node:crypto'
import { addMs, dayMs, dayOf, hourMs, minuteMs } from '#platform/clock.ts'
import { json } from '#platform/db.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { countBuyers, readPurchases } from '#pool/profile/read-purchases.ts'
import { setTags } from '#pool/profile/tags.ts'
import { heldBackOf } from './held-back.ts'
import { featuresOf, standOut, usualOf } from './features.ts'
import type { Purchases, Usual } from './features.ts'
import { contributionsOf, predict } from './logistic.ts'
import type { Logistic } from './logistic.ts'
import { trainAnchor } from './train.ts'

const sampleMax = 10_000
const pageSize = 1_000
/** What an index is compared with. */
export const changeDays = 30
/** Heads are the best tenth by index × money. */
const headPart = 0.1
export const headTag = 'head_member'
/** A shop that has more buyers by then, as one that brings its past in, is not left until tomorrow. */
const tooFewForMs = 10 * minuteMs

type Weights = { model: Logistic; usual: Usual; before: Usual | null }
type Run = { id: string; beganAt: Date; toldUntil: string | null; model: Weights }

/** Takes the next step of today's run; answers 1 while there is more to do. */
export async function anchorMembers(db: Db, now: Date): Promise<number> {
  const last = await readLast(db)
  if (last?.state === 'telling') return db.begin((tx) => tellNext(tx, now))
  return (await isOfToday(db, last, now)) ? 0 : begin(db, now)
}

type Last = Run & { state: 'telling' | 'done' | 'too_few'; buyers: number }

async function isOfToday(db: Sql, last: Last | undefined, now: Date): Promise<boolean> {
  if (!last || dayOf(last.beganAt) < dayOf(now)) return false
  if (last.state !== 'too_few' || addMs(last.beganAt, tooFewForMs) > now) return true
  return (await countBuyers(db)) <= last.buyers
}

async function readLast(db: Sql): Promise<Last | undefined> {
  const [last] = await db<Last>`
    select id, began_at, state, told_until, model, buyers from insight.anchor_run
    order by began_at desc limit 1`
  return last
}

/** Learns outside of any transaction, for it takes seconds; two that learn at once begin one run. */
async function begin(db: Db, now: Date): Promise<number> {
  const buyers = await countBuyers(db)
  const sample = await readSample(db, Math.max(1, Math.ceil(buyers / sampleMax)))
  const model = trainAnchor(sample, now)
  const weights: Weights | null = model && {
    model,
    usual: usualAt(sample, now)!,
    before: usualAt(sample, addMs(now, -changeDays * dayMs)),
  }
  const heldBack = weights && heldBackOf(sample, now)
  return db.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended('insight.anchor', 22))`
    const last = await readLast(tx)
    if (await isOfToday(tx, last, now)) return 1
    await tx`
      insert into insight.anchor_run (id, began_at, state, buyers, model, held_back, ended_at)
      values (${randomUUIDv7()}, ${now}, ${weights ? 'telling' : 'too_few'}, ${buyers},
        ${weights && json(weights)}::jsonb, ${heldBack && json(heldBack)}::jsonb,
        ${weights ? null : now})`
    return weights ? 1 : 0
  })
}

/** The next piece, unless another process is at it. */
async function tellNext(tx: Tx, now: Date): Promise<number> {
  const [lock] = await tx<{ isOurs: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('insight.anchor', 22)) as is_ours`
  const run = lock!.isOurs ? await readLast(tx) : undefined
  return run?.state === 'telling' ? tellPage(tx, run, now) : 0
}

async function readSample(db: Sql, oneOf: number): Promise<Purchases[]> {
  const sample: Purchases[] = []
  for (let after: string | null = null; sample.length < 2 * sampleMax;) {
    const page: Purchases[] = await readPurchases(db, { after, limit: pageSize, oneOf })
    sample.push(...page)
    if (page.length < pageSize) break
    after = page.at(-1)!.memberId
  }
  return sample
}

function usualAt(sample: Purchases[], at: Date): Usual | null {
  const rows = sample.flatMap((purchases) => {
    const row = featuresOf(purchases, at)
    return row ? [row] : []
  })
  return rows.length > 0 ? usualOf(rows) : null
}

async function tellPage(tx: Tx, run: Run, now: Date): Promise<number> {
  const page = await readPurchases(tx, { after: run.toldUntil, limit: pageSize })
  await write(tx, run, page)
  if (page.length === pageSize) {
    await tx`
      update insight.anchor_run set told_until = ${page.at(-1)!.memberId} where id = ${run.id}`
    return 1
  }
  await finish(tx, run, now)
  return 0
}

export type Told = { indexBps: number; parts: number[] }

/** The index at an instant; null for whoever had not bought anything by then. */
export function tell(
  { model }: Pick<Weights, 'model'>,
  purchases: Purchases,
  of: { at: Date; usual: Usual },
): Told | null {
  const features = featuresOf(purchases, of.at)
  if (!features) return null
  const row = standOut(features, of.usual)
  const parts = contributionsOf(model, row).map((part) => Math.round(part * 1_000))
  return { indexBps: Math.round(10_000 * predict(model, row)), parts }
}

async function write(tx: Tx, run: Run, page: Purchases[]): Promise<void> {
  const { usual, before } = run.model
  const rows = page.flatMap((purchases) => {
    const told = tell(run.model, purchases, { at: run.beganAt, usual })
    if (!told) return []
    const at = addMs(run.beganAt, -changeDays * dayMs)
    const earlier = before && tell(run.model, purchases, { at, usual: before })
    const sum = (all: { amountFen: number }[]) => all.reduce((fen, one) => fen + one.amountFen, 0)
    const paidFen = Math.max(0, sum(purchases.paid) - sum(purchases.refunded))
    return [{ memberId: purchases.memberId, told, earlier, paidFen }]
  })
  // Arrays of arrays have one shape in SQL, so the parts travel as text.
  await tx`
    insert into insight.anchor as known
      (member_id, run_id, index_bps, before_bps, parts, before_parts, paid_fen)
    select member_id, ${run.id}, index_bps, before_bps, string_to_array(parts, ',')::integer[],
      string_to_array(before_parts, ',')::integer[], paid_fen
    from unnest(${rows.map((one) => one.memberId)}::uuid[],
      ${rows.map((one) => one.told.indexBps)}::integer[],
      ${rows.map((one) => one.earlier?.indexBps ?? null)}::integer[],
      ${rows.map((one) => one.told.parts.join())}::text[],
      ${rows.map((one) => one.earlier?.parts.join() ?? null)}::text[],
      ${rows.map((one) => one.paidFen)}::bigint[])
      as new (member_id, index_bps, before_bps, parts, before_parts, paid_fen)
    on conflict (member_id) do update set run_id = excluded.run_id, index_bps = excluded.index_bps,
      before_bps = excluded.before_bps, parts = excluded.parts,
      before_parts = excluded.before_parts, paid_fen = excluded.paid_fen`
}

/** Who is a head is known when everybody has an index. */
async function finish(tx: Tx, run: Run, now: Date): Promise<void> {
  await tx`delete from insight.anchor where run_id <> ${run.id}`
  await tx`
    with mark as (
      select percentile_disc(${1 - headPart}::float8) within group (order by index_bps * paid_fen)
        as worth from insight.anchor)
    update insight.anchor set is_head = index_bps * paid_fen >= mark.worth and paid_fen > 0
    from mark
    where is_head is distinct from (index_bps * paid_fen >= mark.worth and paid_fen > 0)`
  await tx`
    insert into insight.anchor_history (member_id, day, index_bps, is_head)
    select anchor.member_id, ${dayOf(run.beganAt)}, index_bps, is_head from insight.anchor
    left join lateral (
      select index_bps as was_bps, is_head as was_head from insight.anchor_history as history
      where history.member_id = anchor.member_id order by day desc limit 1) as before on true
    where was_bps is null or abs(index_bps - was_bps) >= 100 or is_head <> was_head
    on conflict (member_id, day) do update
    set index_bps = excluded.index_bps, is_head = excluded.is_head`
  const heads = await tx<{ memberId: string; indexBps: number }>`
    select member_id, index_bps from insight.anchor where is_head order by member_id`
  await setTags(
    tx,
    heads.map(({ memberId, indexBps }) => ({
      personId: memberId,
      tag: headTag,
      origin: 'computed',
      confidenceBps: Math.max(1, indexBps),
      setBy: 'insight.anchor',
      // The next run renews it; who is no head any more loses it by itself.
      expiresAt: addMs(now, 36 * hourMs),
    })),
    now,
  )
  await tx`
    update insight.anchor_run set state = 'done', ended_at = ${now}, told_until = null
    where id = ${run.id}`
  await tx`
    delete from insight.anchor_run where began_at < ${addMs(run.beganAt, -400 * dayMs)}`
}

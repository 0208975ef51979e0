/**
 * Consumers read the outbox below the snapshot horizon: no event of a transaction that is still running
 * can appear behind the cursor. The cursor moves in the transaction of the effect, so an effect takes
 * place once. A poisonous event is tried five times alone, then set aside, and blocks nobody.
 */
import { isConnectionLoss, sql } from './db.ts'
import type { Db, Tx } from './db.ts'

export type StoredEvent = { id: number; name: string; payload: never; recordedAt: Date }

export type Consumer = {
  name: string
  /** Names of the events it wants. */
  wants: readonly string[]
  /** Takes effect for these events, in order, inside `tx`. */
  take(tx: Tx, events: StoredEvent[], now: Date): Promise<void>
}

type Position = { generation: number; txid: string; eventId: number }
type Row = StoredEvent & { generation: number; txid: string }

const failuresMax = 5
/** How many events that it does not want a consumer passes over at once. */
const scannedMax = 5_000

/**
 * Takes at most `limit` events that it wants; answers how many it moved past (0: caught up, or another
 * worker has it).
 */
export async function consume(db: Db, consumer: Consumer, now: Date, limit = 500): Promise<number> {
  await makeCursor(db, consumer.name)
  if (!(await isBehind(db, consumer.name))) return 0
  try {
    return await db.begin((tx) => takeNext(tx, consumer, now, limit))
  } catch (error) {
    // It says nothing about the event, which must not be set aside for it.
    if (isConnectionLoss(error)) throw error
    return db.begin((tx) => noteFailure(tx, consumer, error, now))
  }
}

const made = new WeakMap<Db, Set<string>>()

async function makeCursor(db: Db, name: string): Promise<void> {
  const names = made.get(db) ?? new Set()
  if (names.has(name)) return
  await db`insert into platform.consumer (name) values (${name}) on conflict do nothing`
  made.set(db, names.add(name))
}

/** Looking costs nothing; locking the cursor is a write, and there is nothing to do most of the time. */
async function isBehind(db: Db, name: string): Promise<boolean> {
  const after = await readPosition(db, name)
  const rows = await db`select from (${next(after, 1)}) as next`
  return rows.length > 0
}

/** One that never ran has everything before it. */
async function readPosition(db: Db, name: string): Promise<Position> {
  const [position] = await db<Position>`
    select generation, txid::text, event_id from platform.consumer where name = ${name}`
  return position ?? { generation: 0, txid: '0', eventId: 0 }
}

async function takeNext(tx: Tx, consumer: Consumer, now: Date, limit: number): Promise<number> {
  const cursor = await lockCursor(tx, consumer)
  if (!cursor) return 0
  // After a failure events go one by one, so that the one at fault is known.
  const { wanted, last } = await readWanted(tx, consumer, cursor, cursor.failures > 0 ? 1 : limit)
  if (!last) return 0
  if (wanted.length > 0) await consumer.take(tx, wanted, now)
  await moveCursor(tx, consumer, last, now)
  return last.nth
}

async function lockCursor(tx: Tx, consumer: Consumer) {
  const [cursor] = await tx<Position & { failures: number }>`
    select generation, txid::text, event_id, failures from platform.consumer
    where name = ${consumer.name} for update skip locked`
  return cursor
}

/** Events after a position and below the horizon, oldest first. */
export async function readAfter(tx: Tx, after: Position, limit: number): Promise<Row[]> {
  return tx<Row>`
    select generation, txid::text, id, name, payload, recorded_at from (${next(after, limit)}) as next
    order by next.generation, next.txid, next.id -- without the table it would be by the text`
}

const next = (after: Position, limit: number) => sql`
  select * from platform.event
  where (generation, txid, id) > (${after.generation}, ${after.txid}::xid8, ${after.eventId}::bigint)
    and (txid < pg_snapshot_xmin(pg_current_snapshot())
      or generation < (select max(generation) from platform.event))
  order by generation, txid, id limit ${limit}`

/**
 * The events of these that a consumer wants, and the last one that is behind it with them. Of the
 * others nothing but that leaves the database: there are many consumers, and each wants few.
 */
async function readWanted(tx: Tx, { wants }: Consumer, after: Position, limit: number) {
  const rows = await tx<Row & { isWanted: boolean; nth: number }>`
    select generation, txid::text, id, name, case when is_wanted then payload end as payload,
      recorded_at, is_wanted, nth
    from (
      select *, name = any(${wants}::text[]) as is_wanted, count(*) over () as scanned,
        row_number() over (order by generation, txid, id) as nth
      from (${next(after, scannedMax)}) as next) as numbered
    where is_wanted or nth = scanned
    order by nth limit ${limit + 1}`
  const wanted = rows.filter((row) => row.isWanted).slice(0, limit)
  return { wanted, last: wanted.length === limit ? wanted.at(-1) : rows.at(-1) }
}

async function moveCursor(tx: Tx, consumer: Consumer, to: Row, now: Date): Promise<void> {
  await tx`
    update platform.consumer set generation = ${to.generation}, txid = ${to.txid}::xid8,
      event_id = ${to.id}, failures = 0, last_error = null, moved_at = ${now}
    where name = ${consumer.name}`
}

async function noteFailure(tx: Tx, consumer: Consumer, error: unknown, now: Date): Promise<number> {
  const cursor = await lockCursor(tx, consumer)
  if (!cursor) return 0
  const reason = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
  const {
    wanted: [head],
  } = await readWanted(tx, consumer, cursor, 1)
  if (head && cursor.failures + 1 > failuresMax) {
    await tx`
      insert into platform.dead_event (consumer, generation, txid, event_id, error, at)
      values (${consumer.name}, ${head.generation}, ${head.txid}::xid8, ${head.id}, ${reason}, ${now})`
    await moveCursor(tx, consumer, head, now)
    return 1
  }
  await tx`
    update platform.consumer set failures = failures + 1, last_error = ${reason}
    where name = ${consumer.name}`
  return 0
}

/** Sends a consumer back to the first event, once the one that runs is through. */
export async function rewind(tx: Tx, consumer: string): Promise<void> {
  await tx`
    update platform.consumer set generation = 0, txid = '0', event_id = 0, failures = 0,
      last_error = null
    where name = ${consumer}`
}

/** Events that a consumer has not taken (counted up to 10,000), and since when the first of them waits. */
export async function lagOf(db: Db, consumer: string) {
  const { generation, txid, eventId } = await readPosition(db, consumer)
  const [lag] = await db<{ waiting: number; oldestAt: Date | null }>`
    select count(*) as waiting, min(recorded_at) as oldest_at from (
      select recorded_at from platform.event
      where (generation, txid, id) > (${generation}, ${txid}::xid8, ${eventId}::bigint)
      order by event.generation, event.txid, event.id limit 10000) as behind`
  return lag!
}

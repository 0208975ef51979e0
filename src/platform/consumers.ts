/**
 * Consumers read the outbox below the snapshot horizon: no event of a transaction that is still running
 * can appear behind the cursor. The cursor moves in the transaction of the effect, so an effect takes
 * place once. A poisonous event is tried five times alone, then set aside, and blocks nobody.
 */
import { isConnectionLoss } from './db.ts'
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

/** Takes at most `limit` events; answers how many it moved past (0: caught up, or another worker has it). */
export async function consume(db: Db, consumer: Consumer, now: Date, limit = 500): Promise<number> {
  await db`insert into platform.consumer (name) values (${consumer.name}) on conflict do nothing`
  try {
    return await db.begin((tx) => takeNext(tx, consumer, now, limit))
  } catch (error) {
    // It says nothing about the event, which must not be set aside for it.
    if (isConnectionLoss(error)) throw error
    return db.begin((tx) => noteFailure(tx, consumer, error, now))
  }
}

async function takeNext(tx: Tx, consumer: Consumer, now: Date, limit: number): Promise<number> {
  const cursor = await lockCursor(tx, consumer)
  if (!cursor) return 0
  // After a failure events go one by one, so that the one at fault is known.
  const rows = await readAfter(tx, cursor, cursor.failures > 0 ? 1 : limit)
  if (rows.length === 0) return 0
  const wanted = rows.filter((row) => consumer.wants.includes(row.name))
  if (wanted.length > 0) await consumer.take(tx, wanted, now)
  await moveCursor(tx, consumer, rows.at(-1)!, now)
  return rows.length
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
    select generation, txid::text, id, name, payload, recorded_at from platform.event
    where (generation, txid, id) > (${after.generation}, ${after.txid}::xid8, ${after.eventId}::bigint)
      and (txid < pg_snapshot_xmin(pg_current_snapshot())
        or generation < (select max(generation) from platform.event))
    order by event.generation, event.txid, event.id -- without the table it would be by the text
    limit ${limit}`
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
  const [head] = await readAfter(tx, cursor, 1)
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

/**
 * Events that a consumer has not taken (counted up to 10,000), and since when the first of them waits.
 * One that never ran has them all before it.
 */
export async function lagOf(db: Db, consumer: string) {
  const [lag] = await db<{ waiting: number; oldestAt: Date | null }>`
    select count(*) as waiting, min(recorded_at) as oldest_at from (
      select recorded_at from platform.event
      where (generation, txid, id) > (
        select coalesce(max(generation), 0), coalesce(max(txid), '0'), coalesce(max(event_id), 0)
        from platform.consumer where name = ${consumer})
      order by generation, txid, id limit 10000) as behind`
  return lag!
}

/**
 * Where a reader stands that follows another log than the outbox, by transaction. As with consumers it
 * moves in the transaction of its effect, and whoever holds it has the work to itself.
 */
import type { Db, Sql, Tx } from './db.ts'

export type Cursor = { txid: string; failures: number }

/** Made once, before it is locked. */
export async function makeCursor(db: Db, name: string): Promise<void> {
  await db`insert into platform.consumer (name) values (${name}) on conflict do nothing`
}

/** Held to the end of the transaction; undefined while another has it. */
export async function lockCursor(tx: Tx, name: string): Promise<Cursor | undefined> {
  const [cursor] = await tx<Cursor>`
    select txid::text, failures from platform.consumer
    where name = ${name} for update skip locked`
  return cursor
}

/** The same, and waits for it. */
export async function awaitCursor(tx: Tx, name: string): Promise<Cursor | undefined> {
  const [cursor] = await tx<Cursor>`
    select txid::text, failures from platform.consumer where name = ${name} for update`
  return cursor
}

export async function readCursor(db: Sql, name: string): Promise<Cursor> {
  const [cursor] = await db<Cursor>`
    select txid::text, failures from platform.consumer where name = ${name}`
  return cursor ?? { txid: '0', failures: 0 }
}

export async function moveCursor(tx: Tx, name: string, txid: string, now: Date): Promise<void> {
  await tx`
    update platform.consumer
    set txid = ${txid}::xid8, failures = 0, last_error = null, moved_at = ${now}
    where name = ${name}`
}

/** Answers how many times in a row it has failed. */
export async function noteFailure(tx: Tx, name: string, error: unknown): Promise<number> {
  const [noted] = await tx<{ failures: number }>`
    update platform.consumer set failures = failures + 1, last_error = ${reasonOf(error)}
    where name = ${name} returning failures`
  return noted?.failures ?? 0
}

/** What could not be taken after several tries is written down, and blocks nobody. */
export async function setAside(
  tx: Tx,
  name: string,
  what: { txid: string; number: number },
  error: unknown,
  now: Date,
): Promise<void> {
  await tx`
    insert into platform.dead_event (consumer, generation, txid, event_id, error, at)
    values (${name}, 0, ${what.txid}::xid8, ${what.number}, ${reasonOf(error)}, ${now})
    on conflict do nothing`
}

const reasonOf = (error: unknown) =>
  error instanceof Error ? error.message.slice(0, 500) : 'unknown'

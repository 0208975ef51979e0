/**
 * Transactions are numbered by the cluster, and a backup that is restored into another one finds itself
 * among numbers that were used long ago. Each restore therefore begins a generation. Events have a
 * column for it. Rows of sealed logs have the number only: of its 64 bits the upper 16 count the
 * generations before this one, so what is written after a restore comes after all that was before, in
 * the outbox and in every seal, and no number ever changes.
 */
import type pg from 'pg'
import { sql } from './db.ts'

/** No cluster comes near: at a million transactions a second it would take nine years. */
const txidsOfGeneration = 2n ** 48n

/**
 * Rows with a smaller `txid` are durable and have no other beside them that may still appear. The
 * outbox knows the generation, since a restore writes the first event of its own.
 */
export const horizon = sql`(
  coalesce((select max(generation) from platform.event) - 1, 0)::bigint * ${txidsOfGeneration}::bigint
    + pg_snapshot_xmin(pg_current_snapshot())::text::bigint)::text::xid8`

/** From the commit of this transaction on, events and rows of sealed logs are of this generation. */
export async function beginGeneration(client: pg.Client, generation: number): Promise<void> {
  await client.query(
    `alter table platform.event alter generation set default ${Math.trunc(generation)}`,
  )
  const before = BigInt(generation - 1) * txidsOfGeneration
  for (const { log } of await findLogs(client))
    await client.query(`alter table ${log} alter txid
      set default ((pg_current_xact_id()::text::bigint + ${before})::text)::xid8`)
}

/** A log that a migration has just made numbers its rows as the others do. */
export async function joinGeneration(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ generation: number | null }>(
    'select max(generation) as generation from platform.event',
  )
  const generation = rows[0]?.generation ?? 1
  if (generation > 1) await beginGeneration(client, generation)
}

/** Tables whose rows note the transaction that wrote them, but for the outbox. */
async function findLogs(client: pg.Client): Promise<{ log: string }[]> {
  const { rows } = await client.query<{ log: string }>(`
    select attrelid::regclass::text as log from pg_attrdef
    join pg_attribute on attrelid = adrelid and attnum = adnum
    where attname = 'txid' and pg_get_expr(adbin, adrelid) like '%pg_current_xact_id()%'
      and attrelid <> 'platform.event'::regclass
    order by 1`)
  return rows
}

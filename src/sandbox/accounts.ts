/** What merchants may read, and the receivers they register. */
import type { Db } from '#platform/db.ts'
import { addMs, dayMs, startOfDay } from '#platform/clock.ts'
import type { Entry } from './books.ts'

/** Known receivers stay as they are. */
export async function registerReceivers(
  db: Db,
  receivers: { receiver: string; name: string }[],
  floorFen: number,
): Promise<void> {
  await db`
    insert into sandbox.receiver (receiver, name, floor_fen)
    select receiver, name, ${floorFen}
    from unnest(${receivers.map((r) => r.receiver)}::text[],
      ${receivers.map((r) => r.name)}::text[])
      as new (receiver, name)
    order by receiver
    on conflict do nothing`
}

export async function readEntries(db: Db, numbers: string[]): Promise<Map<string, Entry>> {
  const entries = await db<Entry>`
    select number, kind, digest, status, amount_fen, at, institution_number, reason, cashier_token
    from sandbox.instruction where number = any(${numbers}::text[])`
  return new Map(entries.map((entry) => [entry.number, entry]))
}

export type BillLine = {
  number: string
  kind: string
  amountFen: number
  at: Date
  institutionNumber: string
}

const billLinesMax = 5_000

/** A page of a day's movements by (at, number), and whether another follows. */
export async function readBillPage(
  db: Db,
  page: { dueOn: string; afterAt?: Date | undefined; afterNumber?: string | undefined },
) {
  const { dueOn, afterAt = startOfDay(dueOn), afterNumber = '' } = page
  const lines = await db<BillLine>`
    select number, kind, amount_fen, at, institution_number
    from sandbox.instruction
    where status = 'done' and amount_fen > 0 and kind <> 'top_up'
      and (at, number) > (${afterAt}, ${afterNumber})
      and at >= ${startOfDay(dueOn)} and at < ${addMs(startOfDay(dueOn), dayMs)}
    order by at, number
    limit ${billLinesMax}`
  return { dueOn, lines, hasMore: lines.length === billLinesMax }
}

/** One snapshot: what is frozen and what receivers have are of the same moment. */
export async function readBalances(db: Db) {
  const [row] = await db<{ frozenFen: number; receivers: string }>`
    select
      (select coalesce(sum(frozen_fen), 0)::bigint from sandbox.charge) as frozen_fen,
      (select coalesce(json_agg(json_build_object('receiver', receiver, 'amountFen', balance_fen)
        order by receiver), '[]')::text from sandbox.receiver) as receivers`
  const { frozenFen, receivers } = row!
  return {
    frozenFen,
    receivers: JSON.parse(receivers) as { receiver: string; amountFen: number }[],
  }
}

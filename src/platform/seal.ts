/**
 * Tamper evidence for logs that only grow. A seal hashes all rows a log gained since the former seal,
 * in their order, chained to the former hash. Writers never wait for it: sealing follows the snapshot
 * horizon, so no row can still appear inside a sealed range. The newest hash is also written to the
 * program's log, so that cutting the tail or sealing everything anew can be found out.
 */
import { createHash } from 'node:crypto'
import type { Db, Fragment, Tx } from './db.ts'
import { horizon } from './generation.ts'

export type SealedLog = {
  name: string
  /** The table, which has a column `txid`. */
  table: Fragment
  /** Rows with `from <= txid < upto`, ordered, as one column `row` of text. */
  rows(from: string, upto: string): Fragment
}

export type Seal = { seq: number; uptoTxid: string; rowCount: number; hash: Buffer }

/** About so many rows go into one seal: they are hashed, and later verified, in one go. */
const rowsMax = 20_000

/** Seals what is new, a piece at a time; null when nothing is, or another worker is at it. */
export async function sealLog(db: Db, log: SealedLog, now: Date): Promise<Seal | null> {
  return db.begin(async (tx) => {
    const [turn] = await tx<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${`seal ${log.name}`}, 0)) as mine`
    if (!turn!.mine) return null
    const [former] = await tx<Seal>`
      select seq, upto_txid::text, row_count, hash from platform.seal
      where log = ${log.name} order by seq desc limit 1`
    const [piece] = await tx<{ upto: string | null }>`
      select (max(txid)::text::numeric + 1)::text as upto from (
        select txid from ${log.table} where txid >= ${former?.uptoTxid ?? '0'}::xid8
          and txid < ${horizon}
        order by txid limit ${rowsMax}) as next`
    if (!piece!.upto) return null
    const next = await hashRange(tx, log, former, piece!.upto)
    await tx`
      insert into platform.seal (log, seq, upto_txid, row_count, hash, sealed_at)
      values (${log.name}, ${next.seq}, ${next.uptoTxid}::xid8, ${next.rowCount}, ${next.hash}, ${now})`
    return next
  })
}

export type SealProblem = { log: string; seq: number; problem: string }

/** Recomputes every seal of a log. `anchor` is a hash kept elsewhere that must still be among them. */
export async function verifyLog(
  db: Db,
  log: SealedLog,
  anchor?: { seq: number; hash: Buffer },
): Promise<{ seals: number; rows: number; problems: SealProblem[] }> {
  return db.begin(async (tx) => {
    const seals = await tx<Seal>`
      select seq, upto_txid::text, row_count, hash from platform.seal
      where log = ${log.name} order by seq`
    const problems: SealProblem[] = []
    const note = (seq: number, problem: string) => problems.push({ log: log.name, seq, problem })
    let former: Seal | undefined
    let rows = 0
    for (const seal of seals) {
      if (seal.seq !== (former?.seq ?? 0) + 1) note(seal.seq, 'a seal before this one is missing')
      const again = await hashRange(tx, log, former, seal.uptoTxid)
      if (again.rowCount !== seal.rowCount)
        note(seal.seq, `${seal.rowCount} rows were sealed, ${again.rowCount} are there`)
      else if (!again.hash.equals(seal.hash)) note(seal.seq, 'rows changed after they were sealed')
      former = seal
      rows += again.rowCount
    }
    if (anchor && !seals.some((one) => one.seq === anchor.seq && one.hash.equals(anchor.hash)))
      note(anchor.seq, 'the seal that was anchored elsewhere is not here')
    return { seals: seals.length, rows, problems }
  })
}

async function hashRange(
  tx: Tx,
  log: SealedLog,
  former: Seal | undefined,
  upto: string,
): Promise<Seal> {
  const hash = createHash('sha256').update(former?.hash ?? log.name)
  const rows = await tx<{ digest: Buffer }>`
    select sha256(convert_to(row, 'UTF8')) as digest
    from (${log.rows(former?.uptoTxid ?? '0', upto)}) as logged`
  for (const { digest } of rows) hash.update(digest)
  return { seq: (former?.seq ?? 0) + 1, uptoTxid: upto, rowCount: rows.length, hash: hash.digest() }
}

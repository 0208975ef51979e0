/** What a buyer is expected to spend, as far as buyers like them can tell. */
import type { Sql } from '#platform/db.ts'
import { watchedMin } from './compute-rfm.ts'

export type RfmCell = {
  r: number
  f: number
  /** In the cell when it was computed. */
  buyers: number
  /** Of those who were in it ninety days before. */
  watched: number
  meanFen: number | null
  sdFen: number | null
}

/**
 * What one is expected to spend in the next ninety days, with the bounds of 95 in 100 such means.
 */
export type Expected = { fen: number; fromFen: number; toFen: number; watched: number }

/** Null while too few were watched to tell. Nobody spends less than nothing. */
export function expectedOf(cell: RfmCell | undefined): Expected | null {
  if (!cell || cell.meanFen === null || cell.sdFen === null || cell.watched < watchedMin)
    return null
  const margin = Math.round((1.96 * cell.sdFen) / Math.sqrt(cell.watched))
  return {
    fen: cell.meanFen,
    fromFen: Math.max(0, cell.meanFen - margin),
    toFen: cell.meanFen + margin,
    watched: cell.watched,
  }
}

export async function readRfmCells(db: Sql, asOf: Date): Promise<RfmCell[]> {
  return db<RfmCell>`
    select r, f, buyers, watched, mean_fen, sd_fen from pool.rfm_cell
    where as_of = ${asOf} order by r, f`
}

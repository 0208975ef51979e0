/** CSV after RFC 4180, as spreadsheets write it and read it. Pure. */
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import type { CsvError } from 'csv-parse'

/** A text may say anything and is never a formula; a number is its own digits. */
export type Cell = string | number | null

/** Without it Excel takes UTF-8 for the code page of its country, and Chinese for noise. */
export const byteOrderMark = '\uFEFF'

/** What a spreadsheet would compute, apostrophes that already guard it included. */
const formula = /^'*[=+\-@\t\r]/
const guarded = /^'+[=+\-@\t\r]/
const plainNumber = /^-?\d{1,15}(\.\d+)?$/

/** One line with its end. A text that a spreadsheet would compute gets an apostrophe in front. */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`
}

function cellText(cell: Cell): string {
  const text = cell === null ? '' : String(cell)
  const safe = formula.test(text) && !plainNumber.test(text) ? `'${text}` : text
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** "-1299.50": two decimals by the digits, no thousands, so that a spreadsheet can add it up. */
export function yuanCell(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const shanghaiAheadMs = 8 * 3_600_000

/** "2026-11-20T12:00:00+08:00". China has had no summer time since 1991. */
export const timeCell = (at: Date): string =>
  `${new Date(at.getTime() + shanghaiAheadMs).toISOString().slice(0, 19)}+08:00`

export type CsvRow = {
  /** It begins there; the first is 1. */
  line: number
  cells: string[]
  /** A quotation mark opens a cell that never ends: nothing can be read from this line on. */
  isUnclosed: boolean
}

const piece = 64 * 1_024

/**
 * Reads rows; empty ones are left out, line breaks inside of cells come as `\n`, and an apostrophe
 * before a formula is taken off, so that what `csvRow` wrote comes back as it was. A quotation mark in
 * the middle of a cell is one; a cell that is never closed is told, with the rows before it read.
 */
export async function* readCsv(text: string, delimiter: ',' | ';' | '\t'): AsyncGenerator<CsvRow> {
  const plain = text.replaceAll(/\r\n?/g, '\n')
  let isOpen = false
  const parser = Readable.from(piecesOf(plain)).pipe(
    parse({
      delimiter,
      record_delimiter: ['\n'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      info: true,
    }),
  )
  parser.on('skip', (error?: CsvError) => {
    if (error?.code === 'CSV_QUOTE_NOT_CLOSED') isOpen = true
    else parser.destroy(error)
  })
  let line = 0
  for await (const { record, info } of parser as AsyncIterable<Parsed>) {
    const cells = record.map((cell) => (guarded.test(cell) ? cell.slice(1) : cell))
    line = info.lines
    if (cells.some((cell) => cell !== ''))
      yield { line: line - breaksIn(cells), cells, isUnclosed: false }
  }
  if (isOpen) yield { line: line + 1, cells: [], isUnclosed: true }
}

type Parsed = { record: string[]; info: { lines: number } }

/** So that nobody else waits while a long file is read. */
function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += piece) yield text.slice(at, at + piece)
}

function breaksIn(cells: string[]): number {
  let breaks = 0
  for (const cell of cells)
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) breaks++
  return breaks
}

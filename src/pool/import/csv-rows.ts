/**
 * Rows of a CSV file as it comes, in bounded memory. Beside `readCsv`, which has its text whole: a file
 * of members may be three hundred megabytes, and one quotation mark that is never closed must cost its
 * own line, not all that follow.
 */

export type FileRow = {
  /** It begins there; the first is 1. */
  line: number
  cells: string[]
  /** It could not be read as a row; its text is the one cell. */
  fault?: 'quote_not_closed' | 'row_too_long'
  /** From when a number that is a day counts; 1900 where it is not said. */
  daysFrom?: 1900 | 1904
}

export type Delimiter = ',' | ';' | '\t'

/** A longer row is none: whatever stands there is not about one person. */
const rowLengthMax = 64 * 1_024
export const cellsMax = 200

/** What `csvRow` put an apostrophe before comes back as it was. */
const guarded = /^'+[=+\-@\t\r]/

/** Empty rows are left out, line breaks within cells come as `\n`. */
export async function* csvRows(
  pieces: AsyncIterable<string>,
  delimiter: Delimiter,
): AsyncGenerator<FileRow> {
  const reader = { text: '', at: 0, line: 1 }
  for await (const piece of pieces) {
    reader.text = reader.text.slice(reader.at) + piece
    reader.at = 0
    yield* rowsIn(reader, delimiter, false)
  }
  yield* rowsIn(reader, delimiter, true)
}

type Reader = { text: string; at: number; line: number }

function* rowsIn(reader: Reader, delimiter: Delimiter, isWhole: boolean): Generator<FileRow> {
  while (reader.at < reader.text.length) {
    const found = readRow(reader.text, reader.at, delimiter, isWhole)
    if (found === 'more') return
    const { cells, next, fault } = found
    const { line } = reader
    reader.line += breaksIn(reader.text, reader.at, next)
    reader.at = next
    if (fault) yield { line, cells, fault }
    else if (cells.some((cell) => cell.trim() !== '')) yield { line, cells: cells.map(unguarded) }
  }
}

type Found = { cells: string[]; next: number; fault?: NonNullable<FileRow['fault']> }

function readRow(
  text: string,
  from: number,
  delimiter: Delimiter,
  isWhole: boolean,
): Found | 'more' {
  const cells: string[] = []
  for (let at = from; ;) {
    let cell = ''
    if (text[at] === '"') {
      const end = endOfQuoted(text, at + 1)
      if (end < 0 || end - from > rowLengthMax)
        return isWhole || text.length - from > rowLengthMax
          ? lost(text, from, 'quote_not_closed', isWhole)
          : 'more'
      if (end + 1 >= text.length && !isWhole) return 'more' // a second mark may follow
      // It ended within a later row, whose own mark it took for its end.
      const after = text[end + 1] ?? '\n'
      if (![delimiter, '\r', '\n'].includes(after) && /[\r\n]/.test(text.slice(at, end)))
        return lost(text, from, 'quote_not_closed', isWhole)
      cell = text
        .slice(at + 1, end)
        .replaceAll('""', '"')
        .replaceAll(/\r\n?/g, '\n')
      at = end + 1
    }
    const end = endOfPlain(text, at, delimiter)
    if (end - from > rowLengthMax) return lost(text, from, 'row_too_long', isWhole)
    if (end >= text.length - 1 && !isWhole) return 'more' // the break may be of two characters
    cell += text.slice(at, end)
    if (cells.length < cellsMax) cells.push(cell)
    if (text[end] === delimiter) at = end + 1
    else return { cells, next: text.startsWith('\r\n', end) ? end + 2 : end + 1 }
  }
}

/** The mark that closes, or -1. */
function endOfQuoted(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at
  return -1
}

function endOfPlain(text: string, from: number, delimiter: Delimiter): number {
  for (let at = from; at < text.length; at++) {
    const one = text[at]
    if (one === delimiter || one === '\n' || one === '\r') return at
  }
  return text.length
}

/** Only this line is given up; what follows it is read as if it were sound. */
function lost(
  text: string,
  from: number,
  fault: NonNullable<FileRow['fault']>,
  isWhole: boolean,
): Found | 'more' {
  const found = text.slice(from, from + rowLengthMax).search(/[\r\n]/)
  const end = found < 0 ? text.indexOf('\n', from) : from + found
  if (end < 0 && !isWhole && text.length - from < 64 * rowLengthMax) return 'more'
  const next = end < 0 ? text.length : text.startsWith('\r\n', end) ? end + 2 : end + 1
  return { cells: [text.slice(from, Math.min(next, from + 2_000)).trimEnd()], next, fault }
}

function breaksIn(text: string, from: number, to: number): number {
  let breaks = 0
  for (let at = from; at < to; at++) {
    if (text[at] === '\n') breaks++
    else if (text[at] === '\r' && text[at + 1] !== '\n') breaks++
  }
  return breaks
}

const unguarded = (cell: string) => (guarded.test(cell) ? cell.slice(1) : cell)

/** Reads a product file: its encoding, its columns and its rows, each with what is wrong with it. */
import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { csvRow, byteOrderMark, readCsv } from '#platform/csv.ts'
import type { CsvRow } from '#platform/csv.ts'
import { csvColumns, csvTooLong, csvUnreadable } from './errors.ts'
import { columnFor, columnOf, readCode, readers, templateTitles } from './product-columns.ts'
import type { Column, FaultReason, Wanted } from './product-columns.ts'

export type Fault = {
  /** Of the file; the row begins there. */
  line: number
  column: Column | null
  reason: FaultReason
  /** The beginning of what stands there. */
  value: string
}

export type ProductRow = {
  line: number
  /** By name or id, as written. */
  brand: string
  category: string
  code: string
  /** Rows of one brand with the same group are variants of one product. */
  group: string
  wanted: Wanted
  faults: Fault[]
}

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const
export type Encoding = (typeof encodings)[number]
export const delimiters = [',', ';', '\t'] as const
export type Delimiter = (typeof delimiters)[number]

export type ProductFile = {
  encoding: Encoding
  delimiter: Delimiter
  /** Titles of columns that mean nothing here. */
  ignored: string[]
  rows: ProductRow[]
}

/** As it travels, packed or not; and as it is unpacked. */
export const fileBytesMax = 64 * 1_024 * 1_024
export const rowsMax = 100_000

const unpack = promisify(gunzip)

/**
 * Errors: csvUnreadable (no encoding fits, or no text), csvColumns (brand or code is missing, or a
 * column comes twice), csvTooLong.
 */
export async function readProductFile(bytes: Buffer): Promise<ProductFile> {
  const { text, encoding } = decode(await unpacked(bytes))
  const delimiter = delimiterOf(text)
  const rows: ProductRow[] = []
  let places: Places | undefined
  for await (const row of readCsv(text, delimiter)) {
    if (!places) places = placesOf(row)
    else if (rows.length === rowsMax) throw csvTooLong({ rowsMax })
    else rows.push(rowOf(row, places))
  }
  if (!places) throw csvUnreadable()
  return { encoding, delimiter, ignored: places.ignored, rows }
}

/** A file that is packed with gzip travels in a fifth of the time. */
async function unpacked(bytes: Buffer): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    if (bytes.length > fileBytesMax) throw csvTooLong({ bytesMax: fileBytesMax })
    return bytes
  }
  return unpack(bytes, { maxOutputLength: fileBytesMax }).catch((cause: NodeJS.ErrnoException) => {
    const isLong = cause.code === 'ERR_BUFFER_TOO_LARGE'
    throw isLong ? csvTooLong({ bytesMax: fileBytesMax }) : csvUnreadable()
  })
}

/**
 * What Excel and its neighbours save: Unicode with or without its mark, else the Chinese code page.
 * Almost no Chinese text in GBK is also valid UTF-8, so UTF-8 is tried first and strictly.
 */
export function decode(bytes: Buffer): { text: string; encoding: Encoding } {
  const encoding = encodingOf(bytes)
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return { text, encoding }
  } catch {
    // No text in this encoding, which was the last one to try.
  }
  throw csvUnreadable()
}

function encodingOf(bytes: Buffer): Encoding {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // Without a mark the commas of the first line tell: half of each is a NUL.
  const nul = bytes.subarray(0, 4_096).indexOf(0)
  if (nul >= 0) return nul % 2 === 1 ? 'utf-16le' : 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'gb18030'
}

/** The one by which the first line has the most titles that we know. */
function delimiterOf(text: string): Delimiter {
  const [title = ''] = /^[^\r\n]*/.exec(text) ?? []
  const known = (delimiter: Delimiter) =>
    title.split(delimiter).filter((one) => columnOf(unquoted(one)) !== undefined).length
  return delimiters.toSorted((a, b) => known(b) - known(a))[0]!
}

const unquoted = (text: string) => text.replaceAll('"', '')

type Places = { of: Partial<Record<Column, number>>; width: number; ignored: string[] }

function placesOf(row: CsvRow): Places {
  const places: Places = { of: {}, width: 0, ignored: [] }
  for (const [index, title] of row.cells.entries()) {
    const column = columnOf(title)
    if (column && column in places.of) throw csvColumns({ twice: column })
    if (column) places.of[column] = index
    else if (title.trim() !== '') places.ignored.push(title.trim().slice(0, shownMax))
    places.width = index + 1
  }
  const missing = (['brand', 'code'] as const).filter((column) => !(column in places.of))
  if (missing.length > 0) throw csvColumns({ missing })
  return places
}

const wantedKeys = Object.keys(readers) as (keyof Wanted)[]
const shownMax = 60

function rowOf(row: CsvRow, places: Places): ProductRow {
  const { line, cells } = row
  const faults: Fault[] = []
  const find = (column: Column | null, reason: FaultReason, value = '') =>
    void faults.push({ line, column, reason, value: Array.from(value).slice(0, shownMax).join('') })
  const cell = (column: Column) => (cells[places.of[column] ?? cells.length] ?? '').trim()

  const wanted: Wanted = {}
  const read = (key: keyof Wanted) => {
    const text = cell(columnFor(key))
    if (text === '') return
    const found = readers[key](text)
    if ('value' in found) Object.assign(wanted, { [key]: found.value })
    else find(columnFor(key), found.reason, text)
  }
  if (row.isUnclosed) find(null, 'quote_not_closed')
  else {
    for (const column of ['brand', 'code'] as const) if (cell(column) === '') find(column, 'needed')
    for (const key of wantedKeys) read(key)
    const beyond = cells.slice(places.width).filter((text) => text.trim() !== '')
    if (beyond.length > 0) find(null, 'too_many_cells', beyond.join(' '))
  }
  const code = cell('code')
  const readAs = code === '' ? null : readCode(code)
  if (readAs && 'reason' in readAs) find('code', readAs.reason, code)
  return {
    line,
    brand: cell('brand'),
    category: cell('category'),
    code,
    group: cell('group'),
    wanted,
    faults,
  }
}

/** To be filled in: the titles and two variants of one product, of a brand and category that exist. */
export function productTemplate(
  language: 'zh' | 'en',
  shelf: { brand: string; category: string },
): string {
  const isZh = language === 'zh'
  const row = (code: string, name: string, price: string) => [
    shelf.brand,
    shelf.category,
    code,
    'MUG-01',
    '红色波点马克杯',
    'Red retrospot mug',
    '',
    '',
    name,
    isZh ? '件' : 'piece',
    price,
    '30',
    isZh ? '是' : 'yes',
  ]
  const rows = [
    templateTitles(language),
    row('MUG-01-S', isZh ? '小号' : 'Small', '39.00'),
    row('MUG-01-L', isZh ? '大号' : 'Large', '1,299.00'),
  ]
  return byteOrderMark + rows.map(csvRow).join('')
}

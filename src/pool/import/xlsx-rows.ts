/**
 * Rows of the first sheet of an XLSX file. Only what a table of people needs is read: shared texts and
 * cells. A formula is never computed: its cell is what the spreadsheet showed when it was saved.
 */
import { sheetBroken, sheetTooLarge } from './errors.ts'
import { cellsMax } from './csv-rows.ts'
import type { FileRow } from './csv-rows.ts'
import { readEntries, unpack } from './zip.ts'
import type { Bytes, Entry } from './zip.ts'

/** Shared texts are held in memory, the sheet is not. */
const textsLimits = { bytesMax: 64 * 1_024 * 1_024, timesMax: 50 }
const sheetLimits = { bytesMax: 1_024 * 1_024 * 1_024, timesMax: 400 }
const elementMax = 256 * 1_024
const textMax = 4_000

/** Errors: sheetBroken, sheetTooLarge. */
export async function* xlsxRows(file: Bytes): AsyncGenerator<FileRow> {
  const entries = await readEntries(file)
  const sheet = firstSheet(entries)
  if (!sheet) throw sheetBroken()
  const shared = entries.get('xl/sharedStrings.xml')
  const texts = shared ? await readTexts(file, shared) : []
  let lines = 0
  for await (const row of elements(text(file, sheet, sheetLimits), 'row')) {
    lines++
    const line = Number(/^<row\b[^>]*?\sr="(\d{1,7})"/.exec(row)?.[1] ?? lines)
    const cells = cellsOf(row, texts)
    if (cells.some((cell) => cell.trim() !== '')) yield { line, cells }
  }
}

function firstSheet(entries: Map<string, Entry>): Entry | undefined {
  const numbered = [...entries.values()]
    .map((entry) => ({ entry, number: /^xl\/worksheets\/sheet(\d+)\.xml$/.exec(entry.name)?.[1] }))
    .filter(({ number }) => number !== undefined)
  return numbered.toSorted((a, b) => Number(a.number) - Number(b.number))[0]?.entry
}

async function readTexts(file: Bytes, shared: Entry): Promise<string[]> {
  const texts: string[] = []
  for await (const one of elements(text(file, shared, textsLimits), 'si')) texts.push(textOf(one))
  return texts
}

async function* text(
  file: Bytes,
  entry: Entry,
  limits: { bytesMax: number; timesMax: number },
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of unpack(file, entry, limits))
      yield decoder.decode(piece, { stream: true })
    yield decoder.decode()
  } catch (error) {
    throw error instanceof TypeError ? sheetBroken() : error
  }
}

/**
 * Elements of that name, whole. A document type is refused: it could declare entities that grow. An
 * element that does not end soon is no row.
 */
async function* elements(pieces: AsyncIterable<string>, name: string): AsyncGenerator<string> {
  const open = new RegExp(`<${name}(?=[\\s/>])`, 'g')
  const close = `</${name}>`
  let rest = ''
  for await (const piece of pieces) {
    rest += piece
    if (/<!(DOCTYPE|ENTITY)/i.test(rest)) throw sheetBroken()
    let done = 0
    for (;;) {
      open.lastIndex = done
      const start = open.exec(rest)?.index
      if (start === undefined) {
        done = Math.max(done, rest.length - 16) // the name may be cut in two
        break
      }
      const head = rest.indexOf('>', start)
      const isEmpty = head > 0 && rest[head - 1] === '/'
      const end = isEmpty ? head + 1 : head < 0 ? -1 : rest.indexOf(close, head)
      if (end < 0) {
        done = start
        if (rest.length - start > elementMax) throw sheetTooLarge({ bytesMax: elementMax })
        break
      }
      done = isEmpty ? end : end + close.length
      yield rest.slice(start, done)
    }
    rest = rest.slice(done)
  }
}

function cellsOf(row: string, texts: string[]): string[] {
  const cells: string[] = []
  let place = 0
  for (const [cell, attributes = '', inside = ''] of row.matchAll(
    /<c\b([^>]*?)(?:\/>|>([^]*?)<\/c>)/g,
  )) {
    if (cell === '') continue
    const at = /\sr="([A-Z]{1,3})\d+"/.exec(attributes)?.[1]
    place = at ? columnNumber(at) : place
    if (place < cellsMax) {
      while (cells.length < place) cells.push('')
      cells[place] = valueOf(/\st="(\w+)"/.exec(attributes)?.[1] ?? 'n', inside, texts)
    }
    place++
  }
  return cells
}

/** `A` is 0, `AA` is 26. */
const columnNumber = (letters: string) =>
  Array.from(letters).reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1

function valueOf(type: string, inside: string, texts: string[]): string {
  if (type === 'inlineStr') return textOf(inside)
  const value = /<v\b[^>]*>([^]*?)<\/v>/.exec(inside)?.[1]
  const formula = /<f\b[^>]*>([^]*?)<\/f>/.exec(inside)?.[1]
  if (value === undefined) return formula === undefined ? '' : `=${plain(formula)}`
  if (type === 's') {
    const shared = texts[Number(value)]
    if (shared === undefined) throw sheetBroken()
    return shared
  }
  return type === 'n' ? digitsOf(plain(value)) : plain(value)
}

/** Spreadsheets write a phone as `1.3800138E10`; the number is whole all the same. */
function digitsOf(value: string): string {
  if (!/e/i.test(value)) return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? String(number) : value
}

/** Of a shared or inline text: its runs one after the other, without how they are to be spoken. */
function textOf(element: string): string {
  const spoken = element.replaceAll(/<rPh\b[^]*?<\/rPh>/g, '')
  let all = ''
  for (const [, run = ''] of spoken.matchAll(/<t\b[^>/]*>([^]*?)<\/t>/g)) all += plain(run)
  return all.slice(0, textMax)
}

const entityOf: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const plain = (escaped: string) =>
  escaped.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return entityOf[String(name).toLowerCase()] ?? whole
    const code = hex ? parseInt(String(hex), 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })

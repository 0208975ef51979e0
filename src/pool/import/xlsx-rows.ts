/**
 * Rows of the first sheet of an XLSX file that is shown. Only what a table of people needs is read: shared texts and
 * cells. A formula is never computed: its cell is what the spreadsheet showed when it was saved.
 */
import { sheetBroken, sheetTooLarge } from './errors.ts'
import { cellsMax } from './csv-rows.ts'
import type { FileRow } from './csv-rows.ts'
import { readBook } from './xlsx-book.ts'
import type { Book } from './xlsx-book.ts'
import { elementsIn, insideOf, without, xmlText } from './xlsx-text.ts'
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
  const { sheet, daysFrom } = await readBook(file, entries)
  const shared = entries.get('xl/sharedStrings.xml')
  const texts = shared ? await readTexts(file, shared) : []
  let lines = 0
  for await (const row of elements(text(file, sheet, sheetLimits), 'row')) {
    lines++
    const line = Number(/^<row\b[^>]*?\sr="(\d{1,7})"/.exec(row)?.[1] ?? lines)
    const cells = cellsOf(row, texts)
    if (cells.some((cell) => cell.trim() !== '')) yield { line, cells, daysFrom }
  }
}

/** Which sheet they are of, and how many there are beside it. */
export async function bookOf(file: Bytes): Promise<Book> {
  return readBook(file, await readEntries(file))
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
 * Elements of that name, whole, with or without the prefix that some programs write. A document type is refused: it could declare entities that grow. An
 * element that does not end soon is no row.
 */
async function* elements(pieces: AsyncIterable<string>, name: string): AsyncGenerator<string> {
  const open = new RegExp(`<(\\w{1,8}:)?${name}(?=[\\s/>])`, 'g')
  let rest = ''
  for await (const piece of pieces) {
    rest += piece
    if (/<!(DOCTYPE|ENTITY)/i.test(rest)) throw sheetBroken()
    let done = 0
    for (;;) {
      open.lastIndex = done
      const opened = open.exec(rest)
      if (!opened) {
        done = Math.max(done, rest.length - 16) // the name may be cut in two
        break
      }
      const { index: start, 1: prefix = '' } = opened
      const close = `</${prefix}${name}>`
      const head = rest.indexOf('>', start)
      const isEmpty = head > 0 && rest[head - 1] === '/'
      const end = isEmpty ? head + 1 : head < 0 ? -1 : rest.indexOf(close, head)
      if (end < 0) {
        done = start
        if (rest.length - start > elementMax) throw sheetTooLarge({ bytesMax: elementMax })
        break
      }
      done = isEmpty ? end : end + close.length
      const element = rest.slice(start, done)
      yield prefix === '' ? element : element.replaceAll(/<(\/?)\w{1,8}:/g, '<$1')
    }
    rest = rest.slice(done)
  }
}

function cellsOf(row: string, texts: string[]): string[] {
  const cells: string[] = []
  let place = 0
  for (const { head, inside } of elementsIn(row, 'c')) {
    const at = /\sr="([A-Z]{1,3})\d+"/.exec(head)?.[1]
    place = at ? columnNumber(at) : place
    if (place < cellsMax) {
      while (cells.length < place) cells.push('')
      cells[place] = valueOf(/\st="(\w+)"/.exec(head)?.[1] ?? 'n', inside, texts)
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
  const value = insideOf(inside, 'v')
  const formula = insideOf(inside, 'f')
  if (value === undefined) return formula === undefined ? '' : `=${xmlText(formula)}`
  if (type === 's') {
    const shared = texts[Number(value)]
    if (shared === undefined) throw sheetBroken()
    return shared
  }
  return type === 'n' ? digitsOf(xmlText(value)) : xmlText(value)
}

/** Spreadsheets write a phone as `1.3800138E10`; the number is whole all the same. */
function digitsOf(value: string): string {
  if (!/e/i.test(value)) return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? String(number) : value
}

/** Of a shared or inline text: its runs one after the other, without how they are to be spoken. */
function textOf(element: string): string {
  let all = ''
  for (const { inside } of elementsIn(without(element, 'rPh'), 't')) all += xmlText(inside)
  return all.slice(0, textMax)
}

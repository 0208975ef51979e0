/** Which sheet of an XLSX workbook is the first that is shown, and from when its days count. */
import { sheetBroken } from './errors.ts'
import { xmlText } from './xlsx-text.ts'
import { unpack } from './zip.ts'
import type { Bytes, Entry } from './zip.ts'

export type Book = {
  sheet: Entry
  /** As it is called in the workbook; '' when that is not said. */
  name: string
  /** Sheets that are not read. */
  others: number
  /** Spreadsheets once made on a Mac count from 1904: the same number is four years later. */
  daysFrom: 1900 | 1904
}

const partsLimits = { bytesMax: 2 * 1_024 * 1_024, timesMax: 100 }

/** Errors: sheetBroken, sheetTooLarge. */
export async function readBook(file: Bytes, entries: Map<string, Entry>): Promise<Book> {
  const book = await textIn(file, entries.get('xl/workbook.xml'))
  const properties = /<(?:\w+:)?workbookPr\b[^<>]*>/.exec(book)?.[0] ?? ''
  const daysFrom = /^(1|true)$/.test(attribute(properties, 'date1904')) ? 1904 : 1900
  const targets = await readTargets(file, entries)
  const sheets = [...book.matchAll(/<(?:\w+:)?sheet\b[^<>]*>/g)].flatMap(([element]) => {
    const entry = entries.get(targets.get(attribute(element, '\\w+:id')) ?? '')
    const isHidden = /hidden/i.test(attribute(element, 'state'))
    return entry ? [{ entry, isHidden, name: xmlText(attribute(element, 'name')) }] : []
  })
  const first = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0]
  if (first) return { sheet: first.entry, name: first.name, others: sheets.length - 1, daysFrom }
  const numbered = sheetsByNumber(entries)
  if (!numbered[0]) throw sheetBroken()
  return { sheet: numbered[0], name: '', others: numbered.length - 1, daysFrom }
}

/** The id of a part, as the workbook names it, and where it is. */
async function readTargets(file: Bytes, entries: Map<string, Entry>): Promise<Map<string, string>> {
  const text = await textIn(file, entries.get('xl/_rels/workbook.xml.rels'))
  const found = [...text.matchAll(/<(?:\w+:)?Relationship\b[^<>]*>/g)].map(([element]) => {
    const target = attribute(element, 'Target')
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
    return [attribute(element, 'Id'), path] as const
  })
  return new Map(found)
}

/** Where the workbook does not say: as they are numbered. */
function sheetsByNumber(entries: Map<string, Entry>): Entry[] {
  const numberOf = ({ name }: Entry) => Number(/^xl\/worksheets\/sheet(\d+)\.xml$/.exec(name)?.[1])
  return [...entries.values()]
    .filter((entry) => numberOf(entry) >= 0)
    .toSorted((a, b) => numberOf(a) - numberOf(b))
}

async function textIn(file: Bytes, entry: Entry | undefined): Promise<string> {
  if (!entry) return ''
  const pieces: Buffer[] = []
  for await (const piece of unpack(file, entry, partsLimits)) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

const attribute = (element: string, name: string): string =>
  new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(element)?.[1] ?? ''

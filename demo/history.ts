/** Reads the shop's history as it was published (see `data/README.md`); changes nothing in it. */
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { parse } from 'csv-parse/sync'

export type Line = {
  /** Its place in the file, from 1: what every report names it by. */
  lineNo: number
  invoiceNo: string
  stockCode: string
  quantity: number
  /** Wall time in the shop, `YYYY-MM-DD HH:MM`. */
  invoicedAt: string
  /** A penny counts as a fen. Null when the price is no whole number of pence (0.001 in the file). */
  unitPriceFen: number | null
  /** Null for a guest. */
  customerNo: string | null
  country: string
}
export type ListedProduct = { stockCode: string; description: string }

/** The demo's own, or that of another folder with a file of the same name and columns. */
export async function readHistory(folder = new URL('data/', import.meta.url)): Promise<Line[]> {
  const rows = await readRows('transactions.csv.gz', folder)
  return rows.map((row, i) => {
    const [invoiceNo, stockCode, quantity, invoicedAt, unitPrice, customerNo, country] = row
    return {
      lineNo: i + 1,
      invoiceNo: field(invoiceNo, i),
      stockCode: field(stockCode, i),
      quantity: wholeNumber(field(quantity, i), i),
      invoicedAt: field(invoicedAt, i),
      unitPriceFen: toFen(field(unitPrice, i)),
      customerNo: customerNo === '' ? null : field(customerNo, i),
      country: field(country, i),
    }
  })
}

export async function readProducts(): Promise<ListedProduct[]> {
  const rows = await readRows('products.csv.gz', new URL('data/', import.meta.url))
  return rows.map(([stockCode, description], i) => ({
    stockCode: field(stockCode, i),
    description: field(description, i),
  }))
}

/** `2.1` is 210; done on the digits, for 2.1 * 100 is not 210 in floating point. */
export function toFen(price: string): number | null {
  const digits = /^(-?)(\d+)(?:\.(\d{1,2})0*)?$/.exec(price)
  if (!digits) return null
  const [, minus, whole = '0', part = ''] = digits
  const fen = Number(whole) * 100 + Number(part.padEnd(2, '0'))
  return minus ? -fen : fen
}

async function readRows(name: string, folder: URL): Promise<string[][]> {
  const packed = await readFile(new URL(name, folder))
  return parse(await promisify(gunzip)(packed), { from_line: 2 })
}

function field(value: string | undefined, row: number): string {
  if (value === undefined) throw new Error(`Row ${row + 1} of the history has too few columns`)
  return value
}

function wholeNumber(value: string, row: number): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new Error(`Row ${row + 1}: ${value} is no quantity`)
  return number
}

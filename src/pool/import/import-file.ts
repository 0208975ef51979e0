/** A file that came in parts: kept sealed, read as rows from its beginning, never whole in memory. */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import type { Sql, Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { csvRows } from './csv-rows.ts'
import type { FileRow } from './csv-rows.ts'
import { importPart, importUnreadable, sheetTooLarge } from './errors.ts'
import { xlsxRows } from './xlsx-rows.ts'
import type { Bytes } from './zip.ts'

export const partBytes = 4 * 1_024 * 1_024
export const fileBytesMax = 320 * 1_024 * 1_024
const workbookBytesMax = 64 * 1_024 * 1_024

export const FileFormat = z.strictObject({
  kind: z.enum(['csv', 'xlsx']),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030']),
  delimiter: z.enum([',', ';', '\t']),
})
export type FileFormat = z.infer<typeof FileFormat>

const pack = promisify(gzip)
const unpackPart = promisify(gunzip)

const placeOf = (importId: string, number: number) => ({
  table: 'pool.member_import_part',
  column: 'cipher',
  rowId: `${importId}:${number}`,
})

export type PackedPart = {
  bytes: number
  packed: Buffer
  digestText: string
  isUtf8: boolean
  /** It begins as a workbook does. */
  isZip: boolean
}

/** Before any transaction: packing takes a while. */
export async function packPart(bytes: Buffer): Promise<PackedPart> {
  const packed = await pack(bytes, { level: 1 })
  return {
    bytes: bytes.length,
    packed,
    digestText: bytes.toString('base64'),
    isUtf8: couldBeUtf8(bytes),
    isZip: isZip(bytes),
  }
}

/**
 * Keeps a part. The same part again changes nothing. Errors: importPart (another part stands there, or
 * it is not as long as it should be: all are of `partBytes`, the last of what remains), sheetTooLarge
 * with the first part of a workbook that is too long, before the others are sent.
 */
export async function keepPart(
  tx: Tx,
  vault: Vault,
  of: { importId: string; fileBytes: number; number: number; part: PackedPart },
): Promise<void> {
  const { importId, fileBytes, number, part } = of
  const expected = Math.min(partBytes, fileBytes - number * partBytes)
  if (part.bytes !== expected) throw importPart({ number, expected })
  if (number === 0 && part.isZip) refuseLongBook(fileBytes)
  const digest = vault.digest('member import', part.digestText)
  const cipher = vault.seal(placeOf(importId, number), part.packed.toString('base64'))
  await tx`
    insert into pool.member_import_part (import_id, number, bytes, is_utf8, digest, cipher)
    values (${importId}, ${number}, ${part.bytes}, ${part.isUtf8}, ${digest}, ${cipher})
    on conflict do nothing`
  const [kept] = await tx<{ digest: Buffer }>`
    select digest from pool.member_import_part
    where import_id = ${importId} and number = ${number}`
  if (!kept!.digest.equals(digest)) throw importPart({ number })
}

/** A part begins and ends anywhere, so also within a character. */
function couldBeUtf8(bytes: Buffer): boolean {
  let from = 0
  while (from < 3 && (bytes[from]! & 0xc0) === 0x80) from++
  let to = bytes.length
  for (let back = 1; back <= 3 && back <= bytes.length; back++)
    if (bytes[bytes.length - back]! >= 0xc0) to = bytes.length - back
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, Math.max(from, to)))
    return true
  } catch {
    return false
  }
}

/** The bytes of a kept file; holds one part at a time. */
export function openBytes(
  db: Sql,
  vault: Vault,
  file: { importId: string; fileBytes: number },
): Bytes {
  const { importId, fileBytes } = file
  let held: { number: number; bytes: Buffer } | undefined
  async function part(number: number): Promise<Buffer> {
    if (held?.number !== number) {
      const [row] = await db<{ cipher: Buffer }>`
        select cipher from pool.member_import_part
        where import_id = ${importId} and number = ${number}`
      if (!row) throw importUnreadable()
      const packed = Buffer.from(vault.open(placeOf(importId, number), row.cipher), 'base64')
      held = { number, bytes: await unpackPart(packed, { maxOutputLength: partBytes }) }
    }
    return held.bytes
  }
  return {
    size: fileBytes,
    async read(from, length) {
      const pieces: Buffer[] = []
      const end = Math.min(from + length, fileBytes)
      for (let at = from; at < end;) {
        const number = Math.floor(at / partBytes)
        const bytes = await part(number)
        const piece = bytes.subarray(at - number * partBytes, end - number * partBytes)
        if (piece.length === 0) break
        pieces.push(piece)
        at += piece.length
      }
      return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
    },
  }
}

/** Errors: importUnreadable (neither kind), sheetTooLarge (a workbook that is too long). */
export async function formatOf(file: Bytes, isUtf8: boolean): Promise<FileFormat> {
  const head = await file.read(0, 64 * 1_024)
  if (isZip(head)) {
    refuseLongBook(file.size)
    return { kind: 'xlsx', encoding: 'utf-8', delimiter: ',' }
  }
  // The workbook of old, a PDF, a picture.
  if ([0xd0cf11e0, 0x25504446, 0x89504e47, 0xffd8ffe0].includes(first32(head)))
    throw importUnreadable()
  const encoding = encodingOf(head, isUtf8)
  const text = new TextDecoder(encoding).decode(head)
  // Now and then one is a bad row; many of them are no text.
  if (text.split('\0').length > 5 + text.length / 100) throw importUnreadable()
  const [titles = ''] = /^[^\r\n]*/.exec(text) ?? []
  const cells = (delimiter: string) => titles.split(delimiter).length
  const delimiters = [',', ';', '\t'] as const
  const delimiter = delimiters.toSorted((a, b) => cells(b) - cells(a))[0]!
  return { kind: 'csv', encoding, delimiter }
}

const isZip = (bytes: Buffer) => bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]))

function refuseLongBook(fileBytes: number): void {
  if (fileBytes > workbookBytesMax) throw sheetTooLarge({ bytesMax: workbookBytesMax })
}

const first32 = (bytes: Buffer) => (bytes.length >= 4 ? bytes.readUInt32BE(0) : 0)

/** GBK never happens to be UTF-8 for so many characters, with hardly one that is broken. */
function isSurelyUtf8(bytes: Buffer): boolean {
  const beyondAscii = bytes.toString('utf8').replaceAll(/[\0-\x7f]/g, '')
  const broken = beyondAscii.split('\uFFFD').length - 1
  return beyondAscii.length >= 20 && broken * 20 <= beyondAscii.length
}

function encodingOf(bytes: Buffer, isUtf8: boolean): FileFormat['encoding'] {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // One byte that was damaged far below must not turn all the others into another writing.
  if (first === 0xef && second === 0xbb) return 'utf-8'
  if (isSurelyUtf8(bytes)) return 'utf-8'
  // Without a mark the commas and line breaks tell: one and the same half of each is a NUL.
  const head = bytes.subarray(0, 4_096)
  const [even, odd] = [0, 1].map((half) => head.filter((byte, at) => byte === 0 && at % 2 === half))
  const [nuls, others] = [Math.max(even!.length, odd!.length), Math.min(even!.length, odd!.length)]
  if (others === 0 && nuls >= Math.max(2, head.length / 50))
    return odd!.length > 0 ? 'utf-16le' : 'utf-16be'
  return isUtf8 ? 'utf-8' : 'gb18030'
}

/** From the first row on. Errors of a workbook: sheetBroken, sheetTooLarge. */
export function rowsOf(file: Bytes, format: FileFormat): AsyncGenerator<FileRow> {
  return format.kind === 'xlsx' ? xlsxRows(file) : csvRows(textOf(file, format), format.delimiter)
}

/** What cannot be read becomes U+FFFD, by which its row is found; the byte order mark goes. */
async function* textOf(file: Bytes, { encoding }: FileFormat): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  const step = 256 * 1_024
  for (let at = 0; at < file.size; at += step)
    yield decoder.decode(await file.read(at, step), { stream: true })
  yield decoder.decode()
}

/**
 * What an XLSX file is packed in: a ZIP, read by its directory. Strict and bounded, because a file that
 * unpacks to a thousand times its size is an attack: whoever reads says how much may come out.
 */
import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { sheetBroken, sheetTooLarge } from './errors.ts'

/** A file whose bytes can be had anywhere. */
export type Bytes = { size: number; read(from: number, length: number): Promise<Buffer> }

export type Entry = { name: string; packedBytes: number; bytes: number; at: number; method: number }

const endLength = 22
const commentMax = 65_535
const entriesMax = 2_000

/** The entries by name. Errors: sheetBroken (no ZIP, encrypted, or of a kind that we do not read). */
export async function readEntries(file: Bytes): Promise<Map<string, Entry>> {
  const length = Math.min(file.size, endLength + commentMax)
  const tail = await file.read(file.size - length, length)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + endLength > tail.length) throw sheetBroken()
  const count = tail.readUInt16LE(end + 10)
  const [bytes, from] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)]
  if (count > entriesMax || bytes > 4_000_000 || from + bytes > file.size) throw sheetBroken()
  const directory = await file.read(from, bytes)
  const entries = new Map<string, Entry>()
  for (let at = 0, read = 0; read < count; read++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw sheetBroken()
    const nameLength = directory.readUInt16LE(at + 28)
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength)
    const flags = directory.readUInt16LE(at + 8)
    if (flags & 1 || entries.has(name)) throw sheetBroken()
    entries.set(name, {
      name,
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * What is in an entry, piece by piece. Errors: sheetBroken; sheetTooLarge as soon as more than
 * `bytesMax`, or so many times what went in, has come out, whatever the directory says.
 */
export async function* unpack(
  file: Bytes,
  entry: Entry,
  limits: { bytesMax: number; timesMax: number },
): AsyncGenerator<Buffer> {
  const bytesMax = Math.min(limits.bytesMax, 1_000_000 + entry.packedBytes * limits.timesMax)
  if (entry.bytes > bytesMax) throw sheetTooLarge({ bytesMax })
  if (entry.method !== 0 && entry.method !== 8) throw sheetBroken()
  const head = await file.read(entry.at, 30)
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw sheetBroken()
  const from = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  if (from + entry.packedBytes > file.size) throw sheetBroken()
  const packed = Readable.from(piecesOf(file, from, entry.packedBytes))
  const plain: Readable = entry.method === 0 ? packed : packed.pipe(createInflateRaw())
  packed.on('error', (error) => plain.destroy(error))
  let out = 0
  try {
    for await (const piece of plain as AsyncIterable<Buffer>) {
      out += piece.length
      if (out > bytesMax) throw sheetTooLarge({ bytesMax })
      yield piece
    }
  } catch (error) {
    const { code } = error as { code?: string }
    throw code?.startsWith('Z_') ? sheetBroken() : error
  } finally {
    packed.destroy()
    plain.destroy()
  }
}

async function* piecesOf(file: Bytes, from: number, length: number): AsyncGenerator<Buffer> {
  const step = 256 * 1_024
  for (let at = 0; at < length; at += step)
    yield await file.read(from + at, Math.min(step, length - at))
}

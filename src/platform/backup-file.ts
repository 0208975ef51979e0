/**
 * The file of a backup: a line with the version of its format, then compressed frames (the header, each
 * table followed by its rows, the trailer), then the SHA-256 of all before it. One frame is its kind (a
 * letter), its length (four bytes) and its contents.
 */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'

export type BackupHeader = {
  /** Of the program that made it. */
  program: string
  madeAt: string
  /** The transactions that it holds, as `pg_current_snapshot()` tells them. */
  snapshot: string
  generation: number
  migrations: { name: string; checksum: string }[]
  sequences: { name: string; lastValue: string }[]
  /** Which ones there are hangs on what was kept when; older backups know of none. */
  partitions?: Partition[]
}
/** `bound` is as PostgreSQL tells it: FOR VALUES FROM (…) TO (…). */
export type Partition = { name: string; of: string; bound: string }
export type BackupTable = { name: string; columns: string[] }
export type BackupTrailer = { rows: Record<string, number> }

export type Frame =
  | { kind: 'header'; header: BackupHeader }
  | { kind: 'table'; table: BackupTable }
  /** Lines as COPY writes them; a piece may end anywhere. */
  | { kind: 'rows'; lines: Buffer }
  | { kind: 'trailer'; trailer: BackupTrailer }

const formatVersion = 1
const firstLine = `tessera backup ${formatVersion}\n`
const hashBytes = 32
const pieceBytes = 1 << 18
const letterOf = { header: 'H', table: 'T', rows: 'R', trailer: 'Z' } as const

export class WrongBackup extends Error {
  override name = 'WrongBackup'
}

/** Under its name there is a whole backup or nothing. Answers how long it is. */
export async function writeBackup(file: string, frames: AsyncIterable<Frame>): Promise<number> {
  const part = `${file}.part`
  let bytes = 0
  async function* sealed(compressed: AsyncIterable<Buffer>) {
    const hash = createHash('sha256')
    const pass = (piece: Buffer) => {
      bytes += piece.length
      hash.update(piece)
      return piece
    }
    yield pass(Buffer.from(firstLine))
    for await (const piece of compressed) yield pass(piece)
    bytes += hashBytes
    yield hash.digest()
  }
  try {
    await pipeline(
      encoded(frames),
      createZstdCompress(),
      sealed,
      createWriteStream(part, { flags: 'w', mode: 0o600, flush: true }),
    )
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  return bytes
}

async function* encoded(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer> {
  for await (const frame of frames) {
    const contents = frame.kind === 'rows' ? frame.lines : Buffer.from(JSON.stringify(frame))
    const head = Buffer.alloc(5)
    head.write(letterOf[frame.kind])
    head.writeUInt32BE(contents.length, 1)
    yield head
    yield contents
  }
}

/** What is read was found whole before; throws WrongBackup when it is not by now. */
export type OpenBackup = AsyncDisposable & {
  bytes: number
  header: BackupHeader
  /** From the first table on. */
  frames(): AsyncGenerator<Frame>
}

/** Reads the file to its end before anything is made of it; throws WrongBackup. */
export async function openBackup(file: string): Promise<OpenBackup> {
  const handle = await open(file)
  try {
    const bytes = await findWhole(handle)
    return {
      bytes,
      header: await readHeader(handle, bytes),
      async *frames() {
        for await (const frame of decoded(handle, bytes)) if (frame.kind !== 'header') yield frame
        await findWhole(handle)
      },
      [Symbol.asyncDispose]: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function readHeader(handle: FileHandle, bytes: number): Promise<BackupHeader> {
  for await (const frame of decoded(handle, bytes))
    if (frame.kind === 'header') return frame.header
    else break
  throw damaged()
}

const damaged = (cause?: unknown) =>
  new WrongBackup('The backup is cut off or was altered: nothing of it can be trusted.', { cause })

/** The length of a file that is as it was written. */
async function findWhole(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat()
  const head = (await handle.read(Buffer.alloc(40), 0, 40, 0)).buffer.toString('latin1')
  const [, version] = /^tessera backup (\d{1,6})\n/.exec(head) ?? []
  if (!version) throw new WrongBackup('This is no backup.')
  if (Number(version) !== formatVersion)
    throw new WrongBackup(
      `The backup has format ${version} and this version of the program reads ${formatVersion}.`,
    )
  const upto = size - hashBytes
  if (upto <= firstLine.length) throw damaged()
  const hash = createHash('sha256')
  for await (const piece of bytesOf(handle, 0, upto)) hash.update(piece)
  const { buffer: kept } = await handle.read(Buffer.alloc(hashBytes), 0, hashBytes, upto)
  if (!hash.digest().equals(kept)) throw damaged()
  return size
}

/** A stream over the handle would close it as soon as it is not read to its end. */
async function* bytesOf(handle: FileHandle, from: number, upto: number): AsyncGenerator<Buffer> {
  for (let at = from; at < upto;) {
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, upto - at))
    const { bytesRead } = await handle.read(piece, 0, piece.length, at)
    if (bytesRead === 0) throw damaged()
    yield piece.subarray(0, bytesRead)
    at += bytesRead
  }
}

async function* decoded(handle: FileHandle, size: number): AsyncGenerator<Frame> {
  const plain = createZstdDecompress({ chunkSize: pieceBytes })
  const reading = pipeline(bytesOf(handle, firstLine.length, size - hashBytes), plain)
  reading.catch(() => undefined) // whoever reads `plain` gets it too
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of plain as AsyncIterable<Buffer>) {
    rest = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const end = 5 + rest.readUInt32BE(1)
      const contents = rest.subarray(5, end)
      if (rest[0] === letterOf.rows.charCodeAt(0)) yield { kind: 'rows', lines: contents }
      else yield JSON.parse(contents.toString()) as Frame
      rest = rest.subarray(end)
    }
  }
  if (rest.length > 0) throw damaged()
}

/**
 * Arrays in PostgreSQL's binary notation, for statements that send tens of thousands of values a second:
 * as text they cost the server more to read, and us more to write, than the rows cost to keep. The cast
 * in the statement must name the type: `${uuidArray(ids)}::uuid[]`.
 */
const uuidOid = 2950
const timestamptzOid = 1184
const textOid = 25
const int4Oid = 23
const int8Oid = 20
const headBytes = 20

/** In either case of letters; each must be a UUID. */
export function uuidArray(values: readonly (string | null)[]): Buffer {
  const buffer = Buffer.allocUnsafe(headBytes + values.length * 20)
  let at = headBytes
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : 16, at)
    if (value === null) continue
    for (let index = 0; index < 36; index += 2) {
      if (index === 8 || index === 13 || index === 18 || index === 23) index++
      buffer[at++] = (digits[value.charCodeAt(index)]! << 4) | digits[value.charCodeAt(index + 1)]!
    }
  }
  return finish(buffer, at, uuidOid, values)
}

/** Of timestamptz: microseconds since 2000. */
export function instantArray(values: readonly Date[]): Buffer {
  const buffer = Buffer.allocUnsafe(headBytes + values.length * 12)
  let at = headBytes
  for (const value of values) {
    at = buffer.writeInt32BE(8, at)
    at = writeInt64(buffer, (value.getTime() - startOf2000) * 1_000, at)
  }
  return finish(buffer, at, timestamptzOid, values)
}

export function textArray(values: readonly string[]): Buffer {
  const bytes = values.reduce((sum, value) => sum + 4 + Buffer.byteLength(value), headBytes)
  const buffer = Buffer.allocUnsafe(bytes)
  let at = headBytes
  for (const value of values) {
    const length = buffer.write(value, at + 4)
    at = buffer.writeInt32BE(length, at) + length
  }
  return finish(buffer, at, textOid, values)
}

export function intArray(values: readonly (number | null)[]): Buffer {
  const buffer = Buffer.allocUnsafe(headBytes + values.length * 8)
  let at = headBytes
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : 4, at)
    if (value !== null) at = buffer.writeInt32BE(value, at)
  }
  return finish(buffer, at, int4Oid, values)
}

/** Of safe integers. */
export function bigintArray(values: readonly (number | null)[]): Buffer {
  const buffer = Buffer.allocUnsafe(headBytes + values.length * 12)
  let at = headBytes
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : 8, at)
    if (value !== null) at = writeInt64(buffer, value, at)
  }
  return finish(buffer, at, int8Oid, values)
}

/** One dimension, from 1. */
function finish(buffer: Buffer, end: number, oid: number, values: readonly unknown[]): Buffer {
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0)
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  buffer.writeInt32BE(oid, 8)
  if (values.length === 0) return buffer.subarray(0, 12)
  buffer.writeInt32BE(values.length, 12)
  buffer.writeInt32BE(1, 16)
  return buffer.subarray(0, end)
}

const twoTo32 = 2 ** 32
function writeInt64(buffer: Buffer, value: number, at: number): number {
  const high = Math.floor(value / twoTo32)
  return buffer.writeUInt32BE(value - high * twoTo32, buffer.writeInt32BE(high, at))
}

const startOf2000 = Date.UTC(2000, 0, 1)
const digits = new Uint8Array(128)
for (let digit = 0; digit < 16; digit++) {
  digits[digit.toString(16).charCodeAt(0)] = digit
  digits[digit.toString(16).toUpperCase().charCodeAt(0)] = digit
}

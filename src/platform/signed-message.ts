/**
 * Signed messages: an Ed25519 signature over the raw bytes with a time and a nonce, so that what
 * was changed on the way, or is older than five minutes, is refused before anybody parses it.
 *
 * Signed are `<head><timestamp>\n<nonce>\n<raw body>\n`; the head of a request is
 * `METHOD\npath?query\n`, of an answer or a notice it is empty. The timestamp is in seconds.
 */
import { randomBytes, sign, verify } from 'node:crypto'
import type { KeyRing, Signer } from './key-ring.ts'

export type Seal = { timestamp: string; nonce: string; serial: string; signature: string }

export const sealAgeMsMax = 300_000

export function sealMessage(signer: Signer, head: string, body: Buffer, now: Date): Seal {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const nonce = randomBytes(16).toString('base64url')
  const { serial, key } = signer.current()
  const signature = sign(null, sealedBytes(head, timestamp, nonce, body), key).toString('base64')
  return { timestamp, nonce, serial, signature }
}

/** Why a message may not be trusted, or null when it may. Never throws, whatever came in. */
export function whyNotTrusted(
  ring: KeyRing,
  seal: { [Name in keyof Seal]?: unknown },
  head: string,
  body: Buffer,
  now: Date,
): 'unsigned' | 'stale' | 'unknown_serial' | 'wrong_signature' | null {
  const { timestamp, nonce, serial, signature } = seal
  if (!isText(timestamp) || !isText(nonce) || !isText(serial) || !isText(signature))
    return 'unsigned'
  if (!/^\d{1,12}$/.test(timestamp) || !/^[\w-]{16,64}$/.test(nonce)) return 'unsigned'
  if (!(Math.abs(now.getTime() - Number(timestamp) * 1000) < sealAgeMsMax)) return 'stale'
  const key = ring.find(serial)
  if (!key) return 'unknown_serial'
  // Exactly one spelling: base64 of 64 bytes, nothing around it that a lenient decoder would skip.
  if (!/^[A-Za-z0-9+/]{85}[AQgw]==$/.test(signature)) return 'wrong_signature'
  const bytes = sealedBytes(head, timestamp, nonce, body)
  return verify(null, bytes, key, Buffer.from(signature, 'base64')) ? null : 'wrong_signature'
}

const isText = (value: unknown): value is string => typeof value === 'string'

const sealedBytes = (head: string, timestamp: string, nonce: string, body: Buffer) =>
  Buffer.concat([Buffer.from(`${head}${timestamp}\n${nonce}\n`), body, Buffer.from('\n')])

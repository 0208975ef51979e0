/**
 * The vault keeps personal fields unreadable at rest. Everything comes from one secret: each use has
 * a key of its own (HKDF), so that what one of them gives away opens nothing else.
 *
 * A sealed record is `version | key id | nonce | tag | ciphertext`, AES-256-GCM. The place it belongs
 * to (table, column, row) is authenticated with it: a record moved to another row does not open.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

export type Place = { table: string; column: string; rowId: string }

export type Vault = {
  seal(place: Place, text: string): Buffer
  /** Throws VaultRefusal for a record that was changed, moved, or sealed with an unknown key. */
  open(place: Place, record: Buffer): string
  /** The same value gives the same index, so that sealed values can be looked up and kept unique. */
  blindIndex(kind: string, value: string): Buffer
  /** A keyed hash of a short secret, which a thief of the database cannot guess by trying all. */
  digest(use: string, secret: string): Buffer
  /** Claims with an end, readable by whoever holds the token, and changed by nobody. */
  signToken(use: string, claims: unknown, expiresAt: Date): string
  /** The claims, or null when the token is not ours, of another use, or has expired. */
  readToken(use: string, token: string, now: Date): unknown
}

export class VaultRefusal extends Error {
  override name = 'VaultRefusal'
}

const version = 1
const nonceAt = 5
const tagAt = nonceAt + 12
const textAt = tagAt + 16

/** Seals with `secret`; opens also what was sealed with a former one, so that secrets can rotate. */
export function createVault(secret: Buffer, formerSecrets: Buffer[] = []): Vault {
  const rings = [secret, ...formerSecrets].map(createKeys)
  const current = rings[0]!

  function seal(place: Place, text: string): Buffer {
    const nonce = randomBytes(12)
    const head = Buffer.concat([Buffer.of(version), current.id, nonce])
    const cipher = createCipheriv('aes-256-gcm', current.keyFor(`field ${place.table}`), nonce)
    cipher.setAAD(bound(place, head))
    const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([head, cipher.getAuthTag(), hidden])
  }

  function open(place: Place, record: Buffer): string {
    if (record.length < textAt || record[0] !== version)
      throw new VaultRefusal('not a sealed record')
    const ring = rings.find((one) => one.id.equals(record.subarray(1, nonceAt)))
    if (!ring) throw new VaultRefusal('sealed with a key that we do not have')
    const nonce = record.subarray(nonceAt, tagAt)
    const key = ring.keyFor(`field ${place.table}`)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
    decipher.setAAD(bound(place, record.subarray(0, tagAt)))
    decipher.setAuthTag(record.subarray(tagAt, textAt))
    try {
      const text = Buffer.concat([decipher.update(record.subarray(textAt)), decipher.final()])
      return text.toString('utf8')
    } catch (cause) {
      const { table, column } = place
      throw new VaultRefusal(`a record of ${table}.${column} is not what was sealed`, { cause })
    }
  }

  const hmac = (use: string, text: string) =>
    createHmac('sha256', current.keyFor(use)).update(text).digest()

  function signToken(use: string, claims: unknown, expiresAt: Date): string {
    const said = Buffer.from(JSON.stringify({ claims, until: expiresAt.getTime() }))
    const text = said.toString('base64url')
    return `${text}.${hmac(`token ${use}`, text).toString('base64url')}`
  }

  function readToken(use: string, token: string, now: Date): unknown {
    const [text = '', signature = '', ...rest] = token.split('.')
    const given = Buffer.from(signature, 'base64url')
    const right = hmac(`token ${use}`, text)
    if (rest.length > 0 || given.length !== right.length) return null
    if (!timingSafeEqual(given, right)) return null
    const said = JSON.parse(Buffer.from(text, 'base64url').toString()) as {
      claims: unknown
      until: number
    }
    return said.until > now.getTime() ? said.claims : null
  }

  return {
    seal,
    open,
    blindIndex: (kind, value) => hmac(`index ${kind}`, value),
    digest: (use, text) => hmac(`digest ${use}`, text),
    signToken,
    readToken,
  }
}

/** The keys that come from one secret; the id names the secret in records and tells nothing of it. */
function createKeys(secret: Buffer) {
  const derive = (use: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, '', `tessera ${use}`, length))
  const keys = new Map<string, Buffer>()
  function keyFor(use: string): Buffer {
    let key = keys.get(use)
    if (!key) {
      key = derive(use, 32)
      keys.set(use, key)
    }
    return key
  }
  return { id: derive('key id', 4), keyFor }
}

const bound = ({ table, column, rowId }: Place, head: Buffer) =>
  Buffer.concat([head, Buffer.from(`${table}|${column}|${rowId}`)])

declare module './route.ts' {
  interface Services {
    vault: Vault
  }
}

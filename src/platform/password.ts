/**
 * Passwords: argon2id (OWASP's least: 19 MiB, two passes, one lane) in the PHC string format, which
 * keeps the parameters with the hash. Hashing takes some 50 ms: never while a connection is held.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { domainError } from './errors.ts'
import type { DomainError } from './errors.ts'

const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const tagLength = 32
const lengthMin = 12
/** Longest password that is taken; longer ones only make work. */
export const passwordLengthMax = 128

const derive = promisify(argon2)

export const passwordTooWeak = domainError(
  'password_too_weak',
  400,
  'Choose a password of 12 to 128 characters that is not easy to guess.',
)

/** A hash that no password has, so that an unknown login costs as much time as a known one. */
export const nobodysPhc =
  '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzMQ$bm9ib2R5IGhhcyB0aGlzIHBhc3N3b3JkIGF0IGFsbCE'

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { ...cost, message: spelled(password), nonce, tagLength })
  const { memory, passes, parallelism } = cost
  const [salt, hash] = [nonce, tag].map((bytes) => bytes.toString('base64').replace(/=+$/, ''))
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${salt}$${hash}`
}

/** Compares in constant time. Throws for a string that is no argon2id hash of bearable cost. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const [memory = '', passes = '', parallelism = '', salt = '', hash = ''] =
    /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d),p=(\d)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
      .exec(phc)
      ?.slice(1) ?? []
  const kept = Buffer.from(hash, 'base64')
  if (kept.length < 16) throw new Error('not an argon2id hash in PHC format')
  const tag = await derive('argon2id', {
    message: spelled(password),
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: kept.length,
  })
  return timingSafeEqual(tag, kept)
}

/** Why this password may not be taken, or null when it may. `names` are those of its owner. */
export function whyNotPassword(password: string, names: string[]): DomainError | null {
  const { length } = Array.from(password)
  if (length < lengthMin || length > passwordLengthMax) return passwordTooWeak({ why: 'length' })
  const plain = password.normalize('NFKC').toLowerCase()
  const letters = plain.replace(/[^\p{L}\p{N}]/gu, '')
  if (new Set(plain).size < 5) return passwordTooWeak({ why: 'few_characters' })
  if (isRun(plain) || commonParts.some((part) => isMostly(letters, part)))
    return passwordTooWeak({ why: 'common' })
  if (names.some((name) => name.length >= 3 && isMostly(plain, name.toLowerCase())))
    return passwordTooWeak({ why: 'own_name' })
  return null
}

/** What the long ones among the most used passwords are made of. */
const commonParts = [
  'password',
  'passw0rd',
  'p4ssw0rd',
  'qwertyuiop',
  'qwerty',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx',
  '1q2w3e4r',
  'iloveyou',
  'letmein',
  'welcome',
  'administrator',
  'admin',
  'changeme',
  'woaini',
  '5201314',
  'dragon',
  'monkey',
  'football',
  'sunshine',
  'tessera',
]

/** True when fewer than eight characters are left without `part`. */
const isMostly = (text: string, part: string) =>
  text.includes(part) && text.replaceAll(part, '').length < 8

/** True for characters that follow each other, up or down: 123456789012, abcdefghijkl. */
function isRun(text: string): boolean {
  const points = Array.from(text, (one) => one.codePointAt(0)!)
  const steps = points.slice(1).map((point, at) => Math.abs(point - points[at]!))
  return steps.every((step) => step === 1 || step === 9) // nine: from 9 back to 0
}

const spelled = (password: string) => password.normalize('NFKC')

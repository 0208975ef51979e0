import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from 'otpauth'
import { acceptedStep, newTotpSecret, totpCode, totpUri } from './totp.ts'

/** RFC 6238, appendix B: the secret of its SHA-1 vectors, whose last six digits are ours. */
const secret = Secret.fromLatin1('12345678901234567890').base32
const at = (seconds: number) => new Date(seconds * 1_000)

test('codes are those of RFC 6238', () => {
  const vectors: [number, string][] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
  ]
  for (const [seconds, code] of vectors) assert.equal(totpCode(secret, at(seconds)), code)
})

test('a code of another secret, of two steps away, or not of six digits is refused', () => {
  const now = at(1_234_567_890)
  const accept = (code: string) => acceptedStep(secret, code, { now, lastStep: 0 })
  const wrong = [
    totpCode(newTotpSecret(), now),
    totpCode(secret, at(1_234_567_890 - 60)),
    totpCode(secret, at(1_234_567_890 + 60)),
    '',
    '5924',
    '0059240',
    '00592x',
  ]
  for (const code of wrong) assert.equal(accept(code), null, code)
  for (const seconds of [-30, 0, 30])
    assert.equal(accept(totpCode(secret, at(1_234_567_890 + seconds))), 41_152_263 + seconds / 30)
})

test('a code works once, and then no older one does', () => {
  const now = at(1_234_567_890)
  const step = acceptedStep(secret, totpCode(secret, now), { now, lastStep: 0 })!
  const before = totpCode(secret, at(1_234_567_890 - 30))
  const next = totpCode(secret, at(1_234_567_890 + 30))
  assert.equal(acceptedStep(secret, totpCode(secret, now), { now, lastStep: step }), null)
  assert.equal(acceptedStep(secret, before, { now, lastStep: step }), null)
  assert.equal(acceptedStep(secret, next, { now, lastStep: step }), step + 1)
})

test('the address for the app names the shop and the login', () => {
  const uri = totpUri('ming.wang', secret)
  assert.match(uri, /^otpauth:\/\/totp\/Tessera:ming\.wang\?issuer=Tessera&secret=[A-Z2-7]{32}&/)
})

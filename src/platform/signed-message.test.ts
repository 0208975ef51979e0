import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { addMs } from './clock.ts'
import { addKey, openKeyRing, openSigner } from './key-ring.ts'
import { sealMessage, whyNotTrusted } from './signed-message.ts'

async function aFolder() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'keys-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}
const now = new Date('2026-11-22T08:00:00.500Z')
const body = Buffer.from('{"amountFen":1}')
const head = 'POST\n/v1/instructions?a=1\n'

test('a signed message is trusted as it is, and nothing else is', async () => {
  await using keys = await aFolder()
  const signer = openSigner(keys.folder)
  const ring = openKeyRing(keys.folder)
  const seal = sealMessage(signer, head, body, now)
  assert.equal(whyNotTrusted(ring, seal, head, body, now), null)
  const cases = {
    'other body': [seal, head, Buffer.from('{"amountFen":2}')],
    'other method': [seal, head.replace('POST', 'PUT'), body],
    'other path': [seal, head.replace('v1', 'v2'), body],
    'other query': [seal, head.replace('a=1', 'a=2'), body],
    'no head': [seal, '', body],
    'other nonce': [{ ...seal, nonce: `${seal.nonce.slice(0, -1)}_` }, head, body],
    'other time': [{ ...seal, timestamp: String(Number(seal.timestamp) + 1) }, head, body],
    'signature of another spelling': [{ ...seal, signature: ` ${seal.signature}` }, head, body],
    'signature without its end': [{ ...seal, signature: seal.signature.slice(0, -2) }, head, body],
  } as const
  for (const [title, [someSeal, someHead, someBody]] of Object.entries(cases))
    assert.equal(whyNotTrusted(ring, someSeal, someHead, someBody, now), 'wrong_signature', title)
  for (const name of ['timestamp', 'nonce', 'serial', 'signature'] as const) {
    for (const value of [undefined, '', [seal[name]], 7])
      assert.ok(whyNotTrusted(ring, { ...seal, [name]: value }, head, body, now), name)
  }
  assert.equal(whyNotTrusted(ring, { ...seal, serial: 'x' }, head, body, now), 'unknown_serial')
})

test('five minutes in either direction are too much, a millisecond less is not', async () => {
  await using keys = await aFolder()
  const ring = openKeyRing(keys.folder)
  const signer = openSigner(keys.folder)
  const madeAt = new Date('2026-11-22T08:00:00Z')
  const seal = sealMessage(signer, head, body, madeAt)
  const at = (ms: number) => whyNotTrusted(ring, seal, head, body, addMs(madeAt, ms))
  assert.deepEqual([at(300_000), at(-300_000)], ['stale', 'stale'])
  assert.deepEqual([at(299_999), at(-299_999)], [null, null])
})

test('keys rotate with overlap while everybody keeps running', async () => {
  await using keys = await aFolder()
  const ring = openKeyRing(keys.folder)
  const signer = openSigner(keys.folder)
  const first = sealMessage(signer, '', body, now)
  assert.equal(whyNotTrusted(ring, first, '', body, now), null)
  const serial = addKey(keys.folder, new Date())
  const second = sealMessage(signer, '', body, now)
  assert.equal(second.serial, serial)
  for (const seal of [first, second]) assert.equal(whyNotTrusted(ring, seal, '', body, now), null)
  await rm(path.join(keys.folder, `${first.serial}.public.pem`))
  assert.equal(whyNotTrusted(ring, first, '', body, now), 'unknown_serial')
  assert.equal(whyNotTrusted(ring, second, '', body, now), null)
})

test('private keys are for their owner only, and are made once', async () => {
  await using keys = await aFolder()
  const folder = path.join(keys.folder, 'side')
  const { serial } = openSigner(folder).current()
  assert.equal(openSigner(folder).current().serial, serial)
  const files = await readdir(folder)
  assert.deepEqual(files.toSorted(), [`${serial}.private.pem`, `${serial}.public.pem`])
  const modeOf = async (file: string) => (await stat(path.join(folder, file))).mode & 0o777
  assert.equal(await modeOf(`${serial}.private.pem`), 0o600)
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
})

test('a ring whose folder is not there yet trusts nobody, and finds the key when it comes', async () => {
  await using keys = await aFolder()
  const folder = path.join(keys.folder, 'later')
  const ring = openKeyRing(folder)
  assert.equal(ring.find('any'), undefined)
  const signer = openSigner(folder)
  const seal = sealMessage(signer, '', body, now)
  assert.equal(whyNotTrusted(ring, seal, '', body, now), null)
  await writeFile(path.join(folder, 'notes.txt'), 'no key')
  assert.equal(whyNotTrusted(ring, seal, '', body, now), null)
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createVault, VaultRefusal } from './vault.ts'

const secret = randomBytes(32)
const vault = createVault(secret)
const place = { table: 'pool.address', column: 'cipher', rowId: 'a' }
const now = new Date('2026-11-20T04:00:00Z')
const later = new Date('2026-11-20T04:05:00Z')

test('two records that changed places do not open', () => {
  const other = { ...place, rowId: 'b' }
  const [mine, theirs] = [vault.seal(place, 'mine'), vault.seal(other, 'theirs')]
  assert.throws(() => vault.open(place, theirs), VaultRefusal)
  assert.throws(() => vault.open(other, mine), VaultRefusal)
  assert.throws(() => vault.open({ ...place, column: 'note' }, mine), VaultRefusal)
  assert.throws(() => vault.open({ ...place, table: 'pool.identity' }, mine), VaultRefusal)
  assert.equal(vault.open(place, mine), 'mine')
})

test('a record sealed with a key we do not have is refused by its key id', () => {
  const foreign = createVault(randomBytes(32)).seal(place, 'secret')
  assert.throws(() => vault.open(place, foreign), /key that we do not have/)
  const relabelled = Buffer.from(foreign)
  vault.seal(place, '').copy(relabelled, 1, 1, 5)
  assert.throws(() => vault.open(place, relabelled), /not what was sealed/)
})

test('a record with any byte changed, cut or added is refused', () => {
  const record = vault.seal(place, '上海市')
  for (let at = 0; at < record.length; at++) {
    const changed = Buffer.from(record)
    changed[at]! ^= 1
    assert.throws(() => vault.open(place, changed), VaultRefusal, `byte ${at}`)
    assert.throws(() => vault.open(place, record.subarray(0, at)), VaultRefusal, `cut at ${at}`)
  }
  assert.throws(() => vault.open(place, Buffer.concat([record, Buffer.of(0)])), VaultRefusal)
})

test('a secret rotates: the old records open, new ones need the new secret', () => {
  const old = vault.seal(place, '上海市')
  const rotated = createVault(randomBytes(32), [secret])
  assert.equal(rotated.open(place, old), '上海市')
  assert.throws(() => vault.open(place, rotated.seal(place, 'new')), /key that we do not have/)
})

test('the same text sealed twice looks different, and its index is the same', () => {
  assert.notDeepEqual(vault.seal(place, 'text'), vault.seal(place, 'text'))
  const index = vault.blindIndex('phone', '+8613800138000')
  assert.deepEqual(vault.blindIndex('phone', '+8613800138000'), index)
  assert.notDeepEqual(vault.blindIndex('phone', '+8613800138001'), index)
  assert.notDeepEqual(vault.blindIndex('email', '+8613800138000'), index)
  assert.notDeepEqual(vault.digest('phone', '+8613800138000'), index)
  assert.notDeepEqual(createVault(randomBytes(32)).blindIndex('phone', '+8613800138000'), index)
})

test('a token is refused when changed, expired, made for another use or by somebody else', () => {
  const token = vault.signToken('enrol', { staffId: 'one' }, later)
  assert.deepEqual(vault.readToken('enrol', token, now), { staffId: 'one' })
  assert.equal(vault.readToken('enrol', token, later), null)
  assert.equal(vault.readToken('reset', token, now), null)
  const [text, signature] = token.split('.')
  const said = Buffer.from('{"claims":{"staffId":"two"},"until":9e15}').toString('base64url')
  const foreign = createVault(randomBytes(32)).signToken('enrol', { staffId: 'one' }, later)
  const wrong = [`${said}.${signature}`, `${text}.`, text!, '', '.', `${token}.`, foreign]
  for (const one of wrong) assert.equal(vault.readToken('enrol', one, now), null, one)
})

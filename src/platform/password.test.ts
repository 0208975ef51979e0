import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, nobodysPhc, verifyPassword, whyNotPassword } from './password.ts'

const good = 'correct horse battery'

test('a wrong password, or one cut or in another case, is not the password', async () => {
  const phc = await hashPassword(good)
  for (const wrong of ['', good.toUpperCase(), good.slice(0, -1), `${good} `, phc])
    assert.equal(await verifyPassword(wrong, phc), false, wrong)
  assert.equal(await verifyPassword(good, phc), true)
  assert.equal(await verifyPassword(good, nobodysPhc), false)
})

test('a damaged hash, or one that would cost too much, is an error and no match', async () => {
  const phc = await hashPassword(good)
  const damaged = [
    '',
    'plain',
    phc.replace('argon2id', 'argon2i'),
    phc.replace('m=19456', 'm=99999999'),
    phc.replace(/\$[^$]*$/, '$'),
    phc.replace(/\$[^$]*$/, '$AAAA'),
  ]
  for (const one of damaged) await assert.rejects(verifyPassword(good, one), one)
})

test('hashes are salted argon2id PHC strings of the parameters OWASP names', async () => {
  const [one, other] = [await hashPassword(good), await hashPassword(good)]
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(one, other)
  const head = (phc: string) => phc.split('$').slice(0, 4)
  assert.deepEqual(head(nobodysPhc), head(one), 'an unknown login costs the same')
  assert.deepEqual(
    nobodysPhc.split('$').map((part) => part.length),
    one.split('$').map((part) => part.length),
  )
})

test('a hash made elsewhere is understood', async () => {
  // argon2 -id -t 2 -m 16 -p 1 of the reference implementation: its test vector.
  const known =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  assert.equal(await verifyPassword('password', known), true)
  assert.equal(await verifyPassword('Password', known), false)
})

test('a password that is short, long, common or its owner’s name is refused', () => {
  const why = (password: string) =>
    whyNotPassword(password, ['mingming.wang', '王小明'])?.facts['why']
  const cases: [string, string | undefined][] = [
    ['', 'length'],
    ['abc!DEF?12x', 'length'],
    ['x7'.repeat(65), 'length'],
    ['aaaaaaaaaaaa', 'few_characters'],
    ['123123123123', 'few_characters'],
    ['123456789012', 'common'],
    ['abcdefghijklm', 'common'],
    ['987654321098', 'common'],
    ['password1234', 'common'],
    ['Password-Password1', 'common'],
    ['qwertyuiop12', 'common'],
    ['Admin@2026!!', 'common'],
    ['Ｐａｓｓｗｏｒｄ１２３４', 'common'],
    ['mingming.wang1', 'own_name'],
    ['correct horse battery', undefined],
    ['qN7-vault-admin-riverbank', undefined],
    ['我家门前有两棵树都是枣树', undefined],
    ['7'.repeat(120) + 'abcdefgh', undefined],
  ]
  for (const [password, expected] of cases) assert.equal(why(password), expected, password)
})

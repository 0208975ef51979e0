import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskPhone, normalisePhone, Phone } from './phone.ts'

test('what is no mobile phone number is refused', () => {
  const wrong = [
    '',
    '+',
    '1380013800',
    '138001380000',
    '12800138000',
    '+86 10 6552 9988',
    '+8601380013800',
    '8613800138000x',
    '1380013800O',
    '++8613800138000',
    '+0447700900123',
    '+123456',
    '+1234567890123456',
    "13800138000' or 1=1",
  ]
  for (const text of wrong) assert.equal(normalisePhone(text), null, text)
  assert.equal(Phone.safeParse('12345').success, false)
})

test('every spelling of a number is the same number', () => {
  const spellings = [
    '13800138000',
    '138 0013 8000',
    '138-0013-8000',
    '+86 138 0013 8000',
    '+86(138)00138000',
    '008613800138000',
    '8613800138000',
    '１３８００１３８０００',
    '＋８６ １３８ ００１３ ８０００',
    ' 13800138000\n',
  ]
  for (const text of spellings) assert.equal(normalisePhone(text), '+8613800138000', text)
  assert.equal(normalisePhone('+44 7700 900123'), '+447700900123')
  assert.equal(Phone.parse('138 0013 8000'), '+8613800138000')
})

test('a masked number keeps its start and its last four digits only', () => {
  assert.equal(maskPhone('+8613800138000'), '138****8000')
  assert.equal(maskPhone('+447700900123'), '+44****0123')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clock, dateTime, fenFrom, money, phoneText, yuanText } from './format.ts'

test('money is written from whole fen, to the last digit, alike in both languages', () => {
  const cases: [fen: number, text: string][] = [
    [0, '¥0.00'],
    [1, '¥0.01'],
    [10, '¥0.10'],
    [100, '¥1.00'],
    [123_456, '¥1,234.56'],
    [-250, '-¥2.50'],
    // As a float this would end in .90 or worse.
    [Number.MAX_SAFE_INTEGER, '¥90,071,992,547,409.91'],
  ]
  for (const [fen, text] of cases) {
    assert.equal(money(fen, 'zh'), text)
    assert.equal(money(fen, 'en'), text)
  }
})

test('what is typed as an amount is read to the fen, and nothing else is', () => {
  const cases: [text: string, fen: number | null][] = [
    ['12', 1_200],
    ['12.5', 1_250],
    ['0.01', 1],
    [' ￥1,234.56 ', 123_456],
    ['1，234', 123_400],
    ['', null],
    ['-1', null],
    ['1.234', null],
    ['1e3', null],
    ['twelve', null],
    ['99999999999999', null],
  ]
  for (const [text, fen] of cases) assert.equal(fenFrom(text), fen, text)
})

test('every amount that is written can be read again', () => {
  for (const fen of [0, 1, 99, 100, 12_345, 9_999_999]) assert.equal(fenFrom(yuanText(fen)), fen)
})

test('times are those of Shanghai, wherever the reader is', () => {
  assert.match(dateTime('2026-11-20T16:30:00.000Z', 'zh'), /2026年11月21日.*00:30/)
  assert.match(dateTime('2026-11-20T16:30:00.000Z', 'en'), /Nov 21, 2026/)
})

test('a countdown never shows less than nothing', () => {
  assert.equal(clock(-5_000), '00:00')
  assert.equal(clock(59_001), '01:00')
  assert.equal(clock(3_600_000 * 26 + 189_000), '26:03:09')
})

test('a phone is written as it is read aloud', () => {
  assert.equal(phoneText('+8613800138000'), '138 0013 8000')
  assert.equal(phoneText('+447700900123'), '+447700900123')
})

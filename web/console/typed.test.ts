import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fenFrom, yuanText } from '#web/kit/format.ts'
import {
  bpsFrom,
  dayOf,
  daysBefore,
  instantFrom,
  localOf,
  percentText,
  wholeFrom,
} from './typed.ts'

test('yuan with at most two decimals become fen without rounding; all else is no amount', () => {
  const cases: [text: string, fen: number | null][] = [
    ['0', 0],
    ['0.01', 1],
    ['0.29', 29], // 0.29 * 100 is 28.999… in binary
    ['1.1', 110],
    ['19.99', 1_999],
    ['4035.00', 403_500],
    ['1,234.50', 123_450],
    [' ￥12 ', 1_200],
    ['9999999999999.99', 999_999_999_999_999],
    ['', null],
    ['-1', null],
    ['1.234', null],
    ['1e3', null],
    ['.5', null],
    ['12.', null],
    ['１２', null],
    ['1 2', null],
    ['99999999999999999', null],
  ]
  for (const [text, fen] of cases) assert.equal(fenFrom(text), fen, JSON.stringify(text))
})

test('every amount that is shown is read back as itself', () => {
  for (const fen of [0, 1, 9, 10, 99, 100, 101, 12_345_678, 999_999_999_999_999])
    assert.equal(fenFrom(yuanText(fen)), fen)
})

test('a rate in per cent becomes basis points, and back', () => {
  const cases: [string, number | null][] = [
    ['5', 500],
    ['5.25', 525],
    ['0.1 %', 10],
    ['100%', 10_000],
    ['5.255', null],
    ['¥5', null],
    ['', null],
  ]
  for (const [text, bps] of cases) assert.equal(bpsFrom(text), bps, JSON.stringify(text))
  const texts: [number, string][] = [
    [525, '5.25'],
    [520, '5.2'],
    [500, '5'],
    [10_000, '100'],
    [5, '0.05'],
    [0, '0'],
  ]
  for (const [bps, text] of texts) assert.equal(percentText(bps), text)
})

test('a whole number is one of digits only, not below the least', () => {
  const cases: [string, number | null][] = [
    ['1', 1],
    ['1,000', 1_000],
    ['0', null],
    ['-5', null],
    ['1.5', null],
    ['9007199254740993', null],
    ['', null],
  ]
  for (const [text, number] of cases) assert.equal(wholeFrom(text), number, JSON.stringify(text))
  assert.equal(wholeFrom('-5', -1_000), -5)
})

test('a time in a form is Shanghai’s, wherever the browser is', () => {
  assert.equal(instantFrom('2026-11-20T12:00'), '2026-11-20T04:00:00.000Z')
  assert.equal(instantFrom('2026-01-01T00:30'), '2025-12-31T16:30:00.000Z')
  assert.equal(instantFrom('2026-11-20T12:00:30'), '2026-11-20T04:00:30.000Z')
  for (const wrong of ['', '2026-11-20', '2026-13-20T12:00', '2026-11-20T25:00', 'tomorrow'])
    assert.equal(instantFrom(wrong), null, wrong)
  assert.equal(localOf(Date.parse('2026-11-20T04:00:59Z')), '2026-11-20T12:00')
  assert.equal(dayOf(Date.parse('2025-12-31T16:30:00Z')), '2026-01-01')
  assert.equal(daysBefore(Date.parse('2025-12-31T16:30:00Z'), 1), '2025-12-31')
})

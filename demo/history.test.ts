import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHistory, readProducts, toFen } from './history.ts'

test('a price in pounds becomes whole fen digit by digit, or none at all', () => {
  const cases: [string, number | null][] = [
    ['2.1', 210],
    ['2.55', 255],
    ['0.29', 29],
    ['1.15', 115],
    ['4', 400],
    ['0', 0],
    ['0.10', 10],
    ['1.100', 110],
    ['-11062.06', -1_106_206],
    ['0.001', null],
    ['', null],
    ['1e2', null],
    ['2.', null],
  ]
  for (const [price, fen] of cases) assert.equal(toFen(price), fen, price)
})

test('the history is read whole and as it stands', async () => {
  const lines = await readHistory()
  assert.equal(lines.length, 320_705)
  assert.deepEqual(lines[0], {
    lineNo: 1,
    invoiceNo: '536365',
    stockCode: '85123A',
    quantity: 6,
    invoicedAt: '2010-12-01 08:26',
    unitPriceFen: 255,
    customerNo: '17850',
    country: 'United Kingdom',
  })
  assert.equal(lines.filter((line) => line.invoiceNo.startsWith('C')).length, 5_847)
  assert.equal(lines.filter((line) => line.customerNo === null).length, 88_652)
  assert.equal((await readProducts()).length, 3_958)
})

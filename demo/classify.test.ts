import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skuCode, whySetAside } from './classify.ts'
import type { Reason } from './classify.ts'
import type { Line } from './history.ts'

const aLine: Line = {
  lineNo: 1,
  invoiceNo: '536365',
  stockCode: '85123A',
  quantity: 6,
  invoicedAt: '2010-12-01 08:26',
  unitPriceFen: 255,
  customerNo: '17850',
  country: 'United Kingdom',
}

test('a line that is no sale of goods is set aside for the reason that says most', () => {
  const cases: [Partial<Line>, Reason | null][] = [
    [{}, null],
    [{ customerNo: null }, null],
    [{ stockCode: 'DCGSSGIRL' }, null],
    [{ invoiceNo: 'C536365', quantity: -6 }, null],
    [{ stockCode: 'POST' }, 'fee_or_adjustment'],
    [{ stockCode: 'm' }, 'fee_or_adjustment'],
    [{ stockCode: '23444' }, 'fee_or_adjustment'],
    [{ stockCode: 'D', invoiceNo: 'C536365', quantity: -1 }, 'fee_or_adjustment'],
    [{ stockCode: 'S' }, 'sample'],
    [{ stockCode: 'B', invoiceNo: 'A563186', unitPriceFen: -1_106_206 }, 'bad_debt'],
    [{ stockCode: 'gift_0001_20' }, 'gift_voucher'],
    [{ stockCode: '22016' }, 'gift_voucher'],
    [{ quantity: -10, unitPriceFen: 0 }, 'stock_adjustment'],
    [{ quantity: 0 }, 'stock_adjustment'],
    [{ unitPriceFen: 0 }, 'zero_price'],
    [{ stockCode: 'PADS', unitPriceFen: null }, 'price_below_a_fen'],
  ]
  for (const [change, reason] of cases) {
    assert.equal(whySetAside({ ...aLine, ...change }), reason, JSON.stringify(change))
  }
})

test('codes that differ only in case are one article', () => {
  assert.equal(skuCode('15056bl'), skuCode('15056BL'))
})

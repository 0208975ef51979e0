import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountParts, chainKind, unitKind } from './account-id.ts'

test('an account id is read as unit, purpose and owner, whatever signs the owner has', () => {
  const skuId = '0193477a-0000-7000-8000-000000000001'
  assert.deepEqual(accountParts(`SKU:${skuId}/for_sale/shop`), {
    unit: `SKU:${skuId}`,
    purpose: 'for_sale',
    owner: 'shop',
  })
  assert.deepEqual(accountParts('CNY/payer/a/b'), { unit: 'CNY', purpose: 'payer', owner: 'a/b' })
  assert.deepEqual(accountParts('nonsense'), { unit: 'nonsense', purpose: '', owner: '' })
})

test('the kind of a unit and of a chain stands before its colon', () => {
  assert.equal(unitKind('CNY'), 'CNY')
  assert.equal(unitKind('COUPON_ALLOWANCE:x'), 'COUPON_ALLOWANCE')
  assert.equal(chainKind('refund:0193:2'), 'refund')
})

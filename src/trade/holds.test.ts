import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forSale, skuUnit, soldOf, supplyOf } from '#catalog/stock.ts'
import type { Account, Chain, ChainResult, Transfer } from '#ledger/chain.ts'
import { decide } from '#ledger/decide.ts'
import type { LedgerState } from '#ledger/decide.ts'
import { allowance, book, couponLeft, couponSource, flashStock } from './accounts.ts'
import {
  grantChains,
  holdTransfers,
  placeChainId,
  returnTransfers,
  takeLateTransfers,
  takeTransfers,
  voidTransfers,
  whyRefused,
} from './holds.ts'
import type { HoldingOrder } from './holds.ts'

const now = new Date('2026-11-20T04:00:00Z')
const payBy = new Date('2026-11-20T04:15:00Z')
const limits = {
  coupon: new Map([['c', { perMemberMax: 1 }]]),
  flash: new Map([['s', { perMemberMax: 3 }]]),
}

function anOrder(of: Partial<HoldingOrder> = {}): HoldingOrder {
  const lines = [
    { skuId: 'b', quantity: 2, flashSaleId: null },
    { skuId: 'a', quantity: 3, flashSaleId: 's' },
  ]
  return { orderId: 'o', memberId: 'm', payBy, couponId: 'c', lines, ...of }
}

/** A ledger in memory with 5 of article b, 4 of article a in sale s, 2 coupons. */
function aLedger() {
  const state: LedgerState = {
    accounts: new Map(),
    holds: new Map(),
    known: new Map(),
    closed: new Set(),
  }
  let chains = 0
  const run = (all: Chain[], at = now): ChainResult[] => decide(state, all, at)
  const post = (id: string, transfers: Transfer[], at = now): ChainResult =>
    run([{ book, id, reference: id, transfers }], at)[0]!
  const give = (from: Account, to: Account, amount: number) =>
    post(`give:${chains++}`, [{ kind: 'post', from, to, amount }])
  give(supplyOf('b'), forSale('b'), 5)
  give(supplyOf('a'), flashStock(skuUnit('a'), 's'), 4)
  give(couponSource('c'), couponLeft('c'), 2)
  const place = (order: HoldingOrder) => {
    run(grantChains([order], limits))
    return post(placeChainId(order.orderId), holdTransfers(order))
  }
  const stateOf = ({ id }: Account) => {
    const { posted = 0, held = 0 } = state.accounts.get(id) ?? {}
    return [posted, held]
  }
  /**
   * Posted and held of: article b for sale, a in the sale, coupons, the member's two allowances.
   */
  const all = () =>
    [
      forSale('b'),
      flashStock(skuUnit('a'), 's'),
      couponLeft('c'),
      allowance('FLASH', 's', 'm'),
      allowance('COUPON', 'c', 'm'),
    ].map(stateOf)
  return { run, post, place, all, stateOf }
}
const done: ChainResult = { ok: true, fresh: true }
const untouched = [
  [5, 0],
  [4, 0],
  [2, 0],
  [3, 0],
  [1, 0],
]
const taken = [
  [3, 0],
  [1, 0],
  [1, 0],
  [0, 0],
  [0, 0],
]

test('placing holds goods, coupon and limits; paying in time takes exactly what was held', () => {
  const ledger = aLedger()
  assert.deepEqual(ledger.place(anOrder()), done)
  assert.deepEqual(ledger.all(), [
    [5, 2],
    [4, 3],
    [2, 1],
    [3, 3],
    [1, 1],
  ])
  assert.deepEqual(ledger.post('take:o', takeTransfers(anOrder())), done)
  assert.deepEqual(ledger.all(), taken)
  assert.deepEqual(ledger.stateOf(soldOf('b')), [2, 0])
})

test('closing before the time frees everything, and a late payment may take it again', () => {
  const ledger = aLedger()
  ledger.place(anOrder())
  assert.deepEqual(ledger.post('close:o', voidTransfers(anOrder())), done)
  assert.deepEqual(ledger.all(), untouched)
  assert.deepEqual(ledger.post('take:o', takeLateTransfers(anOrder())), done)
  assert.deepEqual(ledger.all(), taken)
})

test('after the holds expired a payment takes what is still there, once', () => {
  const ledger = aLedger()
  ledger.place(anOrder())
  const onTime = ledger.post('take:o', takeTransfers(anOrder()), payBy)
  assert.deepEqual([onTime.ok, !onTime.ok && onTime.reason], [false, 'hold_expired'])
  // As `postChains` does: an expired hold counts as free.
  const expired = aLedger()
  expired.run(grantChains([anOrder()], limits))
  assert.deepEqual(expired.post('take:o', takeLateTransfers(anOrder()), payBy), done)
  assert.deepEqual(expired.all(), taken)
  const twice = expired.post('take:o', takeTransfers(anOrder()), payBy)
  assert.deepEqual([twice.ok, !twice.ok && twice.reason], [false, 'id_reused'])
})

test('a second grant of the same allowance gives nothing, within a batch and in a later one', () => {
  const ledger = aLedger()
  const [one, two] = [anOrder(), anOrder({ orderId: 'o2' })]
  const chains = grantChains([one, two], limits)
  assert.deepEqual(
    chains.map((chain) => [chain.id, chain.reference]),
    [
      ['grant:flash:s:m', 's'],
      ['grant:coupon:c:m', 'c'],
    ],
  )
  assert.deepEqual(ledger.run(chains), [done, done])
  const again: ChainResult = { ok: true, fresh: false }
  assert.deepEqual(ledger.run(grantChains([two], limits)), [again, again])
  assert.deepEqual(ledger.stateOf(allowance('FLASH', 's', 'm')), [3, 0])
  assert.throws(() => grantChains([anOrder({ couponId: 'x' })], limits), /no limit is known/)
})

test('a refusal says what is short, by article, sale or coupon', () => {
  const refusalOf = (order: HoldingOrder, before: HoldingOrder[] = []) => {
    const ledger = aLedger()
    for (const one of before) assert.deepEqual(ledger.place(one), done)
    const result = ledger.place(order)
    assert.ok(!result.ok)
    const { code, facts } = whyRefused(result.accountId, result.reason)
    return [code, facts]
  }
  const plain = (memberId: string, skuId: string, quantity: number, flashSaleId: string | null) =>
    anOrder({
      orderId: memberId,
      memberId,
      couponId: null,
      lines: [{ skuId, quantity, flashSaleId }],
    })
  const withCoupon = (orderId: string, memberId: string) =>
    anOrder({ orderId, memberId, lines: [{ skuId: 'b', quantity: 1, flashSaleId: null }] })

  assert.deepEqual(refusalOf(plain('m', 'b', 6, null)), ['sold_out', { skuId: 'b' }])
  assert.deepEqual(refusalOf(plain('m', 'a', 2, 's'), [plain('m2', 'a', 3, 's')]), [
    'sold_out',
    { skuId: 'a', flashSaleId: 's' },
  ])
  assert.deepEqual(refusalOf(plain('m', 'a', 4, 's')), ['member_limit', { flashSaleId: 's' }])
  assert.deepEqual(refusalOf(withCoupon('2', 'm'), [withCoupon('1', 'm')]), [
    'member_limit',
    { couponId: 'c' },
  ])
  const two = [withCoupon('1', 'm1'), withCoupon('2', 'm2')]
  assert.deepEqual(refusalOf(withCoupon('3', 'm3'), two), ['coupon_gone', { couponId: 'c' }])
  assert.throws(() => whyRefused(forSale('b').id, 'id_reused'), /id_reused/)
  assert.throws(() => whyRefused('CNY/payer/m', 'insufficient'), /payer/)
})

test('returned goods are for sale again, lines of money only move nothing', () => {
  const ledger = aLedger()
  ledger.place(anOrder())
  ledger.post('take:o', takeTransfers(anOrder()))
  const back = returnTransfers([
    { skuId: 'b', quantity: 1 },
    { skuId: 'a', quantity: 0 },
  ])
  assert.equal(back.length, 1)
  ledger.post('return:r', back)
  assert.deepEqual(
    [ledger.stateOf(forSale('b')), ledger.stateOf(soldOf('b'))],
    [
      [4, 0],
      [1, 0],
    ],
  )
})

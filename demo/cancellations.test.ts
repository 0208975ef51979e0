import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchCancellations } from './cancellations.ts'
import type { Line } from './history.ts'
import { planOrders } from './orders.ts'

type Sketch = [
  invoiceNo: string,
  at: string,
  quantity: number,
  unitPriceFen: number,
  change?: Partial<Line>,
]

/** Lines of one customer and one article; a quantity below zero cancels. */
function match(...sketches: Sketch[]) {
  const lines = sketches.map(([invoiceNo, at, quantity, unitPriceFen, change], i): Line => {
    const invoicedAt = `2011-01-${at}`
    const plain = { stockCode: '85123A', customerNo: '17850', country: 'France' }
    return { lineNo: i + 1, invoiceNo, quantity, invoicedAt, unitPriceFen, ...plain, ...change }
  })
  const purchases = lines.filter((line) => line.quantity > 0)
  const cancellations = lines.filter((line) => line.quantity < 0)
  const orders = planOrders(purchases, 0)
  const matching = matchCancellations(cancellations, purchases, orders, 0)
  const invoiceOf = new Map(orders.map((order) => [order.id, order.invoiceNo]))
  const taken = matching.refunds.map((refund) => ({
    from: invoiceOf.get(refund.orderId),
    pieces: refund.lines.map((line) => line.quantity),
    amountFen: refund.amountFen,
  }))
  return { ...matching, taken }
}

test('a cancellation without an earlier purchase is listed, not loaded', () => {
  const before = match(['C1', '01 09:00', -2, 100], ['2', '02 09:00', 2, 100])
  assert.deepEqual(before.taken, [])
  assert.equal(before.unmatched[0]?.why, 'no_earlier_purchase')
  assert.equal(before.matchedLineNos.size, 0)

  const elsewhere = match(
    ['1', '01 09:00', 5, 100, { customerNo: '12346' }],
    ['2', '01 09:00', 5, 100, { stockCode: '71053' }],
    ['C3', '02 09:00', -2, 100],
  )
  assert.deepEqual(elsewhere.taken, [])
})

test('a guest cannot be told from another, so a cancellation without customer is never matched', () => {
  const guest = { customerNo: null }
  const { taken, unmatched } = match(
    ['1', '01 09:00', 5, 100, guest],
    ['C2', '02 09:00', -5, 100, guest],
  )
  assert.deepEqual(taken, [])
  assert.equal(unmatched[0]?.why, 'no_customer')
})

test('more is never taken back than was bought, and the rest is listed', () => {
  const { taken, unmatched, matchedLineNos } = match(
    ['1', '01 09:00', 5, 100],
    ['C2', '02 09:00', -3, 100],
    ['C3', '03 09:00', -9, 100],
    ['C4', '04 09:00', -1, 100],
  )
  assert.deepEqual(
    taken.map(({ pieces }) => pieces),
    [[3], [2]],
  )
  assert.deepEqual(
    unmatched.map(({ line, quantity }) => [line.invoiceNo, quantity]),
    [
      ['C3', 7],
      ['C4', 1],
    ],
  )
  assert.ok(unmatched.every(({ why }) => why === 'more_than_bought'))
  assert.deepEqual([...matchedLineNos], [2, 3])
})

test('the latest purchase at the same price comes first, then the latest at any price', () => {
  const { taken, priceDifferences } = match(
    ['1', '01 09:00', 4, 100],
    ['2', '02 09:00', 4, 100],
    ['3', '03 09:00', 4, 90],
    ['C4', '04 09:00', -10, 100],
  )
  assert.deepEqual(taken, [
    { from: '2', pieces: [4], amountFen: 400 },
    { from: '1', pieces: [4], amountFen: 400 },
    { from: '3', pieces: [2], amountFen: 180 },
  ])
  const differences = priceDifferences.map(({ quantity, paidFen, filePriceFen }) => {
    return { quantity, paidFen, filePriceFen }
  })
  assert.deepEqual(differences, [{ quantity: 2, paidFen: 90, filePriceFen: 100 }])
})

test('a code in another case is the same article, and two lines of one cancellation are one refund', () => {
  const { taken } = match(
    ['1', '01 09:00', 4, 100, { stockCode: '85123a' }],
    ['C2', '01 09:05', -1, 100],
    ['C2', '01 09:05', -2, 100],
  )
  assert.deepEqual(taken, [{ from: '1', pieces: [3], amountFen: 300 }])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AfterSaleLine, AfterSaleOrder } from './after-sale-order.ts'
import { afterSaleUntil, leftOf, noReasonUntil } from './refund-rules.ts'
import { whyNotRequestRefund, worthOf } from './refund-rules.ts'
import type { AskedRefund } from './refund-rules.ts'

const line = (of: Partial<AfterSaleLine> = {}): AfterSaleLine => ({
  lineNo: 1,
  skuId: 's',
  brandId: 'b',
  quantity: 3,
  totalFen: 100,
  flashSaleId: null,
  sent: true,
  refundedQuantity: 0,
  refundedFen: 0,
  openQuantity: 0,
  openFen: 0,
  ...of,
})
const order = (of: Partial<AfterSaleOrder> = {}): AfterSaleOrder => ({
  orderId: 'o',
  memberId: 'm',
  status: 'shipped',
  disputed: false,
  totalFen: 100,
  refundedFen: 0,
  couponId: null,
  receivedAt: null,
  lines: [line()],
  ...of,
})
const asked = (of: Partial<AskedRefund> = {}): AskedRefund => ({
  kind: 'return',
  reason: 'damaged',
  lines: [{ lineNo: 1, quantity: 1 }],
  requestedBy: 'member',
  requestedAt: new Date('2026-11-20T04:00:00Z'),
  ...of,
})
const codeOf = (of: Partial<AfterSaleOrder>, refund: Partial<AskedRefund> = {}) =>
  whyNotRequestRefund(order(of), asked(refund))?.code ?? null

test('seven days without a reason run from the day after receipt to 24:00 of the seventh, in China', () => {
  const cases: [received: string, until: string][] = [
    ['2026-11-16T00:00:00+08:00', '2026-11-24T00:00:00+08:00'], // Monday's first instant
    ['2026-11-16T23:59:59.999+08:00', '2026-11-24T00:00:00+08:00'], // its last: next Monday 24:00
    ['2026-11-17T00:00:00+08:00', '2026-11-25T00:00:00+08:00'],
    ['2026-11-16T16:00:00Z', '2026-11-25T00:00:00+08:00'], // a day later in China than in UTC
    ['2026-02-22T12:00:00+08:00', '2026-03-02T00:00:00+08:00'], // over the end of a month
    ['2026-12-28T12:00:00+08:00', '2027-01-05T00:00:00+08:00'], // over the end of a year
  ]
  for (const [received, until] of cases) {
    const receivedAt = new Date(received)
    assert.equal(noReasonUntil(receivedAt).getTime(), new Date(until).getTime(), received)
    const at = (ms: number) => ({ requestedAt: new Date(new Date(until).getTime() + ms) })
    const received7 = { status: 'received' as const, receivedAt }
    assert.equal(codeOf(received7, { reason: 'no_reason', ...at(-1) }), null)
    assert.equal(codeOf(received7, { reason: 'no_reason', ...at(0) }), 'return_window_closed')
    assert.equal(codeOf(received7, { reason: 'damaged', ...at(0) }), null)
    const byStaff = { requestedBy: 'staff' as const, reason: 'no_reason', ...at(0) }
    assert.equal(codeOf(received7, byStaff), null)
  }
  const error = whyNotRequestRefund(
    order({ status: 'received', receivedAt: new Date('2026-11-01T00:00:00Z') }),
    asked({ reason: 'no_reason' }),
  )
  assert.equal(error?.rule, 'R-02')
})

test('with a reason there are 175 days, counted alike; before receipt no clock runs', () => {
  const receivedAt = new Date('2026-01-01T23:00:00+08:00')
  const until = afterSaleUntil(receivedAt)
  assert.equal(until.toISOString(), '2026-06-25T16:00:00.000Z')
  const completed = { status: 'completed' as const, receivedAt }
  assert.equal(codeOf(completed, { requestedAt: new Date(until.getTime() - 1) }), null)
  assert.equal(codeOf(completed, { requestedAt: until }), 'after_sale_over')
  assert.equal(codeOf(completed, { requestedAt: until, requestedBy: 'staff' }), null)
  const longAfter = new Date('2036-01-01T00:00:00Z')
  assert.equal(codeOf({}, { requestedAt: longAfter, reason: 'no_reason' }), null)
})

test('what was not sent is cancelled and what was sent is returned, in states that allow it', () => {
  const unsent = { status: 'paid' as const, lines: [line({ sent: false })] }
  const sentInPart = { status: 'paid' as const, lines: [line(), line({ lineNo: 2, sent: false })] }
  const second = [{ lineNo: 2, quantity: 1 }]
  const cases: [string, Partial<AfterSaleOrder>, Partial<AskedRefund>, string | null][] = [
    ['nothing was paid', { status: 'placed' }, { kind: 'cancel' }, 'order_state'],
    ['never paid', { status: 'closed' }, {}, 'order_state'],
    ['all went back', { status: 'refunded' }, {}, 'order_state'],
    ['not sent: cancel', unsent, { kind: 'cancel' }, null],
    ['not sent: return', unsent, { kind: 'return' }, 'order_state'],
    ['not sent: keep', unsent, { kind: 'money_only' }, 'order_state'],
    ['not sent, staff', unsent, { kind: 'money_only', requestedBy: 'staff' }, null],
    ['sent: cancel', {}, { kind: 'cancel' }, 'order_state'],
    ['sent: return', {}, {}, null],
    ['sent: keep', {}, { kind: 'money_only' }, null],
    ['one parcel sent: return it', sentInPart, {}, null],
    ['one parcel sent: cancel it', sentInPart, { kind: 'cancel' }, 'order_state'],
    ['one parcel sent: cancel the other', sentInPart, { kind: 'cancel', lines: second }, null],
    ['disputed', { disputed: true }, {}, 'dispute_open'],
    ['disputed, staff', { disputed: true }, { requestedBy: 'staff' }, 'dispute_open'],
  ]
  for (const [title, of, refund, code] of cases) assert.equal(codeOf(of, refund), code, title)
})

test('no more is asked for than was bought, less what went back and what others ask for', () => {
  const cases: [string, Partial<AfterSaleLine>, AskedRefund['lines'], string | null][] = [
    ['all', {}, [{ lineNo: 1, quantity: 3 }], null],
    ['one too many', {}, [{ lineNo: 1, quantity: 4 }], 'refund_exceeds'],
    ['none', {}, [{ lineNo: 1, quantity: 0 }], 'refund_exceeds'],
    ['less than none', {}, [{ lineNo: 1, quantity: -1 }], 'refund_exceeds'],
    ['beyond a refund', { refundedQuantity: 2 }, [{ lineNo: 1, quantity: 2 }], 'refund_exceeds'],
    ['beside a refund', { refundedQuantity: 2 }, [{ lineNo: 1, quantity: 1 }], null],
    ['beyond a request', { openQuantity: 2 }, [{ lineNo: 1, quantity: 2 }], 'refund_exceeds'],
    ['no such line', {}, [{ lineNo: 9, quantity: 1 }], 'refund_exceeds'],
    [
      'twice the same line',
      {},
      [
        { lineNo: 1, quantity: 1 },
        { lineNo: 1, quantity: 1 },
      ],
      'duplicate_line',
    ],
    ['money, by a member', {}, [{ lineNo: 1, quantity: 0, amountFen: 1 }], 'refund_exceeds'],
  ]
  for (const [title, of, lines, code] of cases)
    assert.equal(codeOf({ lines: [line(of)] }, { lines }), code, title)

  const money = (amountFen: number, of: Partial<AfterSaleLine> = {}) =>
    codeOf(
      { lines: [line(of)] },
      { requestedBy: 'staff', kind: 'money_only', lines: [{ lineNo: 1, quantity: 0, amountFen }] },
    )
  assert.equal(money(100), null)
  assert.equal(money(101), 'refund_exceeds')
  assert.equal(money(-1), 'refund_exceeds')
  assert.equal(money(61, { refundedFen: 20, openFen: 20 }), 'refund_exceeds')
  assert.equal(money(60, { refundedFen: 20, openFen: 20 }), null)
})

test('whatever is asked for, withdrawn and asked for again: never above what was paid, in full exactly', () => {
  const acts = fc.array(fc.record({ quantity: fc.nat(5), fen: fc.nat(40), withdraw: fc.nat(5) }), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(200), acts, (quantity, totalFen, acts) => {
      const one = line({ quantity, totalFen })
      const whole = order({ totalFen, lines: [one] })
      let open: { quantity: number; amountFen: number }[] = []
      const ask = (lines: AskedRefund['lines']) => {
        const refund = asked({ kind: 'money_only', requestedBy: 'staff', lines })
        if (whyNotRequestRefund(whole, refund)) return
        open.push(worthOf(whole, lines)[0]!)
        count()
      }
      const count = () => {
        one.openQuantity = open.reduce((sum, part) => sum + part.quantity, 0)
        one.openFen = open.reduce((sum, part) => sum + part.amountFen, 0)
        assert.ok(one.openFen <= totalFen && one.openQuantity <= quantity)
        assert.ok(open.every((part) => part.amountFen >= 0))
      }
      for (const act of acts) {
        ask([{ lineNo: 1, quantity: act.quantity, amountFen: act.quantity ? undefined : act.fen }])
        open = open.filter((_, index) => index !== act.withdraw)
        count()
      }
      if (one.openQuantity === quantity) return
      ask([{ lineNo: 1, quantity: quantity - one.openQuantity }])
      assert.equal(leftOf(one), 0)
    }),
  )
})

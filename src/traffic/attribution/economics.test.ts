/** What another buyer costs: told where the weeks tell it, and left open where they do not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { marginalCostOf, newcomerValueOf, paybackDaysOf, verdictOf, weeksMin } from './economics.ts'

const weeksOf = (count: number, of: (week: number) => { costFen: number; buyers: number }) =>
  Array.from({ length: count }, (_, week) => of(week))

test('on a straight line one more buyer costs what the line says', () => {
  const weeks = weeksOf(8, (week) => ({ costFen: 1_000 * week, buyers: 5 + 2 * week }))
  assert.deepEqual(marginalCostOf(weeks), { known: true, fen: 500, fromFen: 500, toFen: 500 })
})

test('too few weeks, a cost that never changes and no link are told as such', () => {
  const line = (week: number) => ({ costFen: 1_000 * week, buyers: week })
  assert.deepEqual(marginalCostOf(weeksOf(weeksMin - 1, line)), {
    known: false,
    why: 'too_few_weeks',
  })
  assert.equal(marginalCostOf(weeksOf(weeksMin, line)).known, true)
  const same = (week: number) => ({ costFen: 1_000 + week, buyers: week })
  assert.deepEqual(marginalCostOf(weeksOf(9, same)), { known: false, why: 'cost_never_changed' })
  const none = (week: number) => ({ costFen: 1_000 * week, buyers: week % 2 })
  assert.deepEqual(marginalCostOf(weeksOf(9, none)), { known: false, why: 'no_link' })
  const fewer = (week: number) => ({ costFen: 1_000 * week, buyers: 20 - week })
  assert.deepEqual(marginalCostOf(weeksOf(9, fewer)), { known: false, why: 'no_link' })
  assert.deepEqual(marginalCostOf(weeksOf(9, () => ({ costFen: 0, buyers: 1 }))), {
    known: false,
    why: 'cost_never_changed',
  })
})

test('the interval holds the true cost in about 95 of 100 shops', () => {
  let state = 3
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  let held = 0
  const shops = 400
  for (let shop = 0; shop < shops; shop++) {
    const told = marginalCostOf(
      weeksOf(20, () => {
        const costFen = 10_000 + 40_000 * random()
        return { costFen, buyers: 3 + costFen / 2_000 + 2 * normal() }
      }),
    )
    if (told.known && told.fromFen <= 2_000 && 2_000 <= told.toFen) held++
  }
  assert.ok(held > 0.92 * shops && held < 0.98 * shops, `${held} of ${shops}`)
})

test('payback is the first day on which newcomers had left more than they cost', () => {
  const margin = [
    { day: 30, marginFen: 50 },
    { day: 0, marginFen: 40 },
    { day: 120, marginFen: 10 },
  ]
  assert.equal(paybackDaysOf(margin, 40), 0)
  assert.equal(paybackDaysOf(margin, 41), 30)
  assert.equal(paybackDaysOf(margin, 100), 120)
  assert.equal(paybackDaysOf(margin, 101), null)
  assert.equal(newcomerValueOf(margin, 2), 45) // the hundred and twentieth day is too late
  assert.equal(newcomerValueOf(margin, 0), null)
})

test('a channel is called too dear only when the whole interval is', () => {
  const told = { known: true, fen: 100, fromFen: 80, toFen: 130 } as const
  assert.equal(verdictOf(told, 79), 'over')
  assert.equal(verdictOf(told, 80), 'maybe_over')
  assert.equal(verdictOf(told, 100), 'under')
  assert.equal(verdictOf(told, null), 'unknown')
  assert.equal(verdictOf({ known: false, why: 'no_link' }, 1), 'unknown')
})

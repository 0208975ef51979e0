import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newcombe, studentOf, verdictOf, welch, wilson } from './effect.ts'

const near = (found: number, right: number, by = 5e-5) =>
  assert.ok(Math.abs(found - right) < by, `${found} is not ${right}`)

test('the intervals are those of the published examples', () => {
  // Newcombe 1998, table II, method 10: 56/70 − 48/80, 9/10 − 3/10, 5/56 − 0/29, 10/10 − 0/10.
  const cases = [
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [10, 10, 0, 10, 0.6075, 1],
  ] as const
  for (const [x, m, y, n, low, high] of cases) {
    const found = newcombe({ buyers: x, people: m }, { buyers: y, people: n })
    near(found.low, low, 6e-5)
    near(found.high, high, 6e-5)
  }
  near(wilson(0, 20).high, 0.1611)
  for (const [freedom, right] of [
    [5, 2.5706],
    [10, 2.2281],
    [30, 2.0423],
    [1e9, 1.96],
  ] as const)
    near(studentOf(freedom), right, 4e-3)
})

test('money is compared by Welch, worked out by hand', () => {
  // 1, 2, 3, 4 and 2, 2: means 2.5 and 2, variances 5/3 and 0, 3 degrees of freedom.
  const one = { people: 4, buyers: 4, spentFen: 10, spentSquares: 30 }
  const other = { people: 2, buyers: 2, spentFen: 4, spentSquares: 8 }
  const { difference, low, high } = welch(one, other)
  assert.equal(difference, 0.5)
  near((high - low) / 2, 3.182 * Math.sqrt(5 / 12), 0.02)
})

test('few people say nothing; a clear difference is said; else how many are missing', () => {
  const group = (people: number, buyers: number) => ({
    people,
    buyers,
    spentFen: 0,
    spentSquares: 0,
  })
  assert.deepEqual(verdictOf(group(90, 80), group(10, 0)), { says: 'too_few', peopleMore: 200 })
  assert.deepEqual(verdictOf(group(900, 300), group(100, 10)), { says: 'more' })
  assert.deepEqual(verdictOf(group(900, 90), group(100, 40)), { says: 'less' })
  const unclear = verdictOf(group(900, 100), group(100, 10))
  assert.ok(unclear.says === 'unclear' && unclear.peopleMore! > 10_000)
  assert.deepEqual(verdictOf(group(100, 10), group(100, 10)), { says: 'unclear', peopleMore: null })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areaPath, barsPath, labelPlaces, linePath, roundAbove, slotAt } from './scale.ts'

const field = { width: 100, height: 50 }

test('the figure beside a chart is round and not below its highest point', () => {
  const cases: [most: number, round: number][] = [
    [0, 1],
    [1, 1],
    [3, 5],
    [10, 10],
    [11, 20],
    [49_999, 50_000],
    [50_001, 100_000],
    [987_654_321, 1_000_000_000],
  ]
  for (const [most, round] of cases) assert.equal(roundAbove(most), round, String(most))
})

test('each point stands in the middle of its slot, and 0 at the foot', () => {
  assert.equal(linePath([0, 10], 10, field), 'M25.00 50.00L75.00 0.00')
  assert.equal(linePath([7], 10, field), 'M50.00 15.00')
  assert.equal(linePath([], 10, field), '')
  assert.equal(areaPath([0, 10], 10, field), 'M25.00 50.00L75.00 0.00L75.00 50L25.00 50Z')
  assert.equal(areaPath([], 10, field), '')
})

test('a bar is as high as its value, and nothing has no bar', () => {
  assert.equal(barsPath([0, 5], 10, field), 'M72.33 50v-25.00h5.33v25.00Z')
  const first = barsPath([5, 5], 10, field, { only: (at) => at === 0 })
  assert.equal(first, 'M22.33 50v-25.00h5.33v25.00Z')
  assert.equal(barsPath([5], 10, field, { slots: 2 }), first, 'the second has not begun')
  assert.equal(linePath([10], 10, field, 2), 'M25.00 0.00')
})

test('a finger at the edge, or beyond it, is at the first or the last point', () => {
  assert.deepEqual(
    [-0.2, 0, 0.49, 0.5, 1, 3].map((share) => slotAt(share, 2)),
    [0, 0, 0, 1, 1, 1],
  )
})

test('labels stand at the first and the last point, and never twice at one', () => {
  assert.deepEqual(labelPlaces(271, 4), [0, 90, 180, 270])
  assert.deepEqual(labelPlaces(3, 4), [0, 1, 2])
  assert.deepEqual(labelPlaces(0, 4), [])
  assert.deepEqual(labelPlaces(5, 4), [0, 1, 3, 4])
})

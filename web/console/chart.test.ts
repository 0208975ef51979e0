import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelPlaces, linePath, roundAbove } from './chart.ts'

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

test('a line begins at the left, ends at the right, and has 0 at the foot', () => {
  const field = { width: 100, height: 50 }
  assert.equal(linePath([0, 10, 5], 10, field), 'M0.00 50.00L50.00 0.00L100.00 25.00')
  assert.equal(linePath([7], 10, field), 'M0.00 15.00')
  assert.equal(linePath([], 10, field), '')
})

test('labels stand at the first and the last point, and never twice at one', () => {
  assert.deepEqual(labelPlaces(271, 4), [0, 90, 180, 270])
  assert.deepEqual(labelPlaces(3, 4), [0, 1, 2])
  assert.deepEqual(labelPlaces(0, 4), [])
  assert.deepEqual(labelPlaces(5, 4), [0, 1, 3, 4])
})

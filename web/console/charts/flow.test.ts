/** A flow loses nobody: as wide as it comes to a station it goes on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { flowSize, layFlow } from './flow.ts'

const paths = fc.array(
  fc.record({
    steps: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }),
    end: fc.constantFrom('bought', 'not'),
    count: fc.integer({ min: 1, max: 500 }),
  }),
  { minLength: 1, maxLength: 12 },
)

test('stations of a column stand below one another inside of the picture', () => {
  fc.assert(
    fc.property(paths, (all) => {
      const { stations, columns } = layFlow(all)
      for (let column = 0; column < columns; column++) {
        const own = stations.filter((one) => one.column === column)
        for (const [i, one] of own.entries()) {
          const next = own[i + 1]
          if (next) assert.ok(one.y + one.height <= next.y)
          // A station that few went through is as high as can be seen, which may take a little more.
          assert.ok(one.y + one.height <= flowSize.height + 2 * own.length)
        }
      }
    }),
  )
})

test('every path has a band from each of its stations to the next', () => {
  fc.assert(
    fc.property(paths, (all) => {
      const { bands, stations, columns } = layFlow(all)
      assert.equal(
        bands.length,
        all.reduce((sum, { steps }) => sum + steps.length, 0),
      )
      const last = stations.filter(({ column }) => column === columns - 1)
      assert.deepEqual(
        last.map(({ name }) => name).toSorted(),
        [...new Set(all.map(({ end }) => end))].toSorted(),
      )
    }),
  )
})

/** Credit by paths, held to a second computation that goes another way. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fraction, isSame, parseDecimal, plus, toDecimal, toNumber, zero } from './fraction.ts'
import { removalsOf } from './markov.ts'
import type { CountedPath } from './markov.ts'
import { creditOf, oneADay, pathModels, splitExactly, weightsOf } from './models.ts'
import { attributePaths, missOf } from './path-data.ts'

const channel = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const walk = fc.array(channel, { minLength: 1, maxLength: 9 })
const paths = fc.array(
  fc.record({ channels: walk, conversions: fc.nat({ max: 9 }), nulls: fc.nat({ max: 9 }) }),
  { minLength: 1, maxLength: 25 },
)

const parts = (model: (typeof pathModels)[number], names: string) =>
  Object.fromEntries(
    [...creditOf(model, oneADay(names.split('')))].map(([name, { over, under }]) => {
      return [name, `${over}/${under}`]
    }),
  )

test('each model credits as its words say', () => {
  assert.deepEqual(parts('first', 'abca'), { a: '1/1' })
  assert.deepEqual(parts('last', 'abcc'), { c: '1/1' })
  assert.deepEqual(parts('linear', 'abca'), { a: '1/2', b: '1/4', c: '1/4' })
  assert.deepEqual(parts('position', 'a'), { a: '1/1' })
  assert.deepEqual(parts('position', 'ab'), { a: '1/2', b: '1/2' })
  assert.deepEqual(parts('position', 'abc'), { a: '2/5', b: '1/5', c: '2/5' })
  assert.deepEqual(parts('position', 'abcd'), { a: '2/5', b: '1/10', c: '1/10', d: '2/5' })
  assert.deepEqual(parts('shapley', 'aab'), { a: '1/2', b: '1/2' })
  const week = [
    { channel: 'early', daysBefore: 7 },
    { channel: 'late', daysBefore: 0 },
  ]
  assert.deepEqual(creditOf('decay', week).get('late'), fraction(2n, 3n))
})

test('the parts of a conversion are exactly one conversion, by every model, for every path', () => {
  const touches = fc.array(
    fc.record({ channel, daysBefore: fc.double({ min: 0, max: 90, noNaN: true }) }),
    { minLength: 1, maxLength: 40 },
  )
  fc.assert(
    fc.property(touches, fc.constantFrom(...pathModels), (path, model) => {
      const sum = [...creditOf(model, path).values()].reduce(plus, zero)
      assert.ok(isSame(sum, fraction(1n, 1n)), `${sum.over}/${sum.under}`)
      const ppm = splitExactly(weightsOf(model, path), 1_000_000n)
      assert.equal(
        ppm.reduce((all, part) => all + part, 0n),
        1_000_000n,
      )
      assert.ok(ppm.every((part) => part >= 0n))
    }),
  )
})

test('units that are left over go to the largest remainders', () => {
  assert.deepEqual(splitExactly([1n, 1n, 1n], 100n), [34n, 33n, 33n])
  assert.deepEqual(splitExactly([1n, 2n, 3n], 10n), [2n, 3n, 5n])
  assert.throws(() => splitExactly([0n], 1n), RangeError)
})

test('Shapley is what all orders of the channels say on average', () => {
  fc.assert(
    fc.property(walk, (names) => {
      const players = [...new Set(names)]
      const worth = (coalition: string[]) => (coalition.length === players.length ? 1 : 0)
      const credit = creditOf('shapley', oneADay(names))
      for (const player of players) {
        const others = players.filter((one) => one !== player)
        let value = 0
        for (let mask = 0; mask < 2 ** others.length; mask++) {
          const coalition = others.filter((_, i) => mask & (2 ** i))
          const orders =
            (factorial(coalition.length) * factorial(others.length - coalition.length)) /
            factorial(players.length)
          value += orders * (worth([...coalition, player]) - worth(coalition))
        }
        assert.ok(Math.abs(value - toNumber(credit.get(player)!)) < 1e-12)
      }
    }),
  )
})

test('linear and decay are what counting touch by touch says', () => {
  fc.assert(
    fc.property(walk, (names) => {
      const weights = names.map((_, i) => 2 ** (-(names.length - 1 - i) / 7))
      const all = weights.reduce((sum, weight) => sum + weight, 0)
      for (const name of new Set(names)) {
        const touches = names.flatMap((one, i) => (one === name ? [i] : []))
        const decay = touches.reduce((sum, i) => sum + weights[i]! / all, 0)
        const path = oneADay(names)
        const linear = toNumber(creditOf('linear', path).get(name)!)
        assert.ok(Math.abs(linear - touches.length / names.length) < 1e-12)
        assert.ok(Math.abs(toNumber(creditOf('decay', path).get(name)!) - decay) < 1e-12)
      }
    }),
  )
})

test('removal effects are what walking the chain says, with the channel there and without it', () => {
  fc.assert(
    fc.property(paths, (counted) => {
      const { removals, rate, residual } = removalsOf(counted)
      assert.ok(residual < 1e-9)
      const converts = counted.reduce((sum, one) => sum + one.conversions, 0)
      const walks = counted.reduce((sum, one) => sum + one.conversions + one.nulls, 0)
      if (walks > 0) assert.ok(Math.abs(rate - converts / walks) < 1e-9, `${rate}`)
      const whole = chanceByWalking(counted)
      for (const { channel: removed, effect } of removals) {
        const without = chanceByWalking(counted, removed)
        const expected = whole > 0 ? 1 - without / whole : 0
        assert.ok(Math.abs(effect - expected) < 1e-9, `${removed}: ${effect}, not ${expected}`)
      }
      const shares = removals.reduce((sum, { share }) => sum + share, 0)
      if (converts > 0) assert.ok(Math.abs(shares - 1) < 1e-12)
    }),
  )
})

test('a channel that every buyer came over takes all of them with it', () => {
  const { removals } = removalsOf([
    { channels: ['a', 'b'], conversions: 1, nulls: 1 },
    { channels: ['c', 'b'], conversions: 1, nulls: 1 },
  ])
  assert.deepEqual(
    removals.map(({ channel: name, effect }) => [name, Math.round(effect * 1e9) / 1e9]),
    [
      ['a', 0.5],
      ['b', 1],
      ['c', 0.5],
    ],
  )
})

test('nobody converted: nothing is credited and nothing breaks', () => {
  const { removals, rate } = removalsOf([{ channels: ['a'], conversions: 0, nulls: 3 }])
  assert.deepEqual(removals, [{ channel: 'a', effect: 0, share: 0 }])
  assert.equal(rate, 0)
  assert.deepEqual(removalsOf([]).removals, [])
})

test('over a data set every model adds up to all conversions and to all value', () => {
  fc.assert(
    fc.property(paths, fc.array(fc.nat({ max: 9_999_999 })), (counted, values) => {
      const valued = counted.map((path, i) => ({
        ...path,
        value: path.conversions > 0 ? fraction(BigInt(values[i] ?? 1), 1_000n) : zero,
      }))
      const attribution = attributePaths(valued)
      if (!valued.some(({ conversions }) => conversions > 0)) return
      for (const model of pathModels) assert.equal(missOf(attribution, model), 0)
      assert.ok(missOf(attribution, 'markov') < 1e-9)
      const linear = [...attribution.credit.linear.values()].map(({ value }) => value)
      assert.ok(isSame(linear.reduce(plus, zero), attribution.totals.value))
    }),
  )
})

test('decimals are read and written by their digits', () => {
  assert.equal(toDecimal(parseDecimal('0.30000000000000004'), 17), '0.30000000000000004')
  assert.equal(toDecimal(parseDecimal('-1.5e-3'), 4), '-0.0015')
  assert.equal(toDecimal(fraction(2n, 3n), 6), '0.666667')
  assert.equal(toDecimal(fraction(-1n, 3n), 0), '0')
  assert.equal(toNumber(fraction(1n, 3n)), 1 / 3)
  assert.equal(toNumber(fraction(-(10n ** 40n), 4n * 10n ** 40n)), -0.25)
  assert.throws(() => parseDecimal('abc'), RangeError)
})

/** Goes step by step until nearly nobody is left walking; what is still on the way is added up. */
function chanceByWalking(counted: CountedPath[], removed?: string): number {
  const steps = new Map<string, Map<string, number>>()
  const add = (from: string, to: string, count: number) => {
    const row = steps.get(from) ?? new Map<string, number>()
    steps.set(from, row.set(to, (row.get(to) ?? 0) + count))
  }
  for (const { channels, conversions, nulls } of counted) {
    let from = '(start)'
    for (const to of channels) {
      add(from, to, conversions + nulls)
      from = to
    }
    add(from, '(conversion)', conversions)
    add(from, '(null)', nulls)
  }
  let here = new Map([['(start)', 1]])
  let converted = 0
  for (let step = 0; step < 20_000 && here.size > 0; step++) {
    const next = new Map<string, number>()
    for (const [from, chance] of here) {
      const row = steps.get(from) ?? new Map<string, number>()
      const all = [...row.values()].reduce((sum, count) => sum + count, 0)
      for (const [to, count] of row) {
        const part = all > 0 ? (chance * count) / all : 0
        if (to === '(conversion)') converted += part
        else if (to !== '(null)' && to !== removed && part > 1e-18)
          next.set(to, (next.get(to) ?? 0) + part)
      }
    }
    here = next
  }
  return converted
}

const factorial = (number: number): number => (number < 2 ? 1 : number * factorial(number - 1))

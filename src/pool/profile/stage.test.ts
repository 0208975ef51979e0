import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayMs } from '#platform/clock.ts'
import { factKinds } from '../facts/fact.ts'
import type { FactKind } from '../facts/fact.ts'
import { addBought, addMilestones, boughtOf, lapsedAfterMs, milestonesOf } from './milestone.ts'
import type { Bought, Milestones } from './milestone.ts'
import { lifeOf } from './stage.ts'
import type { Stage } from './stage.ts'

/**
 * What may follow what. Nobody unlearns the shop or signs up backwards; what was bought may go
 * back.
 */
const mayFollow: Record<Stage, readonly Stage[]> = {
  stranger: ['visitor', 'member', 'buyer', 'repeat', 'advocate'],
  visitor: ['member', 'buyer', 'repeat', 'advocate'],
  member: ['buyer', 'repeat', 'advocate'],
  buyer: ['repeat', 'advocate', 'lapsed', 'member', 'visitor'],
  repeat: ['buyer', 'advocate', 'lapsed', 'member', 'visitor'],
  advocate: ['lapsed', 'member', 'visitor'],
  lapsed: ['buyer', 'repeat', 'advocate', 'member', 'visitor'],
}

const start = Date.parse('2026-03-01T12:00:00+08:00')
type Told = { day: number; kind: FactKind; order?: number; fen?: number }
const orderIds = Array.from({ length: 4 }, () => randomUUID())

const factOf = ({ day, kind, order = 0, fen = 100 }: Told) => ({
  id: randomUUID(),
  kind,
  happenedAt: new Date(start + day * dayMs),
  objectId: orderIds[order]!,
  amountFen: fen,
})

function sum(told: Told[]): { milestones: Milestones; orders: Bought[] } {
  const facts = told.map(factOf)
  const orders = new Map<string, Bought>()
  for (const bought of facts.map(boughtOf)) {
    if (!bought) continue
    const known = orders.get(bought.orderId)
    orders.set(bought.orderId, known ? addBought(known, bought) : bought)
  }
  return {
    milestones: facts.map(milestonesOf).reduce(addMilestones),
    orders: [...orders.values()].toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1)),
  }
}

function stagesOf(told: Told[], nowDay = 1): string[] {
  const { milestones, orders } = sum(told)
  const { changes } = lifeOf(milestones, orders, start + nowDay * dayMs)
  return changes.map(({ at, stage }) => `${(at - start) / dayMs} ${stage}`)
}

const cases: [string, Told[], number, string[]][] = [
  ['came once', [{ day: 0, kind: 'visited' }], 400, ['0 stranger']],
  [
    'came twice on one day',
    [
      { day: 0, kind: 'visited' },
      { day: 0.1, kind: 'visited' },
    ],
    1,
    ['0 stranger'],
  ],
  [
    'came on another day',
    [
      { day: 0, kind: 'visited' },
      { day: 1, kind: 'visited' },
    ],
    2,
    ['0 stranger', '1 visitor'],
  ],
  [
    'looked, signed up, bought, bought again',
    [
      { day: 0, kind: 'visited' },
      { day: 1, kind: 'viewed' },
      { day: 2, kind: 'signed_up' },
      { day: 3, kind: 'paid' },
      { day: 9, kind: 'paid', order: 1 },
    ],
    10,
    ['0 stranger', '1 visitor', '2 member', '3 buyer', '9 repeat'],
  ],
  [
    'a whole refund takes a buyer back',
    [
      { day: 0, kind: 'signed_up' },
      { day: 1, kind: 'paid', fen: 100 },
      { day: 2, kind: 'refunded', fen: 40 },
      { day: 3, kind: 'refunded', fen: 60 },
    ],
    10,
    ['0 member', '1 buyer', '3 member'],
  ],
  [
    'a refund of a part does not',
    [
      { day: 0, kind: 'signed_up' },
      { day: 1, kind: 'paid', fen: 100 },
      { day: 2, kind: 'refunded', fen: 99 },
    ],
    10,
    ['0 member', '1 buyer'],
  ],
  [
    'a buyer lapses by time alone, and is back with the next deed',
    [
      { day: 0, kind: 'signed_up' },
      { day: 1, kind: 'paid' },
      { day: 20, kind: 'messaged' },
      { day: 120, kind: 'viewed' },
    ],
    121,
    ['0 member', '1 buyer', '91 lapsed', '120 buyer'],
  ],
  [
    'a buyer who brought a buyer is an advocate, also when it lapsed meanwhile',
    [
      { day: 1, kind: 'paid' },
      { day: 95, kind: 'invited' },
      { day: 100, kind: 'visited' },
    ],
    101,
    ['1 buyer', '91 lapsed', '100 advocate'],
  ],
  [
    'who brought a buyer and never bought is none',
    [
      { day: 0, kind: 'signed_up' },
      { day: 1, kind: 'invited' },
    ],
    2,
    ['0 member'],
  ],
  [
    'a deed exactly ninety days later is in time',
    [
      { day: 1, kind: 'paid' },
      { day: 91, kind: 'viewed' },
    ],
    92,
    ['1 buyer'],
  ],
]
for (const [title, told, nowDay, expected] of cases)
  test(`stages: ${title}`, () => {
    assert.deepEqual(stagesOf(told, nowDay), expected)
    assert.deepEqual(stagesOf(told.toReversed(), nowDay), expected, 'in whatever order it is told')
  })

test('the instant of a lapse: a millisecond before there is none, and it says when it will be', () => {
  const { milestones, orders } = sum([{ day: 0, kind: 'paid' }])
  const due = start + lapsedAfterMs
  const before = lifeOf(milestones, orders, due - 1)
  assert.equal(before.changes.at(-1)!.stage, 'buyer')
  assert.equal(before.changesAt, due)
  const after = lifeOf(milestones, orders, due)
  assert.deepEqual(after.changes.at(-1), { at: due, stage: 'lapsed' })
  assert.equal(after.changesAt, null)
})

const anyTold = fc.record({
  day: fc.integer({ min: 0, max: 800 }).map((half) => half / 2),
  kind: fc.constantFrom(...factKinds),
  order: fc.integer({ min: 0, max: 3 }),
  fen: fc.constantFrom(0, 50, 100),
})
const anyLife = fc.array(anyTold, { minLength: 1, maxLength: 25 })

test('milestones are the same in whatever order and in whatever groups they are summed', () => {
  fc.assert(
    fc.property(anyLife, fc.integer(), fc.nat(24), (told, seed, cut) => {
      const mixed = told.toSorted((a, b) => mix(a, seed) - mix(b, seed))
      assert.deepEqual(sum(mixed), sum(told))
      const [one, other] = [told.slice(0, cut), told.slice(cut)]
      if (one.length === 0 || other.length === 0) return
      const both = addMilestones(sum(one).milestones, sum(other).milestones)
      assert.deepEqual(both, sum(told).milestones)
    }),
  )
})
const mix = ({ day, kind, fen = 0 }: Told, seed: number) =>
  Math.sin(seed + day * 7 + kind.length * 31 + fen)

test('stages follow each other as they may, and are those of a plain look at each instant', () => {
  fc.assert(
    fc.property(anyLife, fc.integer({ min: 0, max: 1_000 }), (told, nowDay) => {
      const { milestones, orders } = sum(told)
      const now = start + nowDay * dayMs
      const { changes } = lifeOf(milestones, orders, now)
      for (const [index, { stage }] of changes.entries())
        if (index > 0) assert.ok(mayFollow[changes[index - 1]!.stage].includes(stage))
      for (let half = 0; half <= 1_400; half++) {
        const at = start + (half / 2) * dayMs
        // What is known of later than now is a fact, but silence after now is none yet.
        if (at > now) break
        const last = changes.findLast((change) => change.at <= at)
        assert.equal(last?.stage ?? 'none', plainStage(told, half / 2), `on day ${half / 2}`)
      }
    }),
    { numRuns: 60 },
  )
})

/** The words of the glossary, read off all facts again and again. */
function plainStage(told: Told[], day: number): string {
  const sofar = told.filter((one) => one.day <= day)
  if (sofar.length === 0) return 'none'
  const of = (kind: FactKind) => sofar.filter((one) => one.kind === kind)
  const kept = [0, 1, 2, 3].filter((order) => {
    const mine = (kind: FactKind) => of(kind).filter((one) => one.order === order)
    const paid = mine('paid')
    if (paid.length === 0) return false
    // All that is known of an order counts: how much was paid for it is known from its payment on.
    const all = (kind: FactKind) => told.filter((one) => one.kind === kind && one.order === order)
    const fen = (list: Told[]) => list.reduce((total, one) => total + one.fen!, 0)
    const refunds = all('refunded')
    const isWhole = refunds.length > 0 && fen(refunds) >= fen(all('paid'))
    return !(isWhole && refunds.every((one) => one.day <= day))
  }).length
  // What an order holds is told with its payment, which is the deed.
  const silent = new Set<FactKind>(['bought', 'refunded', 'completed', 'invited', 'messaged'])
  const last = Math.max(...sofar.filter((one) => !silent.has(one.kind)).map((one) => one.day))
  if (kept > 0 && day - last >= 90) return 'lapsed'
  if (kept > 0 && of('invited').length > 0) return 'advocate'
  if (kept > 0) return kept > 1 ? 'repeat' : 'buyer'
  if (of('signed_up').length > 0) return 'member'
  const days = new Set(of('visited').map((one) => Math.floor(one.day + 0.5)))
  const looked = sofar.some(
    (one) => !silent.has(one.kind) && one.kind !== 'visited' && one.kind !== 'signed_up',
  )
  return looked || days.size > 1 ? 'visitor' : 'stranger'
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCheckedLedger } from '#test/simulator/simulate.ts'
import { account, assertWellFormed, digestOf } from './chain.ts'
import type { Account, Chain, Transfer } from './chain.ts'
import { decide } from './decide.ts'
import type { LedgerState } from './decide.ts'

const book = 'main'
const start = Date.UTC(2026, 10, 20)
const at = (seconds: number) => new Date(start + seconds * 1_000)
const unit = (owner: string, floor: number | null): Account =>
  account({ unit: 'U', purpose: 'p', owner, floor })
const [till, shelf, debtor] = [unit('till', 0), unit('shelf', 0), unit('debtor', -3)]
const [source, sink] = [unit('source', null), unit('sink', null)]
const all = [till, shelf, debtor, source, sink]

const chainIds = Array.from({ length: 8 }, (_, n) => `c${n}`)
const amount = fc.integer({ min: 1, max: 6 })
const ends = fc
  .tuple(fc.constantFrom(...all), fc.constantFrom(...all))
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from, to }))
const ref = fc.record({ chainId: fc.constantFrom(...chainIds), n: fc.integer({ min: 0, max: 3 }) })
const expiry = fc.option(fc.integer({ min: 0, max: 30 }).map(at))
/** A closing transfer names its hold by a seed: which of the holds asked for before it means. */
type Drawn = {
  kind: Transfer['kind']
  ends: typeof ends extends fc.Arbitrary<infer E> ? E : never
} & {
  amount: number
  whole: boolean
  expiresAt: Date | null
  ref: { chainId: string; n: number }
  ofEarlier: number | null
}
const transfer: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom('post', 'hold', 'post_hold', 'post_hold', 'void_hold'),
  ends,
  amount,
  whole: fc.boolean(),
  expiresAt: expiry,
  ref,
  ofEarlier: fc.option(fc.nat(), { freq: 6 }),
})
const step = fc.record({
  id: fc.constantFrom(...chainIds, ...Array.from({ length: 40 }, (_, n) => `d${n}`)),
  reference: fc.constantFrom('r', 'r', 'r', 's'),
  transfers: fc.array(transfer, { minLength: 1, maxLength: 5 }),
  /** The clock, which may run backwards. */
  second: fc.integer({ min: 0, max: 30 }),
  /** The memory is lost first. */
  crash: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Fills the tills first, else every chain is refused. */
const opening: Chain = {
  book,
  id: 'opening',
  reference: 'r',
  transfers: [till, shelf].map((to) => ({ kind: 'post', from: source, to, amount: 9 })),
}

/** Makes chains of what was drawn, closing holds that were really asked for where it says so. */
function* chainsOf(steps: Step[]): Generator<{ chain: Chain; step: Step }> {
  const asked: { ref: { chainId: string; n: number }; from: Account; to: Account }[] = []
  for (const one of steps) {
    const transfers = one.transfers.map((drawn, n): Transfer => {
      const { kind, amount, whole, ofEarlier } = drawn
      if (kind === 'post') return { kind, ...drawn.ends, amount }
      if (kind === 'hold') {
        asked.push({ ref: { chainId: one.id, n }, ...drawn.ends })
        return { kind, ...drawn.ends, amount, expiresAt: drawn.expiresAt }
      }
      const known = ofEarlier === null ? undefined : asked[ofEarlier % asked.length]
      const hold = known?.ref ?? drawn.ref
      const { from, to } = known ?? drawn.ends
      return kind === 'void_hold' || whole
        ? { kind, from, to, hold }
        : { kind, from, to, hold, amount }
    })
    yield { chain: { book, id: one.id, reference: one.reference, transfers }, step: one }
  }
}

test('whatever is asked, crashes and wrong clocks included, answers and sums are the model’s', () => {
  const property = fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
    const ledger = createCheckedLedger()
    ledger.post(opening, at(0))
    for (const { chain, step } of chainsOf(steps)) {
      if (step.crash) ledger.die([chain], at(step.second))
      ledger.post(chain, at(step.second))
    }
    ledger.checkWhole(at(0))
    ledger.checkWhole(at(31))
  })
  fc.assert(property, { numRuns: 1_500 })
})

test('a refused chain, however long, leaves the state exactly as it was', () => {
  const property = fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
    const state = emptyState()
    decide(state, [opening], at(0))
    for (const { chain } of chainsOf(steps)) {
      const before = pictureOf(state)
      const [result] = decide(state, [chain], at(0))
      if (!result!.ok) assert.deepEqual(pictureOf(state), before)
    }
  })
  fc.assert(property, { numRuns: 500 })
})

test('a batch is decided as its chains one after the other', () => {
  const property = fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
    const chains = [opening, ...[...chainsOf(steps)].map(({ chain }) => chain)]
    const [together, singly] = [emptyState(), emptyState()]
    const results = decide(together, chains, at(5))
    assert.deepEqual(
      results,
      chains.map((chain) => decide(singly, [chain], at(5))[0]),
    )
    assert.deepEqual(pictureOf(together), pictureOf(singly))
  })
  fc.assert(property, { numRuns: 500 })
})

test('two chains have one digest only when they say the same', () => {
  const [one] = [opening]
  const others: Chain[] = [
    { ...one, reference: 's' },
    { ...one, transfers: one.transfers.toReversed() },
    { ...one, transfers: one.transfers.slice(1) },
    { ...one, transfers: [...one.transfers, one.transfers[0]!] },
    ...['post_hold', 'void_hold'].map((kind): Chain => {
      const hold = { chainId: 'c', n: 0 }
      return { ...one, transfers: [{ kind: kind as 'post_hold', from: till, to: sink, hold }] }
    }),
    ...[{}, { amount: 1 }, { amount: 2 }].map((part): Chain => {
      const hold = { chainId: 'c', n: 1 }
      return { ...one, transfers: [{ kind: 'post_hold', from: till, to: sink, hold, ...part }] }
    }),
    ...[null, at(1), at(2)].map((expiresAt): Chain => {
      const transfers: Transfer[] = [{ kind: 'hold', from: till, to: sink, amount: 1, expiresAt }]
      return { ...one, transfers }
    }),
  ]
  const digests = [one, ...others].map(digestOf)
  assert.equal(new Set(digests).size, digests.length)
  // The time of posting and the floor a caller believes in are not what it says.
  assert.equal(digestOf({ ...one, id: 'x', at: at(9) }), digests[0])
})

test('amounts are whole and positive, units agree, nothing moves onto itself', () => {
  const check = (transfers: Transfer[]) => () =>
    assertWellFormed({ book, id: 'bad', reference: 'r', transfers })
  const amounts = [0, -1, 1.5, 2 ** 53, Number.NaN, Infinity]
  for (const amount of amounts) {
    assert.throws(check([{ kind: 'post', from: source, to: till, amount }]), RangeError)
    const never = { expiresAt: null }
    assert.throws(check([{ kind: 'hold', from: source, to: till, amount, ...never }]), RangeError)
    const hold = { chainId: 'c', n: 0 }
    assert.throws(check([{ kind: 'post_hold', from: till, to: sink, hold, amount }]), RangeError)
  }
  const other = account({ unit: 'V', purpose: 'p', owner: 'till', floor: 0 })
  assert.throws(check([{ kind: 'post', from: source, to: other, amount: 1 }]), /differ/)
  assert.throws(check([{ kind: 'post', from: till, to: till, amount: 1 }]), /itself/)
  assert.throws(check([]), /empty/)
  check([{ kind: 'post', from: source, to: till, amount: Number.MAX_SAFE_INTEGER }])()
})

function emptyState(): LedgerState {
  return { accounts: new Map(), holds: new Map(), known: new Map(), closed: new Set() }
}

/** All of it, but accounts that nothing ever moved are as good as missing. */
function pictureOf({ accounts, holds, known, closed }: LedgerState) {
  const touched = [...accounts].filter(([, { posted, held }]) => posted !== 0 || held !== 0)
  const copies = touched.map(([id, state]) => [id, { ...state }] as const)
  return {
    accounts: new Map(copies),
    holds: new Map(holds),
    known: [...known.keys()],
    closed: new Set(closed),
  }
}

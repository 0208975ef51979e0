import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account } from '#ledger/chain.ts'
import type { Chain, ChainResult } from '#ledger/chain.ts'
import { testDb } from '#test/db.ts'
import { createCore } from './core.ts'
import { explain } from './serial.ts'
import { createCheckedLedger, simulate } from './simulate.ts'
import { runTwoProcesses } from './two-processes.ts'

const now = new Date('2026-11-20T04:00:00Z')
const unit = (owner: string, floor: number | null) =>
  account({ unit: 'U', purpose: 'p', owner, floor })
const [source, shelf, sink] = [unit('source', null), unit('shelf', 0), unit('sink', null)]
const move = (id: string, amount: number): Chain => {
  const [from, to] = id.startsWith('in') ? [source, shelf] : [shelf, sink]
  return { book: 'main', id, reference: 'r', transfers: [{ kind: 'post', from, to, amount }] }
}

test('12,000 steps of shops, with crashes and wrong clocks: every answer and every sum is right', () => {
  const { broken, answers, crashes, jumps, histories } = simulate({ steps: 12_000, seed: 'test' })
  assert.deepEqual(broken, [])
  const all = ['done', 'done before', 'insufficient', 'hold_expired', 'hold_closed', 'hold_unknown']
  for (const answer of [...all, 'exceeds_hold', 'too_large', 'id_reused'])
    assert.ok(answers.get(answer)! > 0, `nothing was answered ${answer}`)
  assert.ok(crashes > 0 && jumps > 0 && histories === 3)
})

test('the same seed leaves the same trace, another one another', () => {
  const [one, again, other] = ['a', 'a', 'b'].map((seed) => simulate({ steps: 2_000, seed }))
  assert.equal(one!.traceHash, again!.traceHash)
  assert.notEqual(one!.traceHash, other!.traceHash)
  assert.equal(simulate({ steps: 8_000, seed: 'a', earlySteps: 2_000 }).earlyHash, one!.earlyHash)
})

test('one wrong answer among thousands is found', () => {
  const wrong = (result: ChainResult, _: Chain, step: number): ChainResult =>
    step === 1_234 && result.ok ? { ok: true, fresh: !result.fresh } : result
  const lying = simulate({ steps: 2_000, seed: 'test', tamper: wrong })
  assert.match(lying.broken.join(), /step 1234: the answer to/)
})

test('a unit that comes from nowhere is found at once, and a lost hold at the next look at all', () => {
  const ledger = createCheckedLedger()
  ledger.post(move('in', 5), now)
  ledger.checkWhole(now)
  ledger.core.state.accounts.get(shelf.id)!.posted++
  assert.throws(() => ledger.post(move('out', 1), now), /sum of its transfers/)

  const other = createCheckedLedger()
  const hold = { kind: 'hold' as const, from: source, to: sink, amount: 1, expiresAt: null }
  other.post({ ...move('in', 5), transfers: [hold] }, now)
  other.core.state.holds.clear()
  assert.throws(() => other.checkWhole(now), /open holds are the unclosed ones/)
})

test('answers of two processes are explained by an order, or by none', () => {
  const core = createCore()
  core.post(move('in', 5), now)
  const done: ChainResult = { ok: true, fresh: true }
  const short: ChainResult = { ok: false, reason: 'insufficient', accountId: shelf.id }
  const before: ChainResult = { ok: true, fresh: false }
  const both = (first: ChainResult, second: ChainResult, mayHaveRunBefore = false) => {
    const batches = [
      { chains: [move('a', 4)], now, results: [first], mayHaveRunBefore },
      { chains: [move('b', 2)], now, results: [second], mayHaveRunBefore: false },
    ]
    const order = explain(core, batches)
    return order?.map(({ batch, isSeen }) => `${batch.chains[0]!.id}${isSeen ? '' : '?'}`).join(' ')
  }
  assert.equal(both(done, short), 'a b')
  assert.equal(both(short, done), 'b a')
  assert.equal(both(done, done), undefined)
  assert.equal(both(short, short), undefined)
  assert.equal(both(before, short), undefined)
  assert.equal(both(before, short, true), 'a? a b')
  assert.equal(core.state.accounts.get(shelf.id)!.posted, 5) // trying changes nothing
})

test('a history through PostgreSQL from two processes, with accidents, ends as in the core', async () => {
  await using db = await testDb()
  const { steps, batches } = await runTwoProcesses({ url: db.url, steps: 600, seed: 'test' })
  assert.ok(steps >= 600 && batches > 10)
})

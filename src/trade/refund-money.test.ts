import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { feeFen } from './order.ts'
import { shareBack } from './refund-money.ts'

const brand = (releasedFen: number, feeBps: number) => {
  const fee = feeFen(releasedFen, feeBps)
  return { payableFen: releasedFen - fee, feeFen: fee, payableBackFen: 0, feeBackFen: 0 }
}

test('a part comes back in the shares it was given in, rounded in the platform’s favour, never lost', () => {
  assert.deepEqual(shareBack(brand(1000, 500), 1000), { payableFen: 950, feeFen: 50 })
  assert.deepEqual(shareBack(brand(1000, 500), 19), { payableFen: 19, feeFen: 0 })
  assert.deepEqual(shareBack(brand(1000, 500), 20), { payableFen: 19, feeFen: 1 })
  assert.deepEqual(shareBack(brand(1000, 0), 7), { payableFen: 7, feeFen: 0 })
  assert.deepEqual(shareBack(brand(1000, 10_000), 7), { payableFen: 0, feeFen: 7 })
  assert.equal(shareBack(brand(1000, 500), 1001), null)
})

test('however it is cut, and whatever was undone in between, all of it is each one’s original share', () => {
  const parts = fc.array(fc.record({ fen: fc.integer({ min: 1, max: 500 }), undo: fc.nat(9) }))
  const released = fc.integer({ min: 1, max: 2_000 })
  fc.assert(
    fc.property(released, fc.integer({ min: 0, max: 10_000 }), parts, (releasedFen, bps, parts) => {
      const one = brand(releasedFen, bps)
      const back: { payableFen: number; feeFen: number }[] = []
      const give = (amountFen: number) => {
        const share = shareBack(one, amountFen)
        if (!share) return
        assert.equal(share.payableFen + share.feeFen, amountFen)
        assert.ok(share.payableFen >= 0 && share.feeFen >= 0)
        back.push(share)
        one.payableBackFen += share.payableFen
        one.feeBackFen += share.feeFen
        assert.ok(one.payableBackFen <= one.payableFen && one.feeBackFen <= one.feeFen)
      }
      for (const { fen, undo } of parts) {
        give(fen)
        const [undone] = back.splice(undo, 1)
        one.payableBackFen -= undone?.payableFen ?? 0
        one.feeBackFen -= undone?.feeFen ?? 0
      }
      const restFen = releasedFen - one.payableBackFen - one.feeBackFen
      if (restFen > 0) give(restFen)
      assert.deepEqual([one.payableBackFen, one.feeBackFen], [one.payableFen, one.feeFen])
    }),
  )
})

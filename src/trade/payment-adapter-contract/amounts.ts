/** Money is an integer of fen on every way (A0-1). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import { aCharge, fresh, refund, type World } from './world.ts'

export function describeAmounts(world: World): void {
  const { send, told, canPay } = world
  void describe('amounts (A0-1)', () => {
    for (const fen of [1, 9, 10, 99, 100, 101, 1999, Number.MAX_SAFE_INTEGER]) {
      test(`${fen} fen come back as ${fen} fen`, async () => {
        const payer = fresh('rich')
        await world.twin.givePayer(payer, fen)
        const charge = aCharge({ payer, amountFen: fen })
        const outcome = await send(charge)
        assert.deepEqual([outcome.status, outcome.amountFen], ['done', fen])
        assert.equal((await world.adapter.query([charge.number]))[0]!.amountFen, fen)
        assert.equal(await told(refund(charge, fen)), 'done')
        assert.equal(await canPay(payer, fen), true)
      })
    }
    for (const amountFen of [0, -1, 1.5, NaN, Infinity, 2 ** 53, '100' as unknown as number]) {
      test(`${inspect(amountFen)} fen is never sent`, async () => {
        const charge = aCharge({ amountFen })
        const innocent = aCharge()
        await assert.rejects(world.adapter.send([innocent, charge]), RangeError)
        assert.deepEqual(await world.adapter.query([innocent.number, charge.number]), [null, null])
      })
    }
  })
}

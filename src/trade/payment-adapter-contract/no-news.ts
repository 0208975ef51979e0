/** No news is not failure: ask with the same number (A0-7, A0-8). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { InstitutionUnreachable } from '../payment-adapter.ts'
import { aCharge, fresh, type World } from './world.ts'

export function describeNoNews(world: World): void {
  const { send, told, paidCharge, canPay } = world
  void describe('no news is not failure (A0-7, A0-8)', () => {
    const dead = ['drop', 'error_500', 'wrong_signature', 'stale_timestamp'] as const
    for (const fault of dead) {
      test(`after ${fault} nothing is claimed, and a question finds what happened`, async () => {
        const charge = aCharge()
        world.twin.nextAnswer(fault)
        await assert.rejects(world.adapter.send([charge]), InstitutionUnreachable)
        const [found] = await world.adapter.query([charge.number])
        assert.equal(found!.status, 'done')
        assert.deepEqual(await send(charge), found)
      })
    }

    test('an answer that takes too long is given up in time', async () => {
      const charge = aCharge()
      world.twin.nextAnswer({ delayMs: world.twin.answerWithinMs * 2 })
      const startedAt = performance.now()
      await assert.rejects(world.adapter.send([charge]), InstitutionUnreachable)
      assert.ok(performance.now() - startedAt < world.twin.answerWithinMs * 1.9)
      assert.equal((await world.adapter.query([charge.number]))[0]!.status, 'done')
    })

    test('outcomes that are too many or in another order are not believed', async () => {
      for (const fault of ['duplicate', 'reorder'] as const) {
        const charges = [aCharge(), aCharge()]
        world.twin.nextAnswer(fault)
        await assert.rejects(world.adapter.send(charges), InstitutionUnreachable)
        const found = await world.adapter.query(charges.map(({ number }) => number))
        assert.deepEqual(
          found.map((outcome) => outcome!.status),
          ['done', 'done'],
        )
      }
    })

    test('another amount than asked for is passed on as the institution says it', async () => {
      const charge = aCharge({ amountFen: 500 })
      world.twin.nextAnswer('wrong_amount')
      assert.equal((await send(charge)).amountFen, 501)
    })

    test('in 1,000 calls whose answer is lost no payer is charged twice', async () => {
      const payer = fresh('payer')
      await world.twin.givePayer(payer, 1000)
      for (let call = 0; call < 1000; call++) {
        const charge = aCharge({ payer, amountFen: 1 })
        world.twin.nextAnswer(call % 2 ? 'drop' : 'error_500')
        await assert.rejects(world.adapter.send([charge]), InstitutionUnreachable)
        if (call % 3 === 0)
          assert.equal((await world.adapter.query([charge.number]))[0]!.amountFen, 1)
        else assert.equal((await send(charge)).status, 'done')
      }
      // 1,000 fen for 1,000 charges: a double one would have run short.
      assert.equal(await canPay(payer, 1), false)
    })

    test('a number the institution never saw is unknown, so it may be sent', async () => {
      const charge = aCharge()
      assert.deepEqual(await world.adapter.query([charge.number]), [null])
      assert.equal(await told(charge), 'done')
    })

    test('another process finds and repeats what this one sent', async () => {
      const charge = await paidCharge()
      const other = world.twin.anotherAdapter()
      const [found] = await other.query([charge.number])
      assert.deepEqual(await other.send([charge]), [found])
    })
  })
}

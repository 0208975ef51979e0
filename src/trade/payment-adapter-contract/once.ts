/** The same number has its effect once (A0-5). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dayOf } from '#platform/clock.ts'
import { type Outcome } from '../payment-adapter.ts'
import { aCharge, fresh, refund, type World } from './world.ts'

export function describeOnce(world: World): void {
  const { send, told, paidCharge, canPay } = world
  void describe('once and only once (A0-5)', () => {
    test('an instruction sent 100 times, 10 at a time, is carried out once', async () => {
      const payer = fresh('payer')
      await world.twin.givePayer(payer, 1000)
      const charge = aCharge({ payer, amountFen: 1000 })
      const outcomes: Outcome[] = []
      for (let round = 0; round < 10; round++) {
        const ten = Array.from({ length: 10 }, () => send(charge))
        outcomes.push(...(await Promise.all(ten)))
      }
      assert.equal(outcomes.length, 100)
      for (const outcome of outcomes) assert.deepEqual(outcome, outcomes[0])
      assert.equal(outcomes[0]!.status, 'done')
      const bill = await world.adapter.bill(dayOf(outcomes[0]!.at))
      assert.equal(bill.filter(({ number }) => number === charge.number).length, 1)
      assert.equal(await canPay(payer, 1), false)
    })

    test('a cashier charge sent by several at once has one cashier', async () => {
      const charge = aCharge({ method: 'cashier' })
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => send(charge)))
      assert.equal(new Set(outcomes.map(({ cashierUrl }) => cashierUrl)).size, 1)
    })

    test('a refusal stays a refusal when it is sent again', async () => {
      const payer = fresh('poor')
      await world.twin.givePayer(payer, 10)
      const charge = aCharge({ payer, amountFen: 11 })
      const first = await send(charge)
      await world.twin.givePayer(payer, 1000)
      assert.deepEqual(await send(charge), first)
    })

    test('a number used with other contents is refused, and the first stands', async () => {
      const charge = await paidCharge({ amountFen: 100 })
      for (const change of [{ amountFen: 101 }, { payer: 'other' }, { subject: 'Other' }]) {
        assert.equal(await told({ ...charge, ...change }), 'number_reused')
      }
      const [known] = await world.adapter.query([charge.number])
      assert.deepEqual([known!.status, known!.amountFen], ['done', 100])
    })

    test('parallel calls in crossing orders neither block each other nor lose a fen', async () => {
      const charges = await Promise.all(
        Array.from({ length: 8 }, () => paidCharge({ amountFen: 1000 })),
      )
      const rounds = Array.from({ length: 20 }, (_, round) => {
        const some = round % 2 ? charges.toReversed() : charges
        return world.adapter.send(some.map((charge) => refund(charge, 50)))
      })
      const outcomes = (await Promise.all(rounds)).flat()
      assert.ok(outcomes.every(({ status }) => status === 'done'))
      for (const charge of charges) assert.equal(await told(refund(charge, 1)), 'exceeds_frozen')
    })
  })
}

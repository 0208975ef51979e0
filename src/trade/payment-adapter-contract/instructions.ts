/** What each instruction does, and why it may be refused. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addMs } from '#platform/clock.ts'
import { type Instruction } from '../payment-adapter.ts'
import { aCharge, brand, fresh, platform, refund, split, type World } from './world.ts'

export function describeInstructions(world: World): void {
  const { send, told, paidCharge } = world
  void describe('instructions', () => {
    test('a balance charge is done at once and says what it moved', async () => {
      const charge = aCharge({ amountFen: 1999 })
      const outcome = await send(charge)
      assert.equal(outcome.number, charge.number)
      assert.deepEqual([outcome.status, outcome.amountFen, outcome.currency], ['done', 1999, 'CNY'])
      assert.ok(outcome.institutionNumber)
      assert.ok(Math.abs(outcome.at.getTime() - Date.now()) < 60_000)
    })

    test('a cashier charge waits, says where to pay, and moves nothing yet', async () => {
      const charge = aCharge({ method: 'cashier' })
      const outcome = await send(charge)
      assert.deepEqual([outcome.status, outcome.amountFen], ['waiting', 0])
      assert.match(outcome.cashierUrl!, /^https?:\/\//)
      assert.equal(await told(refund(charge, 1)), 'charge_not_paid')
      assert.equal(await told(split(charge, 1, 1)), 'charge_not_paid')
    })

    test('a payer cannot spend more than the balance', async () => {
      const payer = fresh('poor')
      await world.twin.givePayer(payer, 500)
      assert.equal(await told(aCharge({ payer, amountFen: 501 })), 'insufficient_balance')
      assert.equal(await told(aCharge({ payer, amountFen: 500 })), 'done')
      assert.equal(await told(aCharge({ payer, amountFen: 1 })), 'insufficient_balance')
    })

    test('a charge after its deadline is refused as expired', async () => {
      assert.equal(await told(aCharge({ payBy: addMs(new Date(), -1) })), 'expired')
    })

    test('a charge is closed while it waits, and closing it again changes nothing', async () => {
      const charge = aCharge({ method: 'cashier' })
      await send(charge)
      const close = (): Instruction => {
        return { kind: 'close', number: fresh('close'), chargeNumber: charge.number }
      }
      assert.equal(await told(close()), 'done')
      assert.equal(await told(close()), 'done')
      const [closed] = await world.adapter.query([charge.number])
      assert.equal(closed!.status, 'closed')
      assert.equal(await told(refund(charge, 1)), 'charge_closed')
    })

    test('a paid charge is not closed', async () => {
      const charge = await paidCharge()
      const close = {
        kind: 'close',
        number: fresh('close'),
        chargeNumber: charge.number,
      } as const
      assert.equal(await told(close), 'already_paid')
    })

    test('no more is split or refunded than is frozen, and not one fen less', async () => {
      const charge = await paidCharge({ amountFen: 10_000 })
      assert.equal(await told(split(charge, 9_000, 1_001)), 'exceeds_frozen')
      assert.equal(await told(split(charge, 6_000, 1_000)), 'done')
      assert.equal(await told(refund(charge, 3_001)), 'exceeds_frozen')
      assert.equal(await told(refund(charge, 3_000)), 'done')
      assert.equal(await told(refund(charge, 1)), 'exceeds_frozen')
      assert.equal(await told(split(charge, 1, 1)), 'exceeds_frozen')
    })

    test('what receivers got of a charge comes back from them, never more', async () => {
      const charge = await paidCharge({ amountFen: 10_000 })
      await send(split(charge, 9_000, 1_000))
      const back = (brandFen: number, platformFen: number) =>
        refund(charge, brandFen + platformFen, [
          { receiver: brand, amountFen: brandFen },
          { receiver: platform, amountFen: platformFen },
        ])
      assert.equal(await told(back(9_001, 1)), 'exceeds_received')
      assert.equal(await told(back(4_500, 500)), 'done')
      assert.equal(await told(back(4_501, 500)), 'exceeds_received')
      assert.equal(await told(back(4_500, 500)), 'done')
      assert.equal(await told(back(1, 1)), 'exceeds_received')
    })

    test('shares that do not add up to the refund are refused', async () => {
      const charge = await paidCharge()
      await send(split(charge, 5_000, 5_000))
      const shares = [{ receiver: brand, amountFen: 100 }]
      assert.equal(await told(refund(charge, 101, shares)), 'shares_differ')
    })

    test('a receiver who was paid out goes below zero only down to the agreed limit', async () => {
      const receiver = fresh('debtor')
      await world.adapter.registerReceivers([{ receiver, name: 'Debtor' }])
      const amountFen = 60_000_00
      const charge = await paidCharge({ amountFen })
      const all = [{ receiver, amountFen }]
      const { number: chargeNumber } = charge
      assert.equal(
        await told({ kind: 'split', number: fresh('split'), chargeNumber, shares: all }),
        'done',
      )
      const payout = (fen: number): Instruction => {
        return { kind: 'payout', number: fresh('payout'), receiver, amountFen: fen }
      }
      assert.equal(await told(payout(amountFen + 1)), 'insufficient_balance')
      assert.equal(await told(payout(amountFen)), 'done')
      assert.equal(await told(payout(1)), 'insufficient_balance')
      assert.equal(await told(refund(charge, amountFen, all)), 'receiver_limit')
      const limit = [{ receiver, amountFen: 50_000_00 }]
      assert.equal(await told(refund(charge, 50_000_00, limit)), 'done')
      const one = [{ receiver, amountFen: 1 }]
      assert.equal(await told(refund(charge, 1, one)), 'receiver_limit')
    })

    test('unknown charges and receivers are refused', async () => {
      const ghost = aCharge()
      assert.equal(await told(split(ghost, 1, 1)), 'unknown_charge')
      assert.equal(await told(refund(ghost, 1)), 'unknown_charge')
      const close = { kind: 'close', number: fresh('close'), chargeNumber: ghost.number } as const
      assert.equal(await told(close), 'unknown_charge')
      const { number: chargeNumber } = await paidCharge()
      const shares = [{ receiver: fresh('nobody'), amountFen: 1 }]
      assert.equal(
        await told({ kind: 'split', number: fresh('split'), chargeNumber, shares }),
        'unknown_receiver',
      )
    })

    test('a refusal moves nothing, also when it is the second share that fails', async () => {
      const before = await world.adapter.balances()
      const charge = await paidCharge({ amountFen: 100 })
      const shares = [
        { receiver: brand, amountFen: 50 },
        { receiver: fresh('nobody'), amountFen: 50 },
      ]
      const number = fresh('split')
      await send({ kind: 'split', number, chargeNumber: charge.number, shares })
      await send(refund(charge, 100))
      assert.deepEqual(await world.adapter.balances(), before)
    })

    test('several instructions on one charge in one call are decided in order', async () => {
      const charge = aCharge({ amountFen: 100 })
      const outcomes = await world.adapter.send([
        refund(charge, 1),
        charge,
        refund(charge, 60),
        refund(charge, 60),
        refund(charge, 40),
      ])
      assert.deepEqual(
        outcomes.map(({ status, reason }) => reason ?? status),
        ['unknown_charge', 'done', 'done', 'exceeds_frozen', 'done'],
      )
    })

    test('a thousand instructions go in one call, answered in their order', async () => {
      const charges = Array.from({ length: 1000 }, (_, index) =>
        aCharge({ amountFen: index + 1, payer: `crowd-${index % 7}` }),
      )
      const outcomes = await world.adapter.send(charges)
      assert.deepEqual(
        outcomes.map(({ number, amountFen }) => [number, amountFen]),
        charges.map(({ number, amountFen }) => [number, amountFen]),
      )
    })
  })
}

/** What the institution says it has: the day's bill and the balances. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dayOf } from '#platform/clock.ts'
import { aCharge, brand, fresh, platform, receivers, refund, split, type World } from './world.ts'

export function describeAccounts(world: World): void {
  const { send, paidCharge } = world
  void describe('what the institution has', () => {
    test('the bill has each movement of the day once, by time and number, and nothing else', async () => {
      const charge = await paidCharge({ amountFen: 1000 })
      const parts = [split(charge, 300, 200), refund(charge, 500)]
      const refused = [refund(charge, 1), split(charge, 1, 1)]
      const [splitOutcome] = await world.adapter.send([...parts, ...refused])
      const waiting = aCharge({ method: 'cashier' })
      await send(waiting)
      await send({ kind: 'close', number: fresh('close'), chargeNumber: waiting.number })

      const bill = await world.adapter.bill(dayOf(splitOutcome!.at))
      const mine = new Set([charge, ...parts, ...refused, waiting].map(({ number }) => number))
      const lines = bill.filter(({ number }) => mine.has(number))
      assert.deepEqual(
        new Map(lines.map(({ number, kind, amountFen }) => [number, [kind, amountFen]])),
        new Map([
          [charge.number, ['charge', 1000]],
          [parts[0]!.number, ['split', 500]],
          [parts[1]!.number, ['refund', 500]],
        ]),
      )
      const found = await world.adapter.query(lines.map(({ number }) => number))
      for (const [index, { at, institutionNumber }] of lines.entries()) {
        assert.deepEqual(at, found[index]!.at)
        assert.equal(institutionNumber, found[index]!.institutionNumber)
      }
      const key = ({ at, number }: { at: Date; number: string }) => `${at.toISOString()} ${number}`
      assert.deepEqual(bill.map(key), bill.map(key).toSorted())
      assert.equal(new Set(bill.map(({ number }) => number)).size, bill.length)
    })

    test('a day without movements has an empty bill', async () => {
      assert.deepEqual(await world.adapter.bill('2001-02-03'), [])
    })

    test('balances follow every movement', async () => {
      const before = await world.adapter.balances()
      const charge = await paidCharge({ amountFen: 1000 })
      await send(split(charge, 300, 200))
      const after = await world.adapter.balances()
      assert.equal(after.frozenFen - before.frozenFen, 500)
      const has = (balances: typeof before, id: string) =>
        balances.receivers.find(({ receiver }) => receiver === id)?.amountFen ?? 0
      assert.equal(has(after, brand) - has(before, brand), 300)
      assert.equal(has(after, platform) - has(before, platform), 200)
    })

    test('registering a receiver again changes nothing', async () => {
      const before = await world.adapter.balances()
      await world.adapter.registerReceivers([...receivers, ...receivers])
      assert.deepEqual(await world.adapter.balances(), before)
    })
  })
}

/** Keys stay in their files (A0-12). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import type { TwinFault } from './twin.ts'
import { aCharge, type World } from './world.ts'

export function describeSecrets(world: World): void {
  test('no secret shows in an error, whatever goes wrong (A0-12)', async () => {
    const said: string[] = []
    const keep = (error: unknown) => void said.push(inspect(error, { depth: 20 }))
    const faults: TwinFault[] = ['drop', 'error_500', 'wrong_signature', 'stale_timestamp']
    for (const fault of [...faults, 'duplicate' as const]) {
      world.twin.nextAnswer(fault)
      await world.adapter.send([aCharge()]).catch(keep)
    }
    await world.adapter.send([aCharge({ amountFen: -1 })]).catch(keep)
    await world.adapter.send([{ ...aCharge(), number: 'not a number' }]).catch(keep)
    await world.adapter.readNotice(Buffer.from('{}'), {}, new Date()).catch(keep)
    assert.equal(said.length, 8)
    const secrets = world.twin.secrets()
    assert.ok(secrets.length > 0)
    for (const text of [...said, inspect(world.adapter, { depth: 20, showHidden: true })])
      for (const secret of secrets) assert.ok(!text.includes(secret))
  })
}

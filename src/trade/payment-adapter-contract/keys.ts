/** Several keys are valid side by side, an unknown one never (A0-10). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aCharge, type World } from './world.ts'

export function describeKeys(world: World): void {
  const { told, aNotice, read, refuses } = world
  void describe('keys (A0-10)', () => {
    test('old and new key are valid side by side, then only the new one', async () => {
      const before = (await aNotice()).notice
      await world.twin.rotateKey()
      const since = (await aNotice()).notice
      assert.notDeepEqual(before.headers, since.headers)
      await read(before)
      await read(since)
      assert.equal(await told(aCharge()), 'done')
      await world.twin.forgetOldKeys()
      await refuses(before)
      await read(since)
      assert.equal(await told(aCharge()), 'done')
    })

    test('a key that we were never given is refused, however often it is tried', async () => {
      const { notice } = await aNotice()
      const headers = world.twin.signWithUnknownKey(notice.rawBody, new Date())
      for (let time = 0; time < 3; time++) await refuses({ rawBody: notice.rawBody, headers })
    })
  })
}

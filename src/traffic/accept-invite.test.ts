import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import { isAcceptable } from './accept-invite.ts'

const now = new Date('2026-11-20T04:00:00Z')
const refused = { state: 'refused', reason: 'same_device', joinedAt: now } as const

test('staff may set aside what only looks arranged, for ninety days after the sign-up', () => {
  assert.ok(isAcceptable(refused, now))
  assert.ok(isAcceptable({ ...refused, reason: 'not_real' }, addMs(now, 90 * dayMs - 1)))
  assert.ok(!isAcceptable(refused, addMs(now, 90 * dayMs)))
  for (const reason of ['same_person', 'month_max', 'account_closed', 'given_back', null] as const)
    assert.ok(!isAcceptable({ ...refused, reason }, now), `${reason}`)
  assert.ok(!isAcceptable({ ...refused, state: 'reversed' }, now))
})

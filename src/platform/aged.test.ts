import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aged } from './aged.ts'
import { addMs } from './clock.ts'
import type { Db } from './db.ts'

const now = new Date('2026-11-20T04:00:00Z')
const [oneDb, otherDb] = [{} as Db, {} as Db]

test('a dear figure is computed once while it is young, by whoever asks, and says of when it is', async () => {
  let count = 0
  const figure = aged(1_000, async () => ++count)
  const three = await Promise.all([1, 2, 3].map(() => figure(oneDb, now)))
  assert.deepEqual(new Set(three.map((one) => one.value)), new Set([1]))
  assert.deepEqual(await figure(oneDb, addMs(now, 999)), { value: 1, asOf: now })
  const later = addMs(now, 1_000)
  assert.deepEqual(await figure(oneDb, later), { value: 2, asOf: later })
  assert.equal((await figure(otherDb, now)).value, 3, 'each database has its own')
})

test('a failure reaches everybody who waited, and the next one tries again', async () => {
  let fails = true
  const figure = aged(1_000, async () => {
    if (fails) throw new Error('away')
    return 1
  })
  const both = await Promise.allSettled([figure(oneDb, now), figure(oneDb, now)])
  assert.deepEqual(
    both.map((one) => one.status),
    ['rejected', 'rejected'],
  )
  fails = false
  assert.equal((await figure(oneDb, now)).value, 1)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVault } from '#platform/vault.ts'
import { testDb } from '../db.ts'
import { createRandom } from '../simulator/random.ts'
import { compare, compareWithRebuild, settle } from './compare.ts'
import { live, noCounts, populate } from './steps.ts'
import type { Group } from './steps.ts'

const now = new Date('2026-11-20T04:00:00Z')

test('merges, undoings, orders, tags and closed accounts in any order leave what a rebuild from nothing makes', async () => {
  await using db = await testDb()
  const counts = noCounts()
  const vault = createVault(Buffer.alloc(32, 5))
  const world = { db, vault, random: createRandom('suite'), now, counts }
  const groups: Group[] = []
  for (let n = 0; n < 4; n++)
    groups.push(await populate(world, String(n), { phones: 4, cards: 4, visitors: 4 }))
  for (let turn = 0; turn < 12; turn++) {
    await live(world, groups[turn % 4]!, 60)
    if (turn % 4 === 3) {
      await settle(db, now)
      const humans = groups.map((group) => group.humans)
      assert.deepEqual(await compare(db, humans, now), [])
    }
  }
  assert.deepEqual(await compareWithRebuild(db, now), [])
  for (const what of ['merge', 'undo', 'visit', 'order', 'tag', 'erase'] as const)
    assert.ok(counts[what] > 0, `no ${what}`)
})

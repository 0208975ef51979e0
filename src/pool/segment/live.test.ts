/** Membership as it is kept, against the same rules asked of everybody. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDb } from '#test/db.ts'
import { caughtUp, runHistory } from './history.fixture.ts'
import { catchUp, forgetSums } from './rebuild.ts'

const from = new Date('2026-11-20T04:00:00Z')

test('whatever happens, and when nothing does, who is kept in a segment is whom its rule is about', async () => {
  await using db = await testDb()
  for (const seed of [1, 2]) {
    const history = await runHistory(db, { seed, steps: 20, rules: 8, people: 10, from })
    assert.deepEqual(history.differences, [], `seed ${seed}`)
    assert.ok(history.comparisons > 50 && history.found > 50)
  }
  const before = await everything(db)
  assert.ok(before.length > 10)
  const later = new Date('2028-01-01T00:00:00Z')
  await caughtUp(db, later)
  const live = await everything(db)
  await forgetSums(db, later)
  await caughtUp(db, later)
  assert.deepEqual(await everything(db), live, 'made anew it is the same')
})

const everything = (db: Parameters<typeof catchUp>[0]) => db`
  select segment_id, member_id from pool.segment_member order by segment_id, member_id`

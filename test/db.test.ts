import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overlap, testDb } from './db.ts'

test('each test database is a migrated clone of its own, gone afterwards', async () => {
  let url = ''
  {
    await using db = await testDb()
    await using other = await testDb()
    url = db.url
    const [row] = await db<{ count: number }>`select count(*) from platform.migration`
    assert.ok(row && row.count > 0)
    await db`create table mine (n int)`
    await assert.rejects(other`select from mine`, { code: '42P01' })
  }
  const { connect } = await import('#platform/db.ts')
  const late = connect(url)
  await assert.rejects(late`select 1`, { code: '3D000' })
  await late.end()
})

test('overlap starts the second before the first commits and lets it wait for the lock', async () => {
  await using db = await testDb()
  await db`create table counter (n int)`
  await db`insert into counter values (1)`
  const order: string[] = []
  const [first, second] = await overlap(
    db,
    async (tx) => {
      await tx`update counter set n = n + 1`
      order.push('first worked')
      return 'first'
    },
    async (tx) => {
      const [before] = await tx<{ n: number }>`select n from counter`
      order.push(`second started and sees ${before?.n}`)
      const [row] = await tx<{ n: number }>`update counter set n = n * 10 returning n`
      return row?.n
    },
  )
  assert.deepEqual(order, ['first worked', 'second started and sees 1'])
  assert.deepEqual(first, { status: 'fulfilled', value: 'first' })
  assert.deepEqual(second, { status: 'fulfilled', value: 20 })
})

test('overlap ends when the second needs no lock, and reports what failed', async () => {
  await using db = await testDb()
  const [first, second] = await overlap(
    db,
    (tx) => tx`select 1 as one`,
    () => Promise.reject(new Error('refused')),
  )
  assert.equal(first.status, 'fulfilled')
  assert.equal(second.status === 'rejected' && second.reason.message, 'refused')
  const [failed, late] = await overlap(
    db,
    (tx) => tx`select 1 / 0`,
    (tx) => tx`select 1 as one`,
  )
  assert.equal(failed.status, 'rejected')
  assert.equal(late.status, 'fulfilled')
})

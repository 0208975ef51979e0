import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDb } from '#test/db.ts'
import { askOnce, isConnectionLoss, sql } from './db.ts'

test('a large reading whose connection is lost fails alone: the program goes on', async () => {
  await using db = await testDb()
  const broken = sql`select pg_terminate_backend(pg_backend_pid())`
  await assert.rejects(askOnce(db, broken, 5_000), isConnectionLoss)
  assert.deepEqual(await askOnce(db, sql`select 1 as one`, 5_000), [{ one: 1 }])
})

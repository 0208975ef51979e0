import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { testDb } from '#test/db.ts'
import { migrate, readMigrations } from './migrations.ts'

test('a database that is up to date is left as it is', async () => {
  await using db = await testDb()
  assert.deepEqual(await migrate(db.url), [])
})

test('files are applied once, in order, even by processes that start together', async () => {
  await using db = await testDb()
  await using dir = await folder({
    '0001_one.sql': 'create table one (n int)',
    '0002_two.sql': 'insert into one values (2); create table two (n int)',
  })
  await db`truncate platform.migration`
  const runs = await Promise.all([1, 2, 3].map(() => migrate(db.url, dir.path)))
  assert.deepEqual(runs.flat(), ['0001_one.sql', '0002_two.sql'])
  assert.deepEqual(await db`select n from one`, [{ n: 2 }])
})

test('a file that fails leaves nothing of itself, and what came before stays', async () => {
  await using db = await testDb()
  await using dir = await folder({
    '0001_one.sql': 'create table one (n int)',
    '0002_two.sql': 'create table two (n int); select 1 / 0',
  })
  await db`truncate platform.migration`
  await assert.rejects(migrate(db.url, dir.path), {
    message: 'Migration 0002_two.sql failed and left nothing: division by zero',
  })
  assert.deepEqual(await db`select name from platform.migration`, [{ name: '0001_one.sql' }])
  assert.deepEqual(await db`select to_regclass('two') as two`, [{ two: null }])
})

test('an applied file that changed or is gone refuses in one line', async () => {
  await using db = await testDb()
  await using dir = await folder({ '0001_one.sql': 'create table one (n int)' })
  await db`truncate platform.migration`
  await migrate(db.url, dir.path)
  await writeFile(path.join(dir.path, '0001_one.sql'), 'create table one (n bigint)')
  await assert.rejects(migrate(db.url, dir.path), {
    message: 'Migration 0001_one.sql changed after it was applied: restore it and add a new one.',
  })
  await rm(path.join(dir.path, '0001_one.sql'))
  await assert.rejects(migrate(db.url, dir.path), {
    message: 'The database has migration 0001_one.sql, which this version does not know.',
  })
})

test('two files of one number, or a name without one, are refused', async () => {
  await using twice = await folder({ '0001_a.sql': '', '0001_b.sql': '' })
  await assert.rejects(readMigrations(twice.path), /0001_b\.sql has a number that another one has/)
  await using unnamed = await folder({ 'later.sql': '' })
  await assert.rejects(readMigrations(unnamed.path), /later\.sql is not named like/)
})

async function folder(files: Record<string, string>): Promise<AsyncDisposable & { path: string }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'migrations-'))
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(dir, name), text)
  return { path: dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

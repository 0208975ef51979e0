import assert from 'node:assert/strict'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { TestDb } from '#test/db.ts'
import { aBlankDatabase, aShop, contentsOf, newFile } from './backup.fixture.ts'
import { openBackup, writeBackup } from './backup-file.ts'
import type { Frame } from './backup-file.ts'
import { backUp } from './backup.ts'
import { migrate, migrationsDir } from './migrations.ts'
import { restore } from './restore.ts'

test('a file that is cut off, altered, of a newer format or none of ours is refused untouched', async () => {
  await using db = await aShop()
  const [file, wrong] = [newFile(), newFile()]
  await backUp(db.url, file)
  const whole = await readFile(file)
  const damaged = /^The backup is cut off or was altered: nothing of it can be trusted\.$/
  for (const length of [20, 47, 49, whole.length >> 1, whole.length - 33, whole.length - 1]) {
    await writeFile(wrong, whole.subarray(0, length))
    await assertRefused(db, wrong, damaged)
  }
  for (const at of [17, 25, whole.length >> 1, whole.length - 40, whole.length - 1]) {
    const flipped = Buffer.from(whole)
    flipped[at]! ^= 1
    await writeFile(wrong, flipped)
    await assertRefused(db, wrong, damaged)
  }
  await writeFile(wrong, whole)
  await appendFile(wrong, 'more')
  await assertRefused(db, wrong, damaged)
  await writeFile(wrong, whole.toString('latin1').replace('backup 1\n', 'backup 2\n'), 'latin1')
  await assertRefused(
    db,
    wrong,
    /^The backup has format 2 and this version of the program reads 1\.$/,
  )
  for (const text of ['', 'tessera', 'PGDMP'.repeat(100)]) {
    await writeFile(wrong, text)
    await assertRefused(db, wrong, /^This is no backup\.$/)
  }
})

test('a backup of other migrations is refused, and so is a database that has more of them', async () => {
  await using db = await aShop()
  const file = newFile()
  await backUp(db.url, file)
  const changed = (change: (migrations: { name: string; checksum: string }[]) => void) =>
    rewritten(file, (frame) => {
      if (frame.kind === 'header') change(frame.header.migrations)
    })
  await assertRefused(
    db,
    await changed((list) => list.push({ name: '9999_later.sql', checksum: '0' })),
    /version \d\S+, whose migration 9999_later\.sql this version does not have\.$/,
  )
  await assertRefused(
    db,
    await changed((list) => void (list[2]!.checksum = '0')),
    /whose migration 0003_pool\.sql is another one here\.$/,
  )
  await assertRefused(
    db,
    await changed((list) => list.splice(1, 1)),
    /whose migration 0003_pool\.sql this version does not have\.$/,
  )
  await using target = await aBlankDatabase(db)
  await migrate(target.url)
  await target`insert into platform.migration (name, checksum) values ('9999_other.sql', '0')`
  await assert.rejects(restore(target.url, file), /has migration 9999_other\.sql/)
})

test('a database in use is refused and stays as it is; an empty migrated one is filled', async () => {
  await using db = await aShop()
  await using target = await aBlankDatabase(db)
  const file = newFile()
  await backUp(db.url, file)
  await migrate(target.url, migrationsDir, '0001_platform.sql')
  await target`insert into platform.consumer (name) values ('a')`
  const before = await contentsOf(target.url)
  const refusal = {
    message: 'The database is in use: platform.consumer has rows. Give an empty one.',
  }
  await assert.rejects(restore(target.url, file), refusal)
  // Not even migrated: it has the tables that it had.
  assert.deepEqual(await contentsOf(target.url), before)
  await target`delete from platform.consumer`
  await migrate(target.url)
  await restore(target.url, file)
  assert.ok((await target`select 1 from ledger.chain limit 1`).length > 0)
})

test('a backup that does not agree with itself leaves nothing of itself', async () => {
  await using db = await aShop()
  const file = newFile()
  await backUp(db.url, file)
  const lies = [
    (frame: Frame) => {
      if (frame.kind === 'trailer') frame.trailer.rows['ledger.chain']! += 1
    },
    (frame: Frame) => {
      if (frame.kind === 'table' && frame.table.name === 'trade."order"')
        frame.table.columns.reverse()
    },
    // The database refuses a row: its order does not come before it.
    (frame: Frame) => {
      if (frame.kind === 'table' && frame.table.name === 'trade.payment')
        frame.table.name = 'trade.remark'
    },
  ]
  for (const lie of lies) {
    await using target = await aBlankDatabase(db)
    await assert.rejects(restore(target.url, await rewritten(file, lie)))
    await using migrated = await aBlankDatabase(db)
    await migrate(migrated.url)
    assert.deepEqual(await contentsOf(target.url), await contentsOf(migrated.url))
    const [event] = await target<{ generation: string }>`
      select column_default as generation from information_schema.columns
      where table_schema = 'platform' and table_name = 'event' and column_name = 'generation'`
    assert.equal(event!.generation, '1')
  }
})

/** A target whose tables are counted: none may be there after a refusal. */
async function assertRefused(db: TestDb, file: string, message: RegExp): Promise<void> {
  await using target = await aBlankDatabase(db)
  await assert.rejects(restore(target.url, file), (error: Error) => {
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /\n/)
    return true
  })
  const schemas = await target`select 1 from pg_namespace where nspname = 'platform'`
  assert.equal(schemas.length, 0, 'nothing was written')
}

/** The same backup with frames changed, and a right hash over them. */
async function rewritten(file: string, change: (frame: Frame) => void): Promise<string> {
  const other = newFile()
  await using backup = await openBackup(file)
  async function* frames(): AsyncGenerator<Frame> {
    const header: Frame = { kind: 'header', header: structuredClone(backup.header) }
    change(header)
    yield header
    for await (const frame of backup.frames()) {
      change(frame)
      yield frame
    }
  }
  await writeBackup(other, frames())
  return other
}

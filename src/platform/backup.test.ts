import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBreaches } from '#ledger/invariants.ts'
import { aPaidOrder } from '#test/orders.ts'
import { aBlankDatabase, aShop, newFile } from './backup.fixture.ts'
import { openBackup } from './backup-file.ts'
import { backUp } from './backup.ts'
import { restore } from './restore.ts'

test('a backup while others write holds what was committed at one moment, all of it and no more', async () => {
  await using db = await aShop()
  await using target = await aBlankDatabase(db)
  const file = newFile()
  let stop = false
  let placed = 0
  const writing = Promise.all(
    [1, 2].map(async () => {
      while (!stop) {
        await aPaidOrder(db)
        placed++
      }
    }),
  )
  // Ends with the writers when they fail.
  const untilPlaced = async (count: number) => {
    while (placed < count) await Promise.race([sleep(5), writing])
  }
  await untilPlaced(2)
  await backUp(db.url, file)
  await untilPlaced(placed + 2)
  stop = true
  await writing
  await restore(target.url, file)
  assert.deepEqual(await findBreaches(target), [])

  await using backup = await openBackup(file)
  const { snapshot } = backup.header
  const seen = await db<{ id: string }>`
    select id from ledger.chain where pg_visible_in_snapshot(txid, ${snapshot}::pg_snapshot)
    order by id collate "C"`
  const kept = await target<{ id: string }>`select id from ledger.chain order by id collate "C"`
  assert.deepEqual(kept, seen)
  const [total] = await db<{ chains: number }>`select count(*) as chains from ledger.chain`
  assert.ok(total!.chains > kept.length, 'something was written later')
})

test('a backup that fails leaves no file, and a blank database has none', async () => {
  await using db = await aShop()
  await using blank = await aBlankDatabase(db)
  const file = newFile()
  await assert.rejects(backUp(blank.url, file), /blank/)
  const broken = new Error('broken')
  await assert.rejects(
    backUp(db.url, file, () => {
      throw broken
    }),
    broken,
  )
  await assert.rejects(stat(file), { code: 'ENOENT' })
  await assert.rejects(stat(`${file}.part`), { code: 'ENOENT' })
})

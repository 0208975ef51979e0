/**
 * Fills an empty database from a backup, all or nothing, and checks what it then holds:
 *
 *   npm run restore -- FILE      the database at DATABASE_URL, else that of `npm start -- --empty`
 */
import { parseArgs } from 'node:util'
import { findBreaches } from '#ledger/invariants.ts'
import type { Db } from '#platform/db.ts'
import { restore } from '#platform/restore.ts'
import { verifyLog } from '#platform/seal.ts'
import { sealedLogs } from '../src/services.ts'
import { createProgressLines, number, tellFailure } from './backup-progress.ts'
import { connectPatiently, withDatabase } from './own-database.ts'

const [file, ...more] = parseArgs({ allowPositionals: true }).positionals
if (!file || more.length > 0) {
  console.error('npm run restore -- FILE')
  process.exit(2)
}
try {
  await withDatabase({ empty: true, make: true }, async (url) => {
    const { header, rows, migrated } = await restore(url, file, {
      onProgress: createProgressLines(),
    })
    console.log(`${number(rows)} rows are restored, as of ${header.madeAt}.`)
    for (const name of migrated) console.log(`applied ${name}`)
    const db = connectPatiently(url)
    try {
      await check(db)
    } finally {
      await db.end()
    }
  })
  console.log('TESSERA_SECRET is not in a backup: start with the one that the shop had before.')
} catch (error) {
  tellFailure(error)
}

/** The ledger recomputed from its transfers, and the seals from what they seal. */
async function check(db: Db): Promise<void> {
  const breaches = await findBreaches(db)
  for (const { invariant, subject, detail } of breaches)
    console.error(`THE LEDGER IS BROKEN: ${invariant}: ${subject}: ${detail}`)
  if (breaches.length === 0)
    console.log('The ledger is sound: it was recomputed, and no breach found.')
  let wrong = breaches.length
  for (const log of sealedLogs) {
    const { seals, rows, problems } = await verifyLog(db, log)
    for (const { seq, problem } of problems) console.error(`SEAL ${log.name} ${seq}: ${problem}`)
    wrong += problems.length
    if (problems.length === 0)
      console.log(
        `The log ${log.name} is as it was sealed: ${number(seals)} seals, ${number(rows)} rows.`,
      )
  }
  if (wrong > 0) process.exitCode = 1
}

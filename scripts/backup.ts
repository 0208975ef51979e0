/**
 * Writes the whole database into one file, while the shop goes on:
 *
 *   npm run backup -- FILE              the database at DATABASE_URL, else that of `npm start`
 *   npm run backup -- FILE --empty      that of `npm start -- --empty`
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { backUp } from '#platform/backup.ts'
import { WrongBackup } from '#platform/backup-file.ts'
import { createProgressLines, megabytes, number, tellFailure } from './backup-progress.ts'
import { withDatabase } from './own-database.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { empty: { type: 'boolean', default: false } },
})
const [file, ...more] = positionals
if (!file || more.length > 0) {
  console.error('npm run backup -- FILE [--empty]')
  process.exit(2)
}
try {
  if (existsSync(file)) throw new WrongBackup(`${file} is there already: give another name.`)
  await withDatabase({ empty: values.empty, make: false }, async (url) => {
    const { tables, rows, bytes, madeAt } = await backUp(url, file, createProgressLines())
    console.log(
      `${file} holds ${number(rows)} rows of ${tables} tables as of ${madeAt}: ${megabytes(bytes)}.`,
    )
  })
  console.log('TESSERA_SECRET is not in it: keep it elsewhere, or nobody can read personal data.')
} catch (error) {
  tellFailure(error)
}

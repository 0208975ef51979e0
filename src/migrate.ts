/** Brings the database at DATABASE_URL up to date: `node src/migrate.ts`. */
import { migrate } from '#platform/migrations.ts'

const url = process.env['DATABASE_URL']
if (!url) {
  console.error('Set DATABASE_URL to the database to migrate.')
  process.exit(1)
}
try {
  const applied = await migrate(url)
  for (const name of applied) console.log(`applied ${name}`)
  console.log(applied.length ? 'The database is up to date.' : 'The database was up to date.')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** Writes db/schema.sql, what all migrations together make: `npm run schema`. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { databaseUrl, startTestServer, template } from '#test/server.ts'
import { describeSchema } from './describe-schema.ts'

const server = await startTestServer()
try {
  const text = await describeSchema(databaseUrl(server.url, template))
  await writeFile(path.join(import.meta.dirname, '../db/schema.sql'), text)
} finally {
  await server.stop()
}

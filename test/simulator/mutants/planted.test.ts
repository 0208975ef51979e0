import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { allMutants } from './hunt.ts'

const checkout = path.resolve(import.meta.dirname, '../../..')
const read = (file: string) => readFile(path.join(checkout, file), 'utf8')

test('each bug that check:ledger plants has its one place, and a test by the name it gives', async () => {
  for (const { name, edits, breaks } of allMutants) {
    for (const { file, find } of edits)
      assert.equal((await read(file)).split(find).length - 1, 1, `${name}: its text in ${file}`)
    const tests = await read(breaks.file)
    for (const title of breaks.tests)
      assert.ok(tests.includes(title), `${name}: no test “${title}” in ${breaks.file}`)
  }
})

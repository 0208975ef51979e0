import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { actWords } from './acts.ts'

const before = [
  String.raw`auditStaff\([^']*`,
  String.raw`\bact: `,
  String.raw`\bact = [^'\n]*`,
  String.raw`record\(tx, staff, `,
  String.raw`\? '[a-z_.]+' : `,
]
const named = before.map((what) => new RegExp(`${what}'([a-z]+\\.[a-z_]+)'`, 'g'))

test('whatever is written into the audit log has words in both languages', () => {
  const acts = globSync('src/**/*.ts')
    .filter((file) => !/\.(test|fixture)\.ts$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .flatMap((text) => named.flatMap((one) => [...text.matchAll(one)].map(([, act]) => act!)))
  assert.ok(acts.length > 60)
  for (const language of ['zh', 'en'] as const)
    assert.deepEqual(
      [...new Set(acts)].filter((act) => !(act in actWords[language])),
      [],
    )
})

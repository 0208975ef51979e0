import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvRow, readCsv } from '#platform/csv.ts'
import { csvText } from './fault-csv.ts'

/** What spreadsheets are tripped by stands often. */
const cell = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', "'", '\t', '"', ',', ';', '\n', 'a', '中'),
  }),
)

test('the server reads the rows as they were, formulas and all', async () => {
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(rows, async (written) => {
      const read: string[][] = []
      for await (const { cells } of readCsv(csvText(written).slice(1), ',')) read.push(cells)
      const kept = written.filter((cells) => cells.some((text) => text !== ''))
      assert.deepEqual(
        read,
        kept.map((cells) => cells.map((text) => text.replaceAll(/\r\n?/g, '\n'))),
      )
    }),
  )
})

test('a cell is guarded where the server guards it', () => {
  for (const text of ['=1+1', "'=1+1", "''@x", '\ta', '+x', '-x'])
    assert.equal(csvText([[text]]).includes(`"'${text}`), csvRow([text]).includes(`'${text}`), text)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvRow, readCsv, timeCell, yuanCell } from './csv.ts'

const read = (text: string, delimiter: ',' | ';' | '\t' = ',') =>
  Array.fromAsync(readCsv(text, delimiter))

test('a cell that never ends is told with its line, and the rows before it are read', async () => {
  assert.deepEqual(await read('a,b\n1,"two\nlines"\n3,"open\n4,5\n'), [
    { line: 1, cells: ['a', 'b'], isUnclosed: false },
    { line: 2, cells: ['1', 'two\nlines'], isUnclosed: false },
    { line: 4, cells: [], isUnclosed: true },
  ])
})

test('a line is counted as an editor counts it: past line breaks in cells and empty rows', async () => {
  const text = 'a,b\r\n"x\r\ny\r\nz",1\r\n\r\n,\r\n2,"12"" pipe"\r3,12" pipe\n'
  assert.deepEqual(
    (await read(text)).map(({ line, cells }) => [line, ...cells]),
    [
      [1, 'a', 'b'],
      [2, 'x\ny\nz', '1'],
      [7, '2', '12" pipe'],
      [8, '3', '12" pipe'],
    ],
  )
})

test('what a spreadsheet would compute is written as text; numbers stay numbers', () => {
  for (const text of ['=1+1', '+86 10', '-2+3', '@SUM(A1)', '\tx', '\r=1', '-', "'=1", '=cmd|x!A0'])
    assert.match(csvRow([text]), /^"?'/, JSON.stringify(text))
  for (const plain of ['-12.50', '0', '19', "it's", 'a=b', '晨光'])
    assert.equal(csvRow([plain, -12]), `${plain},-12\r\n`)
})

test('whatever is written comes back, cell by cell, with any delimiter in the texts', async () => {
  const nasty = fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    "'",
    '"',
    '""',
    ',',
    ';',
    '\t',
    '\n',
    ' ',
    '晨',
    '1',
  )
  const text = fc.oneof(
    fc.array(nasty, { maxLength: 8 }).map((parts) => parts.join('')),
    // A lone carriage return is a line break, and comes back as one.
    fc.string({ unit: 'binary' }).map((one) => one.replaceAll('\r', '').toWellFormed()),
  )
  const cells = fc
    .array(text, { minLength: 1, maxLength: 6 })
    .filter((row) => row.some((cell) => cell !== ''))
  await fc.assert(
    fc.asyncProperty(fc.array(cells, { maxLength: 8 }), async (rows) => {
      const back = await read(rows.map(csvRow).join(''))
      assert.deepEqual(
        back.map((row) => row.cells),
        rows,
      )
    }),
    { numRuns: 300 },
  )
})

test('money is told by its digits, below zero too, and times as Shanghai has them', () => {
  const fen = [0, 1, 99, 100, -5, -123_456, 999_999_999_999_999]
  assert.deepEqual(fen.map(yuanCell), [
    '0.00',
    '0.01',
    '0.99',
    '1.00',
    '-0.05',
    '-1234.56',
    '9999999999999.99',
  ])
  assert.equal(timeCell(new Date('2026-11-19T16:00:00Z')), '2026-11-20T00:00:00+08:00')
})

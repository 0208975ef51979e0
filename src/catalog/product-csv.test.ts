import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { csvRow } from '#platform/csv.ts'
import { decode, fileBytesMax, productTemplate, readProductFile, rowsMax } from './product-csv.ts'

const head = '品牌,分类,编码,标题,价格,库存\n'
const read = (text: string) => readProductFile(Buffer.from(text))
/** 品牌,编码,标题 / 晨光,A1,马克杯 as Excel in China saves it. */
const gbk = Buffer.from('c6b7c5c62cb1e0c2eb2cb1eacce20ab3bfb9e22c41312cc2edbfcbb1ad0a', 'hex')

test('what is no table is refused as a whole: no text, no columns, one column twice, too long', async () => {
  const wrong: [Buffer, string][] = [
    [Buffer.alloc(0), 'csv_unreadable'],
    [Buffer.from('\n\n , \n'), 'csv_columns'],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xff, 0x80]), 'csv_unreadable'],
    [Buffer.from('PK\u0003\u0004\u0000\u0000\u0000\u0000'), 'csv_unreadable'],
    [Buffer.from('品牌,价格\n晨光,1\n'), 'csv_columns'],
    [Buffer.from('品牌,brand,编码\n'), 'csv_columns'],
    [gzipSync(Buffer.from(head)).subarray(0, 20), 'csv_unreadable'],
    [gzipSync(Buffer.alloc(fileBytesMax + 1, 'a')), 'csv_too_long'],
    [Buffer.from(`brand,code\n${'a,b\n'.repeat(rowsMax + 1)}`), 'csv_too_long'],
  ]
  for (const [bytes, code] of wrong)
    await assert.rejects(readProductFile(bytes), { code }, bytes.subarray(0, 20).toString('latin1'))
})

test('a bad cell is told with its line, its column, why, and what stands there', async () => {
  const cells: [string, string, string, string][] = [
    ['标题', '长'.repeat(301), 'titleZh', 'too_long'],
    ['标题', 'a\u0007b', 'titleZh', 'control_characters'],
    ['标题', '"two\nlines"', 'titleZh', 'control_characters'],
    ['规格', 'x'.repeat(101), 'name', 'too_long'],
    ['编码', 'x'.repeat(65), 'code', 'too_long'],
    ['编码', '', 'code', 'needed'],
    ['价格', '=1+1', 'price', 'not_a_price'],
    ['价格', '-5', 'price', 'not_a_price'],
    ['价格', '12.345', 'price', 'not_a_price'],
    ['价格', '"1.299,00"', 'price', 'not_a_price'],
    ['价格', '"1,29"', 'price', 'not_a_price'],
    ['价格', '1E+05', 'price', 'not_a_price'],
    ['价格', '0', 'price', 'price_range'],
    ['价格', '0.00', 'price', 'price_range'],
    ['价格', '10000000', 'price', 'price_range'],
    ['库存', '1.5', 'stock', 'not_a_count'],
    ['库存', '-1', 'stock', 'not_a_count'],
    ['库存', '1000001', 'stock', 'not_a_count'],
    ['单位', '打', 'soldBy', 'unknown_unit'],
    ['上架', '也许', 'onSale', 'not_yes_or_no'],
  ]
  for (const [title, cell, column, reason] of cells) {
    const isCode = title === '编码'
    const text = isCode ? `品牌,编码\n晨光,${cell}\n` : `品牌,编码,${title}\n晨光,A,${cell}\n`
    const [row] = (await read(text)).rows
    const found = row!.faults.map((fault) => [fault.line, fault.column, fault.reason])
    assert.deepEqual(found, [[2, column, reason]], `${title} ${cell}`)
    assert.ok(row!.faults[0]!.value.length <= 60)
  }
  const [wide] = (await read('brand,code\na,b,,extra\n')).rows
  assert.deepEqual(wide!.faults, [
    { line: 2, column: null, reason: 'too_many_cells', value: 'extra' },
  ])
  const { rows } = await read('brand,code\na,b\na,"c\na,d\n')
  assert.deepEqual(
    rows.map((row) => row.faults.map(({ line, reason }) => [line, reason])),
    [[], [[3, 'quote_not_closed']]],
  )
})

test('prices are read by their digits, however they are written, and never become a float', async () => {
  const prices: [string, number][] = [
    ['0.01', 1],
    ['1299', 129_900],
    ['"1,299.00"', 129_900],
    ['￥1299.5', 129_950],
    ['１２９９．００', 129_900],
    ['12.500', 1_250],
    ['1299 元', 129_900],
    ['1.15', 115],
    ['0.29', 29],
    ['"9,999,999.00"', 999_999_900],
  ]
  for (const [text, fen] of prices) {
    const [row] = (await read(`brand,code,price\na,b,${text}\n`)).rows
    assert.deepEqual([row!.wanted.priceFen, row!.faults], [fen, []], text)
  }
})

test('formulas are texts, and nothing of them is computed or lost', async () => {
  const titles = ['=1+1', '+cmd', '-1+2', '@SUM(A1:A9)', "='x'!A1"]
  const { rows } = await read(`brand,code,title\n${titles.map((t, i) => `a,${i},${t}\n`).join('')}`)
  assert.deepEqual(
    rows.map((row) => [row.wanted.titleZh, row.faults.length]),
    titles.map((title) => [title, 0]),
  )
  // And so they are when a spreadsheet got them from us, guarded by an apostrophe.
  const ours = await read(`brand,code,title\n${csvRow(['a', 'b', '=1+1'])}`)
  assert.equal(ours.rows[0]!.wanted.titleZh, '=1+1')
})

test('a file is read in whichever way it was saved, and it is told which', async () => {
  const text = '品牌,编码,标题\n晨光,A1,马克杯\n'
  const le = Buffer.from(text, 'utf16le')
  const saved: [string, Buffer, string][] = [
    ['plain', Buffer.from(text), 'utf-8'],
    ['with its mark', Buffer.from(`\uFEFF${text}`), 'utf-8'],
    ['Unicode text', Buffer.concat([Buffer.from([0xff, 0xfe]), le]), 'utf-16le'],
    ['without its mark', le, 'utf-16le'],
    ['the other way round', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), 'utf-16be'],
    ['GBK', gbk, 'gb18030'],
    ['packed', gzipSync(gbk), 'gb18030'],
  ]
  for (const [way, bytes, encoding] of saved) {
    const file = await readProductFile(bytes)
    assert.equal(file.encoding, encoding, way)
    assert.deepEqual(
      file.rows.map((row) => [row.brand, row.code, row.wanted.titleZh]),
      [['晨光', 'A1', '马克杯']],
      way,
    )
  }
  // Four bytes to a character: only GB18030 has it.
  assert.equal(decode(Buffer.from('b3bf95328236', 'hex')).text, '晨𠀀')
})

test('commas, semicolons and tabs all divide, and titles of columns are known in many spellings', async () => {
  const lines = [
    '"品牌";"商品编码 ";"编码";" 价格（元）*";"备注"\n晨光;x;A;1,5;n\n',
    'Brand\tSKU Code\tTitle ZH\ton-sale\r\n晨光\tA\t杯\tYES\r\n',
    '品牌, title_zh ,货号\n晨光,"一个, 两个",A\n',
  ]
  const [semicolon, tab, comma] = await Promise.all(lines.map(read))
  assert.deepEqual([semicolon!.delimiter, semicolon!.ignored], [';', ['商品编码', '备注']])
  assert.deepEqual([tab!.delimiter, tab!.rows[0]!.wanted], ['\t', { titleZh: '杯', onSale: true }])
  assert.deepEqual([comma!.delimiter, comma!.rows[0]!.wanted], [',', { titleZh: '一个, 两个' }])
})

test('a title of 300 characters is taken whole, rare ones counted as one each', async () => {
  const title = '𠮷'.repeat(300)
  const { rows } = await read(`brand,code,title\na,b,${title}\n`)
  assert.deepEqual([rows[0]!.wanted.titleZh, rows[0]!.faults], [title, []])
})

test('the template is read without a fault, in both languages', async () => {
  for (const language of ['zh', 'en'] as const) {
    const text = productTemplate(language, { brand: '晨光', category: 'kitchen' })
    const { rows, ignored, encoding } = await read(text)
    assert.deepEqual([ignored, encoding, rows.length], [[], 'utf-8', 2])
    assert.deepEqual(
      rows.map((row) => [row.faults, row.group, row.wanted.priceFen, row.wanted.onSale]),
      [
        [[], 'MUG-01', 3_900, true],
        [[], 'MUG-01', 129_900, true],
      ],
    )
  }
})

/** Files of members that lie, weigh, or come too late: nothing is guessed, and nobody who left comes back. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { csvRows } from '#pool/import/csv-rows.ts'
import { bring, check, importAll, now, upload, zipOf } from '#pool/import/import.fixture.ts'
import { packPart, partBytes } from '#pool/import/import-file.ts'
import * as imports from '#pool/import/member-import.ts'
import { findPersons } from '#pool/identity/find-persons.ts'
import { closeAccount } from '#pool/member.ts'
import { testDb } from '../db.ts'

const vault = createVault(Buffer.alloc(32, 3))
const found = (db: Db, phone: string) => findPersons(db, vault, { kind: 'phone', value: phone })

async function badRows(db: Db, importId: string): Promise<string> {
  let text = ''
  for await (const piece of imports.badRows(db, vault, importId)) text += piece
  return text
}

const sheetOf = (phone: string, day: number) => `<worksheet><sheetData>
  <row r="1"><c r="A1" t="inlineStr"><is><t>phone</t></is></c>
    <c r="B1" t="inlineStr"><is><t>birthday</t></is></c></row>
  <row r="2"><c r="A2"><v>${phone}</v></c><c r="B2"><v>${day}</v></c></row>
  </sheetData></worksheet>`

const bookOf = (properties: string) =>
  zipOf([
    {
      name: 'xl/workbook.xml',
      text: `<workbook><workbookPr ${properties}/><sheets>
        <sheet name="Old" sheetId="3" state="hidden" r:id="rId3"/>
        <sheet name="A &amp; B" sheetId="2" r:id="rId2"/><sheet name="More" sheetId="1" r:id="rId1"/>
        </sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>
        <Relationship Target="/xl/worksheets/sheet2.xml" Id="rId2"/>
        <Relationship Id="rId3" Target="worksheets/sheet3.xml"/></Relationships>`,
    },
    ...[1, 2, 3].map((number) => ({
      name: `xl/worksheets/sheet${number}.xml`,
      text: sheetOf(`1380013800${number}`, 31_413),
    })),
  ])

test('of several sheets the first that is shown is read and named, and its days count from when it says', async () => {
  await using db = await testDb()
  const days = async () =>
    (await db<{ monthDay: number }>`select month_day from pool.profile_field`).map(
      (one) => one.monthDay,
    )
  const importId = await upload(db, vault, bookOf('date1904="1"'))
  const { sheet } = await imports.previewImport(db, vault, importId)
  assert.deepEqual(sheet, { name: 'A & B', others: 2 })
  await check(db, vault, importId)
  await bring(db, vault, importId)
  assert.deepEqual(await days(), [102], '1990-01-02, four years and a day after 1986-01-01')
  assert.equal((await found(db, '13800138002')).length, 1)
  await db`delete from pool.profile_field`
  await importAll(db, vault, bookOf(''))
  assert.deepEqual(await days(), [101])
  assert.equal((await found(db, '13800138001')).length, 0, 'no other sheet')
})

test('a workbook whose elements have a prefix is read, not taken for an empty one', async () => {
  await using db = await testDb()
  const sheet = sheetOf('13800138001', 31_413).replaceAll(/<(\/?)(\w)/g, '<$1x:$2')
  const done = await importAll(
    db,
    vault,
    zipOf([{ name: 'xl/worksheets/sheet1.xml', text: sheet }]),
  )
  assert.deepEqual([done.rowsOf, done.report!.peopleNew], [1, 1])
})

test('a workbook of elements that never end is read in a moment, and has nothing in it', async () => {
  await using db = await testDb()
  const rows = [
    '<c ',
    '<c>',
    '<c r="A1"><v ',
    '<c r="A1"><v>',
    '<c t="inlineStr"><rPh>',
    '<c><t>',
  ].map((start) => `<row>${start.repeat(10_000)}${start.includes('v') ? '</c>' : ''}</row>`)
  const sheet = { name: 'xl/worksheets/sheet1.xml', text: rows.join('').repeat(3) }
  const book = { name: 'xl/workbook.xml', text: '<sheet '.repeat(100_000) }
  const importId = await upload(db, vault, zipOf([book, sheet]))
  const begun = performance.now()
  await imports.previewImport(db, vault, importId)
  assert.ok(performance.now() - begun < 3_000)
})

test('a damaged byte costs its own row, and no other is read in another writing', async () => {
  await using db = await testDb()
  const rows = Array.from({ length: 30 }, (_, at) => `138001380${at + 10},会员${at}\n`)
  const damaged = Buffer.concat([
    Buffer.from('手机,昵称\n13800138099,'),
    Buffer.from([0xff, 0x0a]),
    Buffer.from(rows.join('')),
  ])
  for (const file of [damaged, Buffer.concat([Buffer.from('\ufeff'), damaged])]) {
    const done = await importAll(db, vault, file)
    assert.deepEqual(done.report!.reasons, { 'row:not_readable': 1 })
  }
  const [member] = await db`select from pool.member where nickname = '会员7'`
  assert.ok(member)
})

test('a NUL costs its own row; a file that is full of them is no table', async () => {
  await using db = await testDb()
  const done = await importAll(db, vault, 'phone,nickname\n13800138001,a\n13800138002,b\0\n')
  assert.deepEqual([done.report!.peopleNew, done.report!.reasons], [1, { 'row:not_readable': 1 }])
  const importId = await upload(db, vault, 'phone\n\0\0x\0y\0\0'.repeat(20))
  await assert.rejects(imports.previewImport(db, vault, importId), { code: 'import_unreadable' })
})

test('half a character in a workbook is told, not kept as another', async () => {
  await using db = await testDb()
  const text = `<row><c t="inlineStr"><is><t>phone</t></is></c></row><row><c t="inlineStr"><is>
    <t>13800138001</t></is></c><c t="inlineStr"><is><t>a&#xD800;b</t></is></c></row>`
  const done = await importAll(db, vault, zipOf([{ name: 'xl/worksheets/sheet1.xml', text }]))
  assert.deepEqual(done.report!.reasons, { 'row:not_readable': 1 })
})

test('one line without an end, and one of 100,000 columns, are bad rows like others', async () => {
  async function* pieces() {
    yield `phone\n${'1,'.repeat(100_000)}\n13800138001\n`
    for (let at = 0; at < 40; at++) yield 'x'.repeat(256 * 1_024)
  }
  const rows = []
  for await (const row of csvRows(pieces(), ',')) rows.push(row)
  assert.deepEqual(
    rows.map(({ fault = '' }) => fault),
    ['', 'row_too_long', '', 'row_too_long', 'row_too_long', 'row_too_long'],
  )
  assert.ok(rows.every(({ cells }) => cells.join('').length < 3_000))
})

test('what is too long is told before it is sent, of a workbook with its first part', async () => {
  await using db = await testDb()
  const wanted = { staffId: randomUUIDv7(), now }
  const create = (bytes: number) => db.begin((tx) => imports.createImport(tx, { ...wanted, bytes }))
  await assert.rejects(create(400_000_000), { code: 'import_too_large' })
  const importId = await create(100_000_000)
  const part = await packPart(
    Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(partBytes - 4)]),
  )
  await assert.rejects(
    db.begin((tx) => imports.keepImportPart(tx, vault, { importId, number: 0, part })),
    { code: 'sheet_too_large' },
  )
})

test('a day before anybody could have dealt with us makes no month of its own', async () => {
  await using db = await testDb()
  const file = `phone,joined,order date,amount
13800138001,1901-01-01,,
13800138002,,1970-01-01,10
13800138003,2001-01-01,2001-01-01,10
`
  const done = await importAll(db, vault, file)
  assert.deepEqual(done.report!.reasons, { 'registeredAt:too_old': 1, 'orderedAt:too_old': 1 })
  assert.equal(done.report!.ordersNew, 1)
})

test('who closes their account while a file with them waits is neither brought back nor given out', async () => {
  await using db = await testDb()
  const file = `phone,email,birthday
13800138001,gone@example.com,1990-01-01
13800138002,stays@example.com,1990-01-01
,gone@example.com,31/02/1990
,gone@example.com,1990-01-01
`
  await importAll(db, vault, 'phone,email\n13800138001,gone@example.com\n')
  const checked = await upload(db, vault, file)
  await check(db, vault, checked)
  const unchecked = await upload(db, vault, `${file}\n`)
  const done = await importAll(db, vault, `${file}\n\n`)
  for (const id of [checked, done.id]) assert.match(await badRows(db, id), /gone@/)
  const [person] = await found(db, '13800138001')
  await db.begin((tx) => closeAccount(tx, { memberId: person!.memberId, now }))

  for (const id of [checked, done.id])
    assert.doesNotMatch(await badRows(db, id), /gone@|13800138001/)
  await check(db, vault, unchecked)
  const sums = []
  for (const id of [checked, unchecked]) sums.push((await bring(db, vault, id)).report!)
  assert.deepEqual(
    sums.map(({ peopleNew, peopleSame, bad }) => [peopleNew, peopleSame, bad]),
    [
      [0, 1, 3],
      [0, 1, 3],
    ],
  )
  assert.equal((await found(db, '13800138001')).length, 0)
  assert.doesNotMatch(await badRows(db, unchecked), /gone@/)
  await imports.forgetImports(db, new Date(now.getTime() + 8 * 86_400_000))
  assert.deepEqual(await db`select from pool.member_import_seen`, [])
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { testDb } from '#test/db.ts'
import { withdrawConsent, mayMessage } from '../attention/consent.ts'
import { findPersons } from '../identity/find-persons.ts'
import { csvRows } from './csv-rows.ts'
import { check, importAll, now, upload, workAll, workbook, zipOf } from './import.fixture.ts'
import * as imports from './member-import.ts'
import { createImporter } from './work-imports.ts'

const vault = createVault(randomBytes(32))
const member = async (db: Db, phone: string) => {
  const [found] = await findPersons(db, vault, { kind: 'phone', value: phone })
  return found?.memberId
}

async function badOf(db: Db, importId: string): Promise<string> {
  let text = ''
  for await (const piece of imports.badRows(db, vault, importId)) text += piece
  return text
}

test('a bad row never stops the rest: each is given back with its line and reason', async () => {
  await using db = await testDb()
  const file = [
    '手机号,昵称,生日,标签,金额,下单时间,订单号',
    '13800138001,阿宁,1990-02-28,常客;茶,"1,299.00",2025-03-04,A1',
    '1.38001E+10,舍入,,,,,',
    '12345,短号,,,,,',
    '13800138002,,31/12/2024,,,,',
    '13800138003,,03/04/2024,,,,',
    '"13800138004,没有结束的引号,,,,,',
    '13800138005,=HYPERLINK("http://x"),2099-01-01,,,,',
    '13800138006,,,,12.345,2025-01-01,A2',
    '13800138007,=1+1,,,10,2025-01-01,A1',
    ',,,,,,',
    ',没有号码,,,,,',
    '13800138008,=cmd,,,,,',
  ].join('\r\n')
  const done = await importAll(db, vault, file)
  assert.equal(done.status, 'done')
  assert.deepEqual(done.report?.reasons, {
    'phone:rounded': 1,
    'phone:not_a_phone': 1,
    'birthday:date_could_be_two': 1,
    'row:quote_not_closed': 1,
    'birthday:in_the_future': 1,
    'amount:not_an_amount': 1,
    'order:twice': 1,
    'row:nobody': 1,
  })
  assert.deepEqual(done.report?.rows, 11)
  assert.deepEqual(done.report?.peopleNew, 3)
  const bad = await badOf(db, done.id)
  assert.match(bad, /^3,phone:rounded,1\.38001E\+10,舍入/m)
  assert.match(bad, /^8,birthday:in_the_future,13800138005,"'=HYPERLINK/m, 'a formula is guarded')
  const [formula] = await db`select nickname from pool.member where nickname like '=%'`
  assert.deepEqual(formula, { nickname: '=cmd' }, 'a formula is a text')
  const facts = await db`select kind, amount_fen, happened_at from pool.fact`
  assert.deepEqual(facts, [
    { kind: 'paid', amountFen: 129_900, happenedAt: new Date('2025-03-03T16:00:00Z') },
  ])
  const left = await db`select from pool.member_import_part`
  assert.deepEqual(left, [], 'the file is gone')
})

test('GBK, a byte order mark, UTF-16 and tabs are read as what they are', async () => {
  await using db = await testDb()
  // 手机,昵称 and 晓明 in GBK; in UTF-8 the bytes are none.
  const gbk = Buffer.from([
    0xca,
    0xd6,
    0xbb,
    0xfa,
    0x2c,
    0xea,
    0xc7,
    0xb3,
    0xc6,
    0x0a,
    ...Buffer.from('13900000001,'),
    0xcf,
    0xfe,
    0xc3,
    0xf7,
    0x0a,
  ])
  await importAll(db, vault, gbk)
  await importAll(db, vault, '\ufeff手机;昵称\n13900000002;晓红\n')
  const utf16 = Buffer.from('\ufeff手机\t昵称\n13900000003\t晓刚\n', 'utf16le')
  await importAll(db, vault, utf16)
  const names = await db`select nickname from pool.member order by created_at, id`
  assert.deepEqual(
    names.map((one) => one.nickname),
    ['晓明', '晓红', '晓刚'],
  )
})

test('the same file again changes nothing, and what a member said is never written over', async () => {
  await using db = await testDb()
  const file = `phone,email,nickname,city,tags,consent,consent proof,order no,order date,amount,refund
13800138001,A@Example.com,Ning,杭州,vip,2025-01-01,form 12,1,2025-01-02,100.00,20.00
13800138001,,Other,,tea,,,2,2025-01-03,50,
13800138002,b@example.com,,,,2025-01-01,,,,,
`
  const consentChannels = ['sms' as const]
  const first = await importAll(db, vault, file, { consentChannels })
  const { rows, repeated, peopleNew, ordersNew, consents, tags, left } = first.report!
  assert.deepEqual(
    { rows, repeated, peopleNew, ordersNew, consents, tags, left },
    {
      rows: 3,
      repeated: 1,
      peopleNew: 2,
      ordersNew: 2,
      consents: 1,
      tags: 2,
      left: { consentAt: 1 },
    },
  )
  const memberId = (await member(db, '13800138001'))!
  assert.deepEqual(await mayMessage(db, [{ memberId, channel: 'sms' }]), [true])
  await db.begin((tx) =>
    withdrawConsent(tx, {
      personId: memberId,
      purpose: 'marketing',
      channel: 'sms',
      how: 'shop',
      now,
    }),
  )
  const before = await dump(db)
  const again = await importAll(db, vault, file, { consentChannels })
  assert.deepEqual(await dump(db), before)
  const { peopleSame, peopleFilled, ordersKnown } = again.report!
  assert.deepEqual([peopleSame, peopleFilled, ordersKnown], [2 + 0, 0, 2])
  assert.deepEqual(await mayMessage(db, [{ memberId, channel: 'sms' }]), [false], 'a no stays')
})

const dump = async (db: Db) =>
  Promise.all([
    db`select id, nickname from pool.member order by id`,
    db`select blind_index, kind, member_id from pool.identity order by blind_index`,
    db`select person_id, tag, origin from pool.tag order by person_id, tag`,
    db`select person_id, field from pool.profile_field order by person_id, field`,
    db`select * from pool.fact order by person_id, happened_at, id`,
    db`select * from pool.consent order by person_id, id`,
    db`select * from pool.past_order order by member_id, id`,
    db`select name from platform.event where name = 'pool.member_enrolled' order by id`,
  ])

test('a file takes no member over: ids of two members are a proposal, another phone is somebody new', async () => {
  await using db = await testDb()
  await importAll(db, vault, 'phone,email\n13800138001,a@x.com\n13800138002,b@x.com\n')
  const [first, second] = [await member(db, '13800138001'), await member(db, '13800138002')]
  const done = await importAll(db, vault, 'phone,email\n13800138001,b@x.com\n13800138009,a@x.com\n')
  assert.equal(done.report!.conflicts, 2)
  assert.equal(await member(db, '13800138001'), first)
  assert.equal(await member(db, '13800138002'), second)
  const third = await member(db, '13800138009')
  assert.ok(third && third !== first)
  const proposals = await db<{ pair: string[] }>`
    select array[a_person, b_person] as pair from pool.merge_proposal`
  assert.deepEqual(
    proposals.map(({ pair }) => pair.toSorted().join()).toSorted(),
    [[first, second].toSorted().join(), [first, third].toSorted().join()].toSorted(),
  )
})

test('a worker that is killed is followed by one that goes on after what was done', async () => {
  await using db = await testDb()
  const rows = Array.from({ length: 1_050 }, (_, at) => `138${String(at).padStart(8, '0')},v${at}`)
  const importId = await upload(db, vault, `phone,tags\n${rows.join('\n')}\n`)
  await check(db, vault, importId)
  await db.begin((tx) => imports.startImport(tx, importId))
  // It dies in a piece: what it did last is rolled back with its place.
  let pieces = 0
  const dying: Db = Object.assign(((...query: Parameters<Db>) => db(...query)) as Db, db, {
    begin: <T>(work: Parameters<typeof db.begin<T>>[0]) =>
      db.begin(async (tx) => {
        const result = await work(tx)
        if (++pieces === 4) throw new Error('killed')
        return result
      }),
  })
  await assert.rejects(createImporter(dying, vault, () => now).work(), /killed/)
  const midway = await imports.getImport(db, importId)
  assert.deepEqual([midway.status, midway.rowsRead], ['importing', 750])
  await workAll(db, vault)
  assert.equal((await imports.getImport(db, importId)).rowsRead, 750, 'its lease stands')
  const later = createImporter(db, vault, () => addMs(now, minuteMs))
  while ((await later.work()) > 0);
  const done = await imports.getImport(db, importId)
  assert.deepEqual([done.status, done.rowsRead, done.report!.peopleNew], ['done', 1_050, 1_050])
  const [{ count } = { count: 0 }] = await db<{ count: number }>`select count(*) from pool.member`
  assert.equal(count, 1_050)
})

test('two imports of the same people at once make each of them once', async () => {
  await using db = await testDb()
  const rows = Array.from(
    { length: 900 },
    (_, at) => `138${String(at).padStart(8, '0')},m${at}@x.com`,
  )
  const files = [rows, rows.toReversed()].map((one) => `phone,email\n${one.join('\n')}\n`)
  const ids = []
  for (const file of files) {
    const importId = await upload(db, vault, file)
    await check(db, vault, importId)
    await db.begin((tx) => imports.startImport(tx, importId))
    ids.push(importId)
  }
  await Promise.all([workAll(db, vault), workAll(db, vault)])
  const done = await Promise.all(ids.map((id) => imports.getImport(db, id)))
  assert.deepEqual(
    done.map(({ status }) => status),
    ['done', 'done'],
  )
  assert.equal(done[0]!.report!.peopleNew + done[1]!.report!.peopleNew, 900)
  const [{ count } = { count: 0 }] = await db<{ count: number }>`select count(*) from pool.member`
  assert.equal(count, 900)
})

test('a workbook is read: shared and inline texts, dates, phones as numbers, formulas as shown', async () => {
  await using db = await testDb()
  const texts =
    '<si><t>手机</t></si><si><t>昵称</t></si><si><r><t>小</t></r><r><t>&amp;张</t></r></si>'
  const sheet = `
    <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>生日</t></is></c></row>
    <row r="2"><c r="A2"><v>1.3800138001E10</v></c><c r="B2" t="s"><v>2</v></c><c r="D2"><v>32874</v></c></row>
    <row r="4"><c r="A4"><f>13800138000+2</f><v>13800138002</v></c><c r="B4" t="str"><f>"a"</f><v>a</v></c></row>`
  const done = await importAll(db, vault, workbook(sheet, texts))
  assert.deepEqual([done.status, done.report!.peopleNew, done.report!.bad], ['done', 2, 0])
  const names = await db`select nickname from pool.member order by nickname desc`
  assert.deepEqual(names, [{ nickname: '小&张' }, { nickname: 'a' }])
  const days = await db`select month_day from pool.profile_field`
  assert.deepEqual(days, [{ monthDay: 101 }])
})

test('a malicious or damaged workbook is refused by name and reads no more than it may', async () => {
  await using db = await testDb()
  const head = { name: 'xl/workbook.xml', text: '<workbook/>' }
  const bomb = Buffer.alloc(20 * 1_024 * 1_024, '<si><t>x</t></si>')
  const sheet = {
    name: 'xl/worksheets/sheet1.xml',
    text: '<row r="1"><c r="A1"><v>1</v></c></row>',
  }
  const good = zipOf([head, sheet])
  const files: [string, Buffer, string][] = [
    ['bomb', zipOf([head, { name: 'xl/sharedStrings.xml', text: bomb }, sheet]), 'sheet_too_large'],
    [
      'bomb that lies',
      zipOf([head, { name: 'xl/sharedStrings.xml', text: bomb, declared: 10 }, sheet]),
      'sheet_too_large',
    ],
    ['cut', good.subarray(0, good.length - 30), 'sheet_broken'],
    ['no sheet', zipOf([head]), 'sheet_broken'],
    [
      'entities',
      zipOf([{ ...sheet, text: '<!DOCTYPE a [<!ENTITY b "c">]><row/>' }]),
      'sheet_broken',
    ],
    ['picture', Buffer.from('89504e470d0a1a0a00', 'hex'), 'import_unreadable'],
  ]
  for (const [name, file, code] of files) {
    const importId = await upload(db, vault, file)
    await assert.rejects(imports.previewImport(db, vault, importId), { code }, name)
  }
})

test('what came in is forgotten after seven days, whatever became of it', async () => {
  await using db = await testDb()
  const waiting = await upload(db, vault, 'phone\n13800138001\n')
  const done = await importAll(db, vault, 'phone\n13800138001\nx\n')
  await imports.forgetImports(db, addMs(now, 7 * dayMs - 1_000))
  assert.notEqual(await badOf(db, done.id), '')
  await imports.forgetImports(db, addMs(now, 7 * dayMs))
  assert.equal(await badOf(db, done.id), '')
  assert.deepEqual(await db`select from pool.member_import_part`, [])
  const { status, failure } = await imports.getImport(db, waiting)
  assert.deepEqual([status, failure], ['failed', 'forgotten'])
})

test('a long file is read in bounded memory, and a mark that never closes costs one line of it', async () => {
  const line = `13800138000,${'x'.repeat(80)}\n`
  let [most, rows, lost] = [0, 0, 0]
  async function* pieces() {
    yield `"never closed,\n`
    for (let at = 0; at < 250; at++) yield line.repeat(1_000)
  }
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heldBytes = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = heldBytes()
  for await (const { fault } of csvRows(pieces(), ',')) {
    if (fault) lost++
    if (++rows % 50_000 === 0) most = Math.max(most, heldBytes() - before)
  }
  assert.deepEqual([rows, lost], [250_001, 1])
  assert.ok(most < 8_000_000, `${most}`) // of 23 MB
})

test('thirty thousand rows are checked', async () => {
  await using db = await testDb()
  const lines = ['phone,nickname,tags']
  for (let at = 0; at < 30_000; at++)
    lines.push(`138${String(at).padStart(8, '0')},Member ${at},${'x'.repeat(20)}`)
  const importId = await upload(db, vault, lines.join('\n'))
  const checked = await check(db, vault, importId)
  assert.deepEqual([checked.rowsOf, checked.checkReport!.peopleNew], [30_000, 30_000])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { overlap, testDb } from '#test/db.ts'
import { aShelf, later, now, placeProduct, placeProducts } from './catalog.fixture.ts'
import { addSku } from './edit-sku.ts'
import { getProductForStaff } from './find-product.ts'
import type { ImportReport } from './import-report.ts'
import { writePiece } from './import-write.ts'
import { importProducts, previewImport } from './product-import.ts'
import { readProductFile } from './product-csv.ts'
import { listPrices } from './set-price.ts'
import { addStock, stockOf } from './stock.ts'

const titles = '品牌,分类,编码,商品组,标题,英文标题,规格,价格,库存,上架\n'
const fileOf = (...rows: string[]) => readProductFile(Buffer.from(titles + rows.join('\n')))
const by = { staffId: 'somebody', traceId: 'trace' }

type File = Awaited<ReturnType<typeof fileOf>>

async function bringIn(db: Db, file: File, at = now): Promise<ImportReport> {
  const work = importProducts(db, { file, now: at, ...by })
  for (;;) {
    const step = await work.next()
    if (step.done) return step.value
  }
}

const counts = ({ made, changed, same, bad }: ImportReport) => ({ made, changed, same, bad })
const faultsOf = ({ faults }: ImportReport) =>
  faults.map(({ line, column, reason }) => [line, column, reason])

async function everything(db: Db) {
  return Promise.all([
    db`select id, version, title_zh, title_en, category_id, status, price_from_fen, search::text
      from catalog.product order by id`,
    db`select id, code, name, price_fen, version, stock_version from catalog.sku order by id`,
    db`select count(*) from catalog.price`,
    db`select count(*) from platform.event`,
    db`select count(*) from platform.audit`,
    db`select count(*) from ledger.chain`,
  ])
}

test('bad rows are told, good ones are taken, and of a product with a bad row nothing is', async () => {
  await using db = await testDb()
  await aShelf(db)
  const file = await fileOf(
    '晨光,厨房,A,,甲,,,10,,',
    '没有,厨房,B,,乙,,,10,,', // 3
    '晨光,没有,C,,丙,,,10,,', // 4
    '晨光,厨房,D,,,,,10,,', // 5: no title
    '晨光,,E,,戊,,,10,,', // 6: no category
    '晨光,厨房,F,,己,,,,,', // 7: no price
    '晨光,厨房,A,,甲,,,12,,', // 8: A again
    '晨光,厨房,G1,G,庚,,小,10,,',
    '晨光,厨房,G2,G,庚,,大,免费,,', // 10: the good row before it is told too
    '晨光,厨房,H1,H,辛,,小,10,,',
    '晨光,厨房,H2,H,不同,,大,11,,', // 12
    'dawn,Kitchen,I,,壬,,,10,,',
  )
  const report = await bringIn(db, file)
  assert.deepEqual(faultsOf(report), [
    [3, 'brand', 'unknown_brand'],
    [4, 'category', 'unknown_category'],
    [5, 'titleZh', 'needed'],
    [6, 'category', 'needed'],
    [7, 'price', 'needed'],
    [8, 'code', 'code_twice'],
    [9, null, 'rest_of_product'],
    [10, 'price', 'not_a_price'],
    [11, null, 'rest_of_product'],
    [12, 'titleZh', 'differs_in_group'],
  ])
  assert.deepEqual(counts(report), { made: 2, changed: 0, same: 0, bad: 10 })
  const codes = await db`select code, price_fen from catalog.sku order by code`
  assert.deepEqual(codes, [
    { code: 'A', priceFen: 1_000 },
    { code: 'I', priceFen: 1_000 },
  ])
})

test('a row cannot change what stays for ever, nor join two products, nor sell what is off sale', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  const [, , off] = await placeProducts(db, shelf, [
    { skus: [{ code: 'A' }] },
    { skus: [{ code: 'B' }] },
    { publishedAt: null, skus: [{ code: 'C' }] },
  ])
  await db`update catalog.sku set status = 'off_sale' where id = ${off!.skuId}`
  await db`update catalog.product set price_from_fen = null where id = ${off!.productId}`
  const before = await everything(db)
  const file = await readProductFile(
    Buffer.from('brand,code,group,unit,on_sale\n晨光,A,G,,\n晨光,B,G,,\n晨光,C,,,yes\n'),
  )
  assert.deepEqual(faultsOf(await bringIn(db, file)), [
    [2, null, 'rest_of_product'],
    [3, 'code', 'several_products'],
    [4, 'onSale', 'nothing_to_sell'],
  ])
  const unit = await readProductFile(Buffer.from('brand,code,unit\n晨光,A,瓶\n'))
  assert.deepEqual(faultsOf(await bringIn(db, unit)), [[2, 'soldBy', 'cannot_change']])
  assert.deepEqual(await everything(db), before)
})

test('a product of more variants than fit into one transaction is refused, the rest is taken', async () => {
  await using db = await testDb()
  await aShelf(db)
  const many = Array.from({ length: 501 }, (_, n) => `晨光,厨房,M${n},M,题,,第${n},10,,`)
  const report = await bringIn(db, await fileOf(...many, '晨光,厨房,N,,一,,,10,,'))
  assert.deepEqual(faultsOf(report)[0], [2, 'group', 'too_many'])
  assert.deepEqual(counts(report), { made: 1, changed: 0, same: 0, bad: 501 })
})

test('a name that two brands or categories have is asked about, not guessed', async () => {
  await using db = await testDb()
  const parent = await aShelf(db)
  await aShelf(db, parent.categoryId)
  const file = await fileOf('晨光,厨房,A,,甲,,,10,,', `${parent.brandId},厨房/Kitchen,B,,乙,,,10,,`)
  assert.deepEqual(faultsOf(await bringIn(db, file)), [
    [2, 'brand', 'more_than_one'],
    [2, 'category', 'more_than_one'],
  ])
})

test('a preview says what the import then does, and writes nothing', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  await placeProducts(db, shelf, [{ titleZh: '甲', skus: [{ code: 'A' }] }])
  const before = await everything(db)
  const file = await fileOf('晨光,,A,,,,,12,,', '晨光,厨房,B,,乙,,,10,5,是', '晨光,厨房,C,,,,,1,,')
  const preview = await previewImport(db, file, now)
  assert.deepEqual(await everything(db), before)
  assert.deepEqual(counts(preview), { made: 1, changed: 1, same: 0, bad: 1 })
  assert.deepEqual(await bringIn(db, file), preview)
})

test('an import makes products with their variants, prices, stock and words, on sale where it says so', async () => {
  await using db = await testDb()
  await aShelf(db)
  const file = await fileOf(
    '晨光,厨房,M-S,M,红色马克杯,Red mug,小,"1,299.00",30,是',
    '晨光,厨房,M-L,M,,,大,1399,,',
    '晨光,厨房,N,,=1+1,,,5,0,',
  )
  assert.deepEqual(counts(await bringIn(db, file)), { made: 3, changed: 0, same: 0, bad: 0 })
  const rows = await db<{ productId: string; id: string; code: string }>`
    select product_id, id, code from catalog.sku order by code`
  const mug = await getProductForStaff(db, rows[0]!.productId, now)
  assert.deepEqual(
    [
      mug.status,
      mug.titleEn,
      mug.skus.map(({ name, priceFen, available }) => [name, priceFen, available]),
    ],
    [
      'on_sale',
      'Red mug',
      [
        ['大', 139_900, 0],
        ['小', 129_900, 30],
      ],
    ],
  )
  const odd = await getProductForStaff(db, rows[2]!.productId, now)
  assert.deepEqual([odd.status, odd.titleZh, odd.titleEn], ['draft', '=1+1', '=1+1'])
  const audited = await db`select act, facts from platform.audit`
  assert.deepEqual(audited, [
    { act: 'catalog.import_products', facts: { made: 3, changed: 0, fromLine: 2 } },
  ])
})

test('the same file again changes nothing, even when some was sold meanwhile', async () => {
  await using db = await testDb()
  await aShelf(db)
  const file = await fileOf(
    '晨光,厨房,A1,A,甲,,小,10,30,是',
    '晨光,厨房,A2,A,,,大,12,5,是',
    '晨光,厨房,B,,乙,,,10,7,否',
  )
  await bringIn(db, file)
  const [sku] = await db<{ id: string }>`select id from catalog.sku where code = 'A1'`
  const more = { changeId: 'more', skuId: sku!.id, quantity: 3, reason: 'delivery' as const }
  await db.begin((tx) => addStock(tx, more, now))
  const before = await everything(db)
  const again = await bringIn(db, file, later(60_000))
  assert.deepEqual(counts(again), { made: 0, changed: 0, same: 3, bad: 0 })
  assert.deepEqual(await everything(db), before)
  assert.equal((await stockOf(db, [sku!.id], now)).get(sku!.id), 33)
})

test('what a file changes is changed with its history; what it leaves out stays', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  const [placed] = await placeProducts(db, shelf, [
    { titleZh: '旧', titleEn: 'Old', descriptionZh: '说明', skus: [{ code: 'A', name: '小' }] },
  ])
  const { productId, skuId } = placed!
  // Two rows of one product without a group, and a variant that joins it by one.
  const file = await fileOf('晨光,,A,G,新,,,12.5,,', '晨光,,A9,G,,,大,20,4,否')
  const report = await bringIn(db, file, later(60_000))
  assert.deepEqual(counts(report), { made: 1, changed: 1, same: 0, bad: 0 })
  const product = await getProductForStaff(db, productId, now)
  assert.deepEqual(
    [product.titleZh, product.titleEn, product.descriptionZh, product.status, product.version],
    ['新', 'Old', '说明', 'off_sale', 2],
  )
  assert.deepEqual(
    product.skus.map(({ code, name, priceFen, available }) => [code, name, priceFen, available]),
    [
      ['A', '小', 1_250, 0],
      ['A9', '大', 2_000, 4],
    ],
  )
  assert.deepEqual(
    (await listPrices(db, { skuId, limit: 9 })).map((entry) => entry.priceFen),
    [1_250, 1_000],
  )
  const [found] = await db`
    select search @@ '新'::tsquery as is_found from catalog.product where id = ${productId}`
  assert.deepEqual(found, { isFound: true })
  assert.deepEqual(
    await db`select name from platform.event where payload->>'productId' = ${productId}
      order by id desc limit 1`,
    [{ name: 'catalog.product_withdrawn' }],
  )
})

test('an import that is killed half-way has some products whole, and a repeat finishes it', async () => {
  await using db = await testDb()
  await aShelf(db)
  const rows = Array.from({ length: 1_200 }, (_, n) => {
    return `晨光,厨房,C${n},G${Math.floor(n / 3)},题${Math.floor(n / 3)},,第${n},10,2,是`
  })
  const file = await fileOf(...rows)
  const work = importProducts(db, { file, now, ...by })
  await work.next()
  await work.next() // the first piece is durable
  await work.return(undefined as never)
  const products = () => db<{ skus: number }>`
    select count(sku.id) as skus from catalog.product
    left join catalog.sku on sku.product_id = product.id group by product.id`
  const half = await products()
  assert.ok(half.length > 0 && half.length < 400, `${half.length}`)
  assert.ok(half.every(({ skus }) => skus === 3))
  const { made, same, bad } = await bringIn(db, file)
  assert.deepEqual([made + same, bad], [1_200, 0])
  assert.equal((await products()).length, 400)
  const [sum] = await db<{ stock: number }>`
    select sum(amount)::bigint as stock from ledger.transfer where to_account like '%/for_sale/%'`
  assert.equal(sum!.stock, 2_400)
})

test('two imports of one file at once make every product once', async () => {
  await using db = await testDb()
  await aShelf(db)
  const rows = Array.from({ length: 700 }, (_, n) => `晨光,厨房,C${n},,题${n},,,10,2,是`)
  const file = await fileOf(...rows)
  const reports = await Promise.all([bringIn(db, file), bringIn(db, file)])
  assert.equal(reports[0].made + reports[1].made, 700)
  assert.equal(reports[0].same + reports[1].same, 700)
  assert.deepEqual(await db`select count(*) from catalog.product`, [{ count: 700 }])
})

test('a code that a form takes while a piece is written is found there, not made twice', async () => {
  await using db = await testDb()
  const shelf = await aShelf(db)
  const [placed] = await placeProducts(db, shelf, [{ titleZh: '甲', skus: [{ code: 'A' }] }])
  const file = await fileOf('晨光,厨房,NEW,,新,,,10,,')
  const rows = file.rows.map((row) => ({ ...row, ...shelf }))
  const sku = { id: crypto.randomUUID(), code: 'NEW', name: '', soldBy: 'piece' as const }
  const [formed, imported] = await overlap(
    db,
    (tx) => addSku(tx, { ...sku, productId: placed!.productId, priceFen: 1_000, now }),
    (tx) => writePiece(tx, [rows], now),
  )
  assert.equal(formed.status, 'fulfilled')
  assert.deepEqual(imported.status === 'fulfilled' && imported.value.outcomes, ['changed'])
  assert.deepEqual(await db`select count(*) from catalog.sku where code = 'NEW'`, [{ count: 1 }])
})

test('what somebody changes while a piece waits is seen, and not written over', async () => {
  await using db = await testDb()
  const { productId } = await placeProduct(db, { titleZh: '甲', skus: [{ code: 'A' }] })
  const [row] = await db<{ brandId: string }>`select brand_id from catalog.product`
  const file = await fileOf('晨光,,A,,,New,,,,')
  const rows = file.rows.map((one) => ({ ...one, brandId: row!.brandId, categoryId: undefined }))
  const [, imported] = await overlap(
    db,
    (tx) => tx`update catalog.product set title_zh = '人改的' where id = ${productId}`,
    (tx) => writePiece(tx, [rows], now),
  )
  assert.equal(imported.status, 'fulfilled')
  const product = await getProductForStaff(db, productId, now)
  assert.deepEqual([product.titleZh, product.titleEn], ['人改的', 'New'])
})

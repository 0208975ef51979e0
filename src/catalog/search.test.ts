import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { aShelf, now, placeProducts } from './catalog.fixture.ts'
import { changeBrand } from './brand.ts'
import { changeProduct } from './edit-product.ts'
import { listProducts } from './listing.ts'
import { importMadeUpProducts } from './made-up.fixture.ts'
import { parseQuery } from './search-text.ts'
import { matchAll } from './search.ts'

async function find(db: Db, q: string) {
  const { items, exact } = await listProducts(db, { q, limit: 24 }, now)
  return [exact, ...items.map((item) => item.titleEn)]
}

async function aShop(db: Db) {
  const shelf = await aShelf(db)
  const placed = await placeProducts(db, shelf, [
    { titleEn: 'Teapot with mugs', titleZh: '茶壶和马克杯' },
    { titleEn: 'Mugwort tea', titleZh: '艾草茶' },
    { titleEn: 'Mug, red', titleZh: '红色马克杯', skus: [{ code: '85123A' }] },
    { titleEn: 'Café au lait bowl', titleZh: '牛奶咖啡碗' },
    { titleEn: 'Hanging lantern', titleZh: '挂式灯笼 mini' },
  ])
  return { shelf, placed }
}

test('no query makes an error or an empty page: nonsense, signs, emoji, code and floods', async () => {
  await using db = await testDb()
  await aShop(db)
  const queries = [
    '😀',
    '!!!',
    '\0',
    "'",
    '\\',
    "' or 1=1 --",
    "'; drop table catalog.product; --",
    '%',
    '_',
    '* & | ! <-> :*',
    'mug:*A & !tea',
    'x'.repeat(5000),
    '红'.repeat(5000),
    'a b c d e f g h i j k l m n o p q r s t',
    '\ud83d',
    'ﷺ',
    'ß İ ı',
    '١٢٣',
    '한국어',
    'ไทย',
    '\u0301\u0301',
  ]
  for (const q of queries) {
    const { items } = await listProducts(db, { q, limit: 24 }, now)
    assert.ok(items.length > 0, q)
  }
})

test('a whole word comes before the beginning of one, plural or not, of any case and width', async () => {
  await using db = await testDb()
  await aShop(db)
  for (const q of ['mug', 'Mugs', 'ＭＵＧ', ' mug '])
    assert.deepEqual(await find(db, q), [true, 'Mug, red', 'Teapot with mugs', 'Mugwort tea'], q)
  assert.deepEqual(await find(db, 'mugw'), [true, 'Mugwort tea'])
  assert.deepEqual(await find(db, 'cafe'), [true, 'Café au lait bowl'])
  assert.deepEqual(await find(db, 'red mug'), [true, 'Mug, red'])
})

test('a word of the title counts more than one of the brand or code, and that more than a beginning', async () => {
  await using db = await testDb()
  await placeProducts(db, await aShelf(db), [
    { titleEn: 'Dawn lamp 900' },
    { titleEn: 'Bag', skus: [{ code: '9001' }] },
    { titleEn: 'Lamp 9001b' },
    { titleEn: 'Candle' },
  ])
  const [, ...ofBrand] = await find(db, 'dawn')
  assert.deepEqual(ofBrand, ['Dawn lamp 900', 'Candle', 'Lamp 9001b', 'Bag'])
  assert.deepEqual(await find(db, '9001'), [true, 'Bag', 'Lamp 9001b'])
})

test('Chinese is found by any part of a title, one, two or more characters, mixed with words', async () => {
  await using db = await testDb()
  await aShop(db)
  const cases: [string, string[]][] = [
    ['红', ['Mug, red']],
    ['红色', ['Mug, red']],
    ['色马克', ['Mug, red']],
    ['马克杯', ['Mug, red', 'Teapot with mugs']],
    ['马克杯 红色', ['Mug, red']],
    ['茶', ['Mugwort tea', 'Teapot with mugs']],
    ['红色mug', ['Mug, red']],
    ['灯笼 ｍｉｎｉ', ['Hanging lantern']],
    ['晨光 茶壶', ['Teapot with mugs']],
  ]
  for (const [q, titles] of cases) assert.deepEqual(await find(db, q), [true, ...titles], q)
})

test('what nothing has is answered with the nearest, and says so', async () => {
  await using db = await testDb()
  await aShop(db)
  const cases: [string, string][] = [
    ['lantren', 'Hanging lantern'],
    ['lanturn', 'Hanging lantern'],
    ['teaput', 'Teapot with mugs'],
    ['mgu red', 'Mug, red'],
    ['lantern xyzzy', 'Hanging lantern'],
    ['红色杯子', 'Mug, red'], // one pair of three
    ['红茶壶', 'Teapot with mugs'],
    ['灯塔', 'Hanging lantern'], // one character of two
  ]
  for (const [q, title] of cases)
    assert.deepEqual((await find(db, q)).slice(0, 2), [false, title], q)
  const newest = ['Hanging lantern', 'Café au lait bowl']
  assert.deepEqual((await find(db, 'qqqqq')).slice(0, 3), [false, ...newest])
})

test('brand and code lead to a product, and new texts replace the old', async () => {
  await using db = await testDb()
  const { shelf, placed } = await aShop(db)
  assert.deepEqual(await find(db, '85123a'), [true, 'Mug, red'])
  assert.deepEqual(await find(db, 'dawn lantern'), [true, 'Hanging lantern'])
  const { productId } = placed.at(-1)!
  await db.begin((tx) => changeProduct(tx, { productId, version: 1, titleEn: 'Garden light' }))
  assert.deepEqual(await find(db, 'garden'), [true, 'Garden light'])
  assert.equal((await find(db, 'hanging'))[0], false)
  await db.begin((tx) => changeBrand(tx, { ...shelf, version: 1, nameEn: 'Dusk' }))
  assert.deepEqual(await find(db, 'dusk garden'), [true, 'Garden light'])
  assert.equal((await find(db, 'dawn'))[0], false)
})

test('of titles with one wrong letter 19 of 20 still lead to the product they were taken from', async () => {
  await using db = await testDb()
  await importMadeUpProducts(db, 400)
  const nouns = ['mug', 'teapot', 'lantern', 'doormat', 'apron', 'cushion', 'umbrella', 'bracelet']
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  let [asked, found] = [0, 0]
  for (const noun of nouns)
    for (let place = 1; place < noun.length; place++) {
      const [head, tail] = [noun.slice(0, place), noun.slice(place)]
      const other = letters[(letters.indexOf(tail[0]!) + 7) % 26]!
      for (const typo of [
        head + tail.slice(1),
        head + other + tail,
        head + other + tail.slice(1),
        head.slice(0, -1) + tail[0] + head.at(-1) + tail.slice(1),
      ]) {
        const { items } = await listProducts(db, { q: typo, limit: 24 }, now)
        asked++
        if (items.some((item) => item.titleEn.includes(noun))) found++
      }
    }
  assert.ok(asked > 150 && found >= asked * 0.95, `${found} of ${asked}`)
})

test('products and words are looked up in indexes', async () => {
  await using db = await testDb()
  await importMadeUpProducts(db, 200)
  await db`
    insert into catalog.word (word)
    select translate(md5(n::text), '0123456789', 'ghijklmnop') from generate_series(1, 5000) as n`
  await db`analyze catalog.product, catalog.word`
  const { where } = matchAll(parseQuery('red 红色波点'))
  const product = await db.begin(async (tx) => {
    await tx`set local enable_seqscan = off` // a small shop is read faster as a whole
    return tx`explain select from catalog.product where ${where}`
  })
  const plans = [
    product,
    await db`explain select from catalog.word where word % 'lantren'`,
    await db`explain select from catalog.word
      where variants && catalog.variants_of('lantren')`,
  ]
  for (const plan of plans)
    assert.match(JSON.stringify(plan), /Bitmap Index Scan on (product|word)_by_/)
})

import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { testDb } from '#test/db.ts'
import { aShelf, later, now, placeProduct, placeProducts } from './catalog.fixture.ts'
import { setPrices } from './set-price.ts'
import { joinEqual, readProduct, readProducts } from './shared-reads.ts'
import { addStock } from './stock.ts'

test('whoever asks while a reading is under way gets the next one, together', async () => {
  const begun: PromiseWithResolvers<number>[] = []
  const read = joinEqual((_query: { id: number }) => {
    const reading = Promise.withResolvers<number>()
    begun.push(reading)
    return reading.promise
  })
  const first = read({ id: 1 }, now)
  const [second, third] = [read({ id: 1 }, now), read({ id: 1 }, now)]
  const other = read({ id: 2 }, now)
  assert.equal(begun.length, 2) // the first, and the other; the two wait
  begun[0]!.resolve(10)
  begun[1]!.resolve(20)
  assert.deepEqual([await first, await other], [10, 20])
  await Promise.resolve()
  assert.equal(begun.length, 3)
  begun[2]!.resolve(30)
  assert.deepEqual([await second, await third], [30, 30])
  const fourth = read({ id: 1 }, now)
  assert.equal(begun.length, 4)
  begun[3]!.resolve(40)
  assert.equal(await fourth, 40)
})

test('a reading that fails fails for those who share it, and for nobody after them', async () => {
  let isBroken = true
  const read = joinEqual(async (_query: string) => {
    await Promise.resolve()
    if (isBroken) throw new Error('gone')
    return 'there'
  })
  const [first, second] = await Promise.allSettled([read('a', now), read('a', now)])
  assert.deepEqual([first.status, second.status], ['rejected', 'rejected'])
  isBroken = false
  assert.equal(await read('a', now), 'there')
})

test('many at once each get their own product, and the missing one is missing only for its asker', async () => {
  await using db = await testDb()
  const titles = ['One', 'Two', 'Three']
  const placed = await placeProducts(
    db,
    await aShelf(db),
    titles.map((titleEn) => ({ titleEn })),
  )
  const asked = [...placed, ...placed].map((one) => readProduct(db, one.productId, now))
  const missing = readProduct(db, randomUUIDv7(), now)
  await assert.rejects(missing, { code: 'product_not_found' })
  const found = (await Promise.all(asked)).map((product) => product.titleEn)
  assert.deepEqual(found, [...titles, ...titles])
})

test('a change that was committed is in every answer asked for afterwards, in any process', async () => {
  await using db = await testDb()
  const { productId, skuId } = await placeProduct(db)
  let isOver = false
  const crowd = Promise.all(
    Array.from({ length: 16 }, async () => {
      while (!isOver)
        await Promise.all([readProduct(db, productId, now), readProducts(db, { limit: 24 }, now)])
    }),
  )
  for (let turn = 1; turn <= 15; turn++) {
    await db.begin(async (tx) => {
      await setPrices(tx, [{ skuId, priceFen: 1000 + turn, validFrom: later(turn) }])
      const change = { changeId: randomUUID(), skuId, quantity: 1, reason: 'delivery' as const }
      await addStock(tx, change, now)
    })
    const { skus } = await readProduct(db, productId, now)
    const { items } = await readProducts(db, { limit: 24 }, now)
    assert.deepEqual([skus[0]!.priceFen, skus[0]!.available], [1000 + turn, turn])
    assert.deepEqual([items[0]!.priceFromFen, items[0]!.available], [1000 + turn, turn])
  }
  isOver = true
  await crowd
})

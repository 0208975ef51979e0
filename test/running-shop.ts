/** A small shop as a person meets it: pages, server, background work and institution, in one process. */
import { randomUUIDv7 } from 'node:crypto'
import { importCatalog } from '#catalog/import.ts'
import { addStocks } from '#catalog/stock.ts'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { testSandbox } from '#sandbox/for-tests.ts'
import { platformReceiver } from '#trade/receivers.ts'
import { serve } from '../src/serve.ts'
import { createProgram } from '../src/services.ts'
import { testDb } from './db.ts'
import type { TestDb } from './db.ts'

export type Article = { titleZh: string; titleEn: string; priceFen: number; stock: number }
export type ShopArticle = Article & { productId: string; skuId: string; brandId: string }

export type RunningShop = AsyncDisposable & { url: string; db: TestDb; articles: ShopArticle[] }

/** `await using shop = await runShop([...])`: in demo mode, so that sign-in codes are on the page. */
export async function runShop(articles: Article[]): Promise<RunningShop> {
  const stack = new AsyncDisposableStack()
  try {
    const db = stack.use(await testDb())
    const sandbox = stack.use(await testSandbox(db))
    const config = readConfig({
      TESSERA_MODE: 'demo',
      DATABASE_URL: db.url,
      TESSERA_SECRET: Buffer.from('only for tests: 32 bytes or more').toString('base64'),
      SANDBOX_URL: sandbox.url,
      SANDBOX_KEYS_DIR: sandbox.keysDir,
      RATE_PER_ADDRESS: '100000', // a test clicks faster than people
      RATE_SIGN_IN: '1000',
    })
    const program = createProgram(config, createLog('silent', 'test'))
    stack.defer(() => program.close())
    const stocked = await stock(program, articles)
    const server = await serve(program)
    stack.defer(() => server.stop())
    sandbox.notify(`${server.url}/api/payments/notices`)
    const { url } = server
    return { url, db, articles: stocked, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

async function stock(
  { db, services }: ReturnType<typeof createProgram>,
  articles: Article[],
): Promise<ShopArticle[]> {
  const [brandId, categoryId, receiver] = [randomUUIDv7(), randomUUIDv7(), 'brand_test']
  const createdAt = new Date(Date.now() - 60_000)
  await services.payments.registerReceivers([
    { receiver: platformReceiver, name: 'Tessera' },
    { receiver, name: 'Bluestone' },
  ])
  const made = articles.map((article) => ({
    ...article,
    productId: randomUUIDv7(),
    skuId: randomUUIDv7(),
    brandId,
  }))
  const brand = { id: brandId, nameZh: '青石窑', nameEn: 'Bluestone', receiver, feeBps: 500 }
  const category = { id: categoryId, slug: 'cups', nameZh: '杯子', nameEn: 'Cups', parentId: null }
  await db.begin(async (tx) => {
    await importCatalog(tx, {
      brands: [{ ...brand, madeUp: true, createdAt }],
      categories: [{ ...category, createdAt }],
      products: made.map(({ productId, skuId, titleZh, titleEn, priceFen }) => ({
        id: productId,
        brandId,
        categoryId,
        titleZh,
        titleEn,
        titleZhMadeBy: 'person',
        descriptionZh: '',
        descriptionEn: '',
        createdAt,
        publishedAt: createdAt,
        skus: [
          { id: skuId, code: skuId, name: '', soldBy: 'piece', priceFen, validFrom: createdAt },
        ],
      })),
    })
    await addStocks(
      tx,
      made.map(({ skuId, stock: quantity }) => ({
        changeId: randomUUIDv7(),
        skuId,
        quantity,
        reason: 'opening',
      })),
      createdAt,
    )
  })
  return made
}

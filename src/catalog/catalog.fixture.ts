/** A small catalogue for tests, and a browser signed in as staff. */
import { randomUUIDv7 } from 'node:crypto'
import { addMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { openSession } from '#platform/sessions.ts'
import type { Browser, TestApp } from '#test/app.ts'
import { importCatalog } from './import.ts'
import type { NewProduct, NewSku } from './import.ts'

export const now = new Date('2026-11-20T04:00:00Z')
export const later = (ms: number) => addMs(now, ms)

export type Shelf = { brandId: string; categoryId: string }

export async function aShelf(db: Db, parentId: string | null = null): Promise<Shelf> {
  const [brandId, categoryId] = [randomUUIDv7(), randomUUIDv7()]
  const brand = { id: brandId, nameZh: '晨光', nameEn: 'Dawn', receiver: `r-${brandId}` }
  const category = { id: categoryId, slug: categoryId, nameZh: '厨房', nameEn: 'Kitchen' }
  await db.begin((tx) =>
    importCatalog(tx, {
      brands: [{ ...brand, feeBps: 500, madeUp: true, createdAt: now }],
      categories: [{ ...category, parentId, createdAt: now }],
    }),
  )
  return { brandId, categoryId }
}

type Wanted = Partial<Omit<NewProduct, 'skus'>> & { skus?: Partial<NewSku>[] }
export type Placed = { productId: string; skuIds: string[]; skuId: string }

/**
 * Products on this shelf, each a minute newer than the one before, on sale with one SKU at 10.00.
 */
export async function placeProducts(db: Db, shelf: Shelf, wanted: Wanted[]): Promise<Placed[]> {
  const products = wanted.map((one, index): NewProduct => {
    const createdAt = later(index * 60_000)
    const skus = one.skus ?? [{}]
    return {
      id: randomUUIDv7(),
      ...shelf,
      titleZh: '无题',
      titleEn: 'Untitled',
      titleZhMadeBy: 'script',
      descriptionZh: '',
      descriptionEn: '',
      createdAt,
      publishedAt: createdAt,
      ...one,
      skus: skus.map((sku) => {
        const id = randomUUIDv7()
        const rest = { name: '', soldBy: 'piece' as const, priceFen: 1000, validFrom: now }
        return { id, code: id, ...rest, ...sku }
      }),
    }
  })
  await db.begin((tx) => importCatalog(tx, { products }))
  return products.map(({ id, skus }) => {
    const skuIds = skus.map((sku) => sku.id)
    return { productId: id, skuIds, skuId: skuIds[0]! }
  })
}

export async function placeProduct(db: Db, wanted: Wanted = {}): Promise<Placed> {
  return (await placeProducts(db, await aShelf(db), [wanted]))[0]!
}

export async function staffBrowser(
  app: TestApp,
  db: Db,
  role = 'owner',
): Promise<{ browser: Browser; staffId: string }> {
  const staffId = randomUUIDv7()
  await db`
    insert into platform.staff (id, login, name, roles, password_phc, created_at)
    values (${staffId}, ${staffId}, 'x', ${[role]}, 'x', ${now})`
  const { token } = await db.begin((tx) =>
    openSession(tx, { kind: 'staff', actorId: staffId, now }),
  )
  const browser = app.browser()
  browser.cookies.set('tessera_staff', token)
  return { browser, staffId }
}

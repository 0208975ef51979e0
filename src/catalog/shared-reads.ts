/**
 * Reads that many want at the same moment, done once for all of them. Nothing is kept: every answer
 * is from a statement that began after it was asked for, so a changed price or stock shows at once,
 * in every process, and a crowd in front of one page costs as much as one visitor.
 */
import { createBatcher } from '#platform/batcher.ts'
import type { Batcher } from '#platform/batcher.ts'
import type { Db } from '#platform/db.ts'
import { listCategories } from './category.ts'
import type { CategoryRow } from './category.ts'
import { productNotFound } from './errors.ts'
import { findProducts } from './find-product.ts'
import { listProducts } from './listing.ts'
import type { ProductPage, ProductQuery } from './listing.ts'
import type { Product } from './product.ts'

type Asked = { productId: string; now: Date }
type Reads = {
  products: Batcher<Asked, Product | undefined>
  lists: (query: ProductQuery, now: Date) => Promise<ProductPage>
  categories: (query: null, now: Date) => Promise<CategoryRow[]>
}

/** Of each connection pool, for as long as there is one. */
const readsOf = new WeakMap<Db, Reads>()

/** `getProduct` together with whoever else asks for a product now. Errors: productNotFound. */
export async function readProduct(db: Db, productId: string, now: Date): Promise<Product> {
  const product = await shared(db).products.submit({ productId, now })
  if (!product) throw productNotFound({ productId })
  return product
}

/** `listProducts` together with whoever else asks for this very page now. Errors: invalidInput. */
export async function readProducts(db: Db, query: ProductQuery, now: Date): Promise<ProductPage> {
  return shared(db).lists(query, now)
}

/** `listCategories` together with whoever else asks for them now. */
export async function readCategories(db: Db, now: Date): Promise<CategoryRow[]> {
  return shared(db).categories(null, now)
}

function shared(db: Db): Reads {
  let reads = readsOf.get(db)
  if (!reads) {
    reads = {
      products: createBatcher({
        run: async (asked: Asked[]) => {
          const ids = [...new Set(asked.map((one) => one.productId))]
          const found = await findProducts(db, ids, asked.at(-1)!.now)
          return asked.map((one) => found.get(one.productId))
        },
        commandsMax: 100,
        inFlightMax: 2,
      }),
      lists: joinEqual((query: ProductQuery, now: Date) => listProducts(db, query, now)),
      categories: joinEqual(() => listCategories(db)),
    }
    readsOf.set(db, reads)
  }
  return reads
}

/**
 * Those who ask for the same while it is being read wait for the next reading, and share that one:
 * to join the present one could show them what was true before they asked.
 */
export function joinEqual<Query, Answer>(
  read: (query: Query, now: Date) => Promise<Answer>,
): (query: Query, now: Date) => Promise<Answer> {
  const running = new Map<string, Promise<unknown>>()
  const waiting = new Map<string, Promise<Answer>>()
  return (query, now) => {
    const key = JSON.stringify(query)
    const joined = waiting.get(key)
    if (joined) return joined
    const present = running.get(key)
    const begin = () => {
      waiting.delete(key)
      const answer = read(query, now)
      const done = answer.then(forget, forget)
      running.set(key, done)
      function forget() {
        if (running.get(key) === done) running.delete(key)
      }
      return answer
    }
    if (!present) return begin()
    const next = present.then(begin)
    waiting.set(key, next)
    return next
  }
}

/**
 * What bench:catalog compares with: node:http and `pg`, nothing else. It learns the statements by
 * listening to our functions once, then runs them as they are and writes the same answers by hand.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { getProduct } from '#catalog/find-product.ts'
import { writeCursor } from '#catalog/cursor.ts'
import { listProducts } from '#catalog/listing.ts'
import type { Sort } from '#catalog/listing.ts'
import { madeUpProductId } from '#catalog/made-up.fixture.ts'
import { forSale } from '#catalog/stock.ts'
import { connect } from '#platform/db.ts'
import type { Db } from '#platform/db.ts'

const url = process.env['DATABASE_URL']!
const pageSize = 24
const int8 = 20
// oxlint-disable-next-line typescript/no-explicit-any -- rows as pg gives them
type Row = Record<string, any>
type Statement = { name: string; text: string; values: unknown[] }

const pool = new pg.Pool({ connectionString: url, max: 12 })
pg.types.setTypeParser(int8, Number)

const lists = new Map<string, Statement>()
const [detail, stock] = await learn((db) => getProduct(db, madeUpProductId(0), new Date()))

const server = http.createServer((request, response) => {
  answer(request.url!).then(
    (text) => {
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(text),
      })
      response.end(text)
    },
    (error: unknown) => {
      console.error(error)
      response.writeHead(500).end()
    },
  )
})
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

function answer(path: string): Promise<string> {
  const productId = /^\/api\/products\/([0-9a-f-]{36})$/.exec(path)?.[1]
  return productId ? answerDetail(productId) : answerList(path)
}

async function answerDetail(productId: string): Promise<string> {
  const { rows } = await pool.query<Row>({ ...detail!, values: [productId] })
  const available = await stockOf(rows.map((row) => row.sku_id))
  const of = rows[0]!
  return JSON.stringify({
    id: of.id,
    titleZh: of.title_zh,
    titleEn: of.title_en,
    titleZhMadeBy: of.title_zh_made_by,
    descriptionZh: of.description_zh,
    descriptionEn: of.description_en,
    brand: brandOf(of),
    category: {
      id: of.category_id,
      slug: of.category_slug,
      nameZh: of.category_name_zh,
      nameEn: of.category_name_en,
      parentId: of.category_parent_id,
    },
    skus: rows.map((row, index) => ({
      id: row.sku_id,
      code: row.sku_code,
      name: row.sku_name,
      soldBy: row.sold_by,
      priceFen: row.price_fen,
      available: available[index],
    })),
    pictures: of.pictures,
    publishedAt: of.published_at,
  })
}

async function answerList(path: string): Promise<string> {
  const query = new URL(path, 'http://localhost').searchParams
  const categoryId = query.get('category') ?? undefined
  const sort = (query.get('sort') ?? 'newest') as Sort
  let statement = lists.get(path)
  if (!statement) {
    const after = query.get('after') ?? undefined
    const asked = { categoryId, sort, after, limit: pageSize }
    ;[statement] = await learn((db) => listProducts(db, asked, new Date()))
    lists.set(path, statement!)
  }
  const { rows } = await pool.query<Row>(statement!)
  const page = rows.slice(0, pageSize)
  const stock = await stockOf(page.flatMap((row) => row.sku_ids))
  let next = 0
  const items = page.map((row) => ({
    id: row.id,
    titleZh: row.title_zh,
    titleEn: row.title_en,
    titleZhMadeBy: row.title_zh_made_by,
    brand: brandOf(row),
    categoryId: row.category_id,
    priceFromFen: row.price_from_fen,
    priceToFen: row.price_to_fen,
    available: row.sku_ids.reduce((sum: number) => sum + stock[next++]!, 0),
    picture: null,
  }))
  const last = page.at(-1)!
  const position = { score: 0, publishedAt: last.published_at, priceFen: last.price_from_fen }
  const list = [categoryId, undefined, undefined, sort, false]
  const cursor = rows.length > pageSize ? writeCursor(list, { ...position, id: last.id }) : null
  return JSON.stringify({ items, next: cursor, exact: true, corrected: null, near: true })
}

async function stockOf(skuIds: string[]): Promise<number[]> {
  const [, book, sameBook, sameBookAgain] = stock!.values
  const values = [skuIds.map((id) => forSale(id).id), book, sameBook, sameBookAgain, new Date()]
  const { rows } = await pool.query<Row>({ ...stock!, values })
  return rows.map((row) => row.available)
}

const brandOf = (row: Row) => {
  const { brand_id: id, brand_name_zh: nameZh, brand_name_en: nameEn, brand_made_up: madeUp } = row
  return { id, nameZh, nameEn, madeUp }
}

/** The statements that `read` runs, in order. */
async function learn(read: (db: Db) => Promise<unknown>): Promise<Statement[]> {
  const db = connect(url)
  const statements: Statement[] = []
  const { pool } = db
  const query = pool.query.bind(pool)
  pool.query = ((statement: Statement) => {
    statements.push({ name: statement.name, text: statement.text, values: statement.values })
    return query(statement)
  }) as typeof pool.query
  await read(db)
  await db.end()
  return statements
}

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import type { Browser, TestApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { aShelf, now, staffBrowser } from './catalog.fixture.ts'
import { fileBytesMax, rowsMax } from './product-csv.ts'
import * as importRoutes from './product-import-routes.ts'

const routes = routesOf(importRoutes)
const preview = '/console/product-import-previews'
const imports = '/console/product-imports'

async function send(app: TestApp, browser: Browser, path: string, file: Buffer | string) {
  const { statusCode, headers, body } = await app.server.inject({
    method: 'POST',
    url: `/api${path}`,
    cookies: Object.fromEntries(browser.cookies),
    headers: { 'content-type': 'application/octet-stream' },
    payload: Buffer.from(file),
  })
  const lines = body.trim().split('\n')
  return { status: statusCode, headers, lines: lines.map((line) => JSON.parse(line)) }
}

const file = '品牌,分类,编码,标题,价格,库存\n晨光,厨房,A,杯,"1,299.00",3\n晨光,厨房,B,碟,x,\n'

test('who may not edit products sends no file, and a bad file is refused as a whole, by name', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, now })
  const { browser: support } = await staffBrowser(app, db, 'support')
  const { browser: owner } = await staffBrowser(app, db)
  const refusals: [Browser, Buffer | string, number, string][] = [
    [app.browser(), file, 401, 'not_signed_in'],
    [support, file, 403, 'not_allowed'],
    [owner, 'a,b\n', 422, 'csv_columns'],
    [owner, randomBytes(5_000), 422, 'csv_unreadable'],
    [owner, '', 422, 'csv_unreadable'],
    [owner, gzipSync(`brand,code\n${'a,b\n'.repeat(rowsMax + 1)}`), 422, 'csv_too_long'],
    [owner, Buffer.alloc(fileBytesMax + 2_000_000, 'a'), 413, 'too_large'],
  ]
  for (const path of [preview, imports])
    for (const [browser, bytes, status, code] of refusals) {
      const refused = await send(app, browser, path, bytes)
      assert.deepEqual([refused.status, refused.lines[0].code], [status, code], `${path} ${code}`)
    }
  assert.deepEqual(await db`select from platform.audit`, [])
})

test('a preview writes nothing; the import tells its progress and then what the preview said', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, now })
  await aShelf(db)
  const { browser } = await staffBrowser(app, db, 'operations')
  const looked = await send(app, browser, preview, gzipSync(file))
  assert.equal(looked.status, 200)
  const [report] = looked.lines
  assert.deepEqual(
    [report.encoding, report.rows, report.made, report.bad, report.faults],
    ['utf-8', 2, 1, 1, [{ line: 3, column: 'price', reason: 'not_a_price', value: 'x' }]],
  )
  assert.deepEqual(report.sample, [
    {
      line: 2,
      brand: '晨光',
      code: 'A',
      title: '杯',
      priceFen: 129_900,
      stock: 3,
      outcome: 'made',
    },
  ])
  assert.deepEqual(await db`select from catalog.product`, [])

  const done = await send(app, browser, imports, file)
  assert.equal(done.headers['content-type'], 'application/x-ndjson; charset=utf-8')
  assert.deepEqual(done.lines, [{ done: 0, of: 2 }, { done: 2, of: 2 }, { report }])
  const again = await send(app, browser, imports, file)
  assert.deepEqual([again.lines.at(-1).report.same, again.lines.at(-1).report.made], [1, 0])
})

test('the template names a brand and a category that are there, so it can be imported as it is', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, now })
  await aShelf(db)
  const { browser } = await staffBrowser(app, db)
  const cookies = Object.fromEntries(browser.cookies)
  for (const language of ['zh', 'en']) {
    const url = `/api/console/product-imports/template.csv?language=${language}`
    const { body, headers } = await app.server.inject({ url, cookies })
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8')
    const { lines } = await send(app, browser, preview, body)
    assert.deepEqual([lines[0].made, lines[0].bad], [2, 0])
  }
})

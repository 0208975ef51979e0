import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { deflateSync, crc32 } from 'node:zlib'
import sharp from 'sharp'
import { addMs, dayMs } from '#platform/clock.ts'
import { listAudit } from '#platform/audit.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import type { Browser } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { now, placeProduct, staffBrowser } from './catalog.fixture.ts'
import * as consoleRoutes from './console-routes.ts'
import * as pictureRoutes from './picture-routes.ts'
import { addPictures, forgetPictures } from './picture.ts'
import * as publicRoutes from './routes.ts'
import { servePictures } from './serve-pictures.ts'

const routes = {
  ...routesOf(publicRoutes),
  ...routesOf(consoleRoutes),
  ...routesOf(pictureRoutes),
}

async function aShop(db: Db, picturesPerMinute = 1_000) {
  const app = await testApp({ db, routes, now })
  servePictures(app.server, db, picturesPerMinute)
  return app
}

const ofBytes = { 'content-type': 'application/octet-stream' }
const send = (browser: Browser, productId: string, bytes: Buffer, headers = {}) =>
  browser.post(`/console/products/${productId}/pictures`, bytes, { ...ofBytes, ...headers })

const photo = (width = 800, height = 600) =>
  sharp({ create: { width, height, channels: 3, background: '#a8432b' } }).jpeg()

test('what is no picture of a known kind is refused, whatever it is called, and leaves nothing', async () => {
  await using db = await testDb()
  const { productId } = await placeProduct(db)
  await using app = await aShop(db)
  const { browser } = await staffBrowser(app, db)
  const whole = await photo().toBuffer()
  const cases: [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['a text called .jpg', Buffer.from('this is not a picture')],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a GIF', await photo().gif().toBuffer()],
    ['the head of a JPEG alone', whole.subarray(0, 20)],
    ['half a JPEG', whole.subarray(0, whole.length / 2)],
    ['a text with the head of a PNG', Buffer.from('\x89PNG\r\n\x1a\nhello', 'latin1')],
  ]
  for (const [what, bytes] of cases) {
    const { status, body } = await send(browser, productId, bytes)
    assert.deepEqual([status, body.code], [422, 'not_a_picture'], what)
  }
  const json = await browser.post(`/console/products/${productId}/pictures`, { bytes: 'x' })
  assert.deepEqual([json.status, json.body.code], [400, 'invalid_input'])
  const [kept] = await db`select count(*) from catalog.picture_file`
  assert.equal(kept!['count'], 0)
  assert.deepEqual(await listAudit(db, { limit: 9 }), [])
})

test('a picture of too many bytes or pixels is refused before it is unpacked', async () => {
  await using db = await testDb()
  const { productId } = await placeProduct(db)
  await using app = await aShop(db)
  const { browser } = await staffBrowser(app, db)
  const heavy = Buffer.concat([await photo().toBuffer(), Buffer.alloc(10_000_000)])
  for (const bytes of [heavy, bomb(30_000, 30_000), bomb(8_000, 6_251)]) {
    const { status, body } = await send(browser, productId, bytes)
    assert.deepEqual([status, body.code], [422, 'picture_too_large'])
  }
  const far = await send(browser, productId, Buffer.alloc(12_000_000))
  assert.deepEqual([far.status, far.body.code], [413, 'too_large'])
})

test('who may not edit the catalogue sends nothing, and other routes take no files', async () => {
  await using db = await testDb()
  const { productId } = await placeProduct(db)
  await using app = await aShop(db)
  const bytes = await photo().toBuffer()
  const nobody = await send(app.browser(), productId, bytes)
  assert.deepEqual([nobody.status, nobody.body.code], [401, 'not_signed_in'])
  const { browser: support } = await staffBrowser(app, db, 'support')
  const refused = await send(support, productId, bytes)
  assert.deepEqual([refused.status, refused.body.code], [403, 'not_allowed'])
  const put = await support.put(`/console/products/${productId}/pictures`, {
    version: 1,
    pictures: [],
  })
  assert.equal(put.status, 403)
  const { browser } = await staffBrowser(app, db)
  const none = await send(browser, randomUUIDv7(), bytes)
  assert.deepEqual([none.status, none.body.code], [404, 'product_not_found'])
  const elsewhere = await browser.post('/console/products', bytes, ofBytes)
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [415, 'not_json'])
})

test('a photo is turned upright, told nothing of where it was taken, and served in its widths', async () => {
  await using db = await testDb()
  const { productId } = await placeProduct(db, { titleZh: '杯', titleEn: 'Mug' })
  await using app = await aShop(db)
  const { browser, staffId } = await staffBrowser(app, db)
  const exif = { IFD0: { Copyright: 'somebody', Artist: 'a name' } }
  const turned = await photo(1000, 500).withMetadata({ orientation: 6, exif }).toBuffer()
  const { status, body } = await send(browser, productId, turned)
  assert.deepEqual([status, body.version, body.pictures.length], [201, 2, 1])
  const [{ url, altZh, altEn }] = body.pictures
  assert.deepEqual([altZh, altEn], ['杯', 'Mug'])
  const widths = { 1: 160, 160: 160, 161: 360, 360: 360, 400: 500, 720: 500, 1440: 500 }
  for (const [asked, width] of Object.entries(widths)) {
    const answer = await app.server.inject(`${url}?w=${asked}`)
    const read = await sharp(answer.rawPayload).metadata()
    assert.deepEqual([read.format, read.width, read.height], ['webp', width, width * 2], asked)
    assert.deepEqual([read.exif, read.icc, read.xmp], [undefined, undefined, undefined])
  }
  const [entry] = await listAudit(db, { limit: 9 })
  const noted = ['catalog.add_picture', `product:${productId}`, staffId]
  assert.deepEqual([entry?.act, entry?.subject, entry?.actorId], noted)
  const card = (await browser.get('/console/products')).body.items[0]
  assert.equal(card.picture.url, url)
})

test('a picture is kept for ever, is nothing but a picture, and an unknown one is a 404', async () => {
  await using db = await testDb()
  const { productId } = await placeProduct(db)
  await using app = await aShop(db)
  const id = randomUUID()
  const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')
  const files = [{ width: 320, type: 'image/svg+xml' as const, bytes }]
  const words = { altZh: '画', altEn: 'Drawing', madeBy: 'script' as const, createdAt: now }
  await db.begin((tx) => addPictures(tx, [{ id, productId, files, ...words }]))
  const { statusCode, headers, payload } = await app.server.inject(`/pictures/${id}?w=9`)
  assert.deepEqual([statusCode, payload], [200, bytes.toString()])
  assert.equal(headers['content-type'], 'image/svg+xml')
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  const csp = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
  assert.equal(headers['content-security-policy'], csp)
  for (const url of [`/pictures/${randomUUID()}`, '/pictures/..%2f..%2fetc', '/pictures/1']) {
    const gone = await app.server.inject(url)
    assert.deepEqual([gone.statusCode, gone.json().code], [404, 'picture_not_found'], url)
    assert.equal(gone.headers['cache-control'], 'no-store')
  }
})

test('pictures are put in order, told in words, taken away and put back, by who saw them last', async () => {
  await using db = await testDb()
  const [{ productId }, other] = [await placeProduct(db), await placeProduct(db)]
  await using app = await aShop(db)
  const { browser } = await staffBrowser(app, db)
  const at = `/console/products/${productId}/pictures`
  const bytes = await photo(40, 30).toBuffer()
  const key = { 'idempotency-key': 'the-same-upload' }
  await send(browser, productId, bytes, key)
  const again = await send(browser, productId, bytes, key)
  assert.equal(again.body.pictures.length, 1, 'a repeat adds nothing')
  const reused = await send(browser, productId, await photo(41, 30).toBuffer(), key)
  assert.deepEqual([reused.status, reused.body.code], [422, 'idempotency_key_reused'])
  const [one, two] = (await send(browser, productId, bytes)).body.pictures
  const told = { ...two, altEn: 'From the side' }
  const stale = await browser.put(at, { version: 2, pictures: [] })
  assert.deepEqual([stale.status, stale.body.code], [409, 'stale_version'])
  const turned = await browser.put(at, { version: 3, pictures: [told, one] })
  assert.deepEqual(turned.body.pictures, [told, one])
  assert.deepEqual((await browser.put(at, { version: 4, pictures: [one] })).body.pictures, [one])
  const back = await browser.put(at, { version: 5, pictures: [told, one] })
  assert.deepEqual(back.body.pictures, [told, one])
  const [theirs] = (await send(browser, other.productId, bytes)).body.pictures
  for (const pictures of [[theirs], [one, theirs], [one, one]]) {
    const { status, body } = await browser.put(at, { version: 6, pictures })
    assert.deepEqual([status, body.code], [404, 'picture_not_found'])
  }
  const away = { ...one, url: 'https://elsewhere.example/x.png' }
  assert.equal((await browser.put(at, { version: 6, pictures: [away] })).status, 400)
  for (let n = 2; n < 12; n++) assert.equal((await send(browser, productId, bytes)).status, 201)
  const full = await send(browser, productId, bytes)
  assert.deepEqual([full.status, full.body.code], [409, 'too_many_pictures'])
})

test('a picture taken away goes after thirty days, and one that was put back stays', async () => {
  await using db = await testDb()
  const { productId } = await placeProduct(db)
  await using app = await aShop(db)
  const { browser } = await staffBrowser(app, db)
  const bytes = await photo(40, 30).toBuffer()
  await send(browser, productId, bytes)
  const [kept, gone] = (await send(browser, productId, bytes)).body.pictures
  const arrange = (version: number, pictures: unknown[]) =>
    browser.put(`/console/products/${productId}/pictures`, { version, pictures })
  await arrange(3, [gone])
  await arrange(4, [kept])
  const soon = addMs(now, 30 * dayMs - 1)
  assert.equal(await forgetPictures(db, soon), 0)
  assert.equal((await app.server.inject(gone.url)).statusCode, 200)
  assert.ok((await forgetPictures(db, addMs(soon, 1))) > 0)
  assert.equal((await app.server.inject(gone.url)).statusCode, 404)
  assert.equal((await app.server.inject(kept.url)).statusCode, 200)
  assert.deepEqual((await arrange(5, [kept, gone])).body.code, 'picture_not_found')
})

test('an address has so many pictures a minute', async () => {
  await using db = await testDb()
  await using app = await aShop(db, 2)
  const ask = () => app.server.inject(`/pictures/${randomUUID()}`)
  assert.deepEqual([(await ask()).statusCode, (await ask()).statusCode], [404, 404])
  const refused = await ask()
  assert.deepEqual([refused.statusCode, refused.json().code], [429, 'too_many_requests'])
  assert.match(String(refused.headers['retry-after']), /^\d+$/)
})

/** A PNG of a few bytes that claims to be as large as this. */
function bomb(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const part = (type: string, contents: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), contents])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(contents.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const start = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const rows = part('IDAT', deflateSync(Buffer.alloc(10_000)))
  return Buffer.concat([start, part('IHDR', head), rows, part('IEND', Buffer.alloc(0))])
}

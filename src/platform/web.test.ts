import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import vm from 'node:vm'
import { brotliCompressSync } from 'node:zlib'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import sharp from 'sharp'
import type { Shop } from './shop.ts'
import { serveWeb } from './web.ts'
import type { WebOptions } from './web.ts'

const script = '/assets/main-abc123.js'

async function aServer(options: Partial<WebOptions> & { shop?: Shop } = {}) {
  const dist = await mkdtemp(path.join(tmpdir(), 'dist-'))
  for (const app of ['shop', 'console']) {
    await mkdir(path.join(dist, app, 'assets'), { recursive: true })
    await writeFile(path.join(dist, app, 'index.html'), `<h1>${app}</h1>`)
    await writeFile(path.join(dist, app, script), 'alert(1)')
    await writeFile(path.join(dist, app, `${script}.br`), brotliCompressSync('alert(1)'))
  }
  await writeFile(path.join(dist, 'shop/service-worker.js'), 'worker()')
  const app = fastify()
  await serveWeb(app, {
    findShop: () => Promise.resolve(options.shop ?? null),
    offline: true,
    dist,
    ...options,
  })
  const close = async () => {
    await app.close()
    await rm(dist, { recursive: true })
  }
  return Object.assign(app, { [Symbol.asyncDispose]: close })
}

test('an address of a page answers with its app, whichever page it is', async () => {
  await using app = await aServer()
  for (const [url, heading] of [
    ['/', 'shop'],
    ['/orders/1?paid', 'shop'],
    ['/console', 'console'],
    ['/console/', 'console'],
    ['/console/refunds', 'console'],
  ] as const) {
    const answer = await app.inject(url)
    assert.equal(answer.body, `<h1>${heading}</h1>`, url)
    assert.match(answer.headers['content-type'] as string, /text\/html/)
    assert.equal(answer.headers['cache-control'], 'no-cache', url)
  }
})

test('a file with a digest in its name is kept for ever, and sent compressed', async () => {
  await using app = await aServer()
  for (const url of [script, `/console${script}`]) {
    const answer = await app.inject({ url, headers: { 'accept-encoding': 'br' } })
    assert.equal(answer.statusCode, 200, url)
    assert.equal(answer.headers['content-encoding'], 'br')
    assert.match(answer.headers['cache-control'] as string, /immutable/)
    assert.match(answer.headers['content-type'] as string, /javascript/)
  }
})

test('the first page of an app names what it asks for at once, and no other page does', async () => {
  await using app = await aServer({ askedFirst: { shop: ['/api/shop', '/api/home'] } })
  const { headers } = await app.inject('/')
  assert.equal(
    headers['link'],
    '</api/shop>; rel=preload; as=fetch; crossorigin, </api/home>; rel=preload; as=fetch; crossorigin',
  )
  for (const url of ['/cart', '/console/', '/console'])
    assert.equal((await app.inject(url)).headers['link'], undefined, url)
})

test('what is not there is not a page', async () => {
  await using app = await aServer()
  for (const url of ['/assets/gone.js', '/console/assets/gone.js', '/api/gone', '/robots.txt'])
    assert.equal((await app.inject(url)).statusCode, 404, url)
})

test('no address leads out of the built pages', async () => {
  await using app = await aServer()
  for (const url of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
  ]) {
    const answer = await app.inject(url)
    assert.doesNotMatch(answer.body, /"name"/, url)
  }
})

test('the reference says of every route what it is, whom it lets in, and what it refuses', async () => {
  await using app = await aServer()
  const page = (await app.inject('/api')).body
  const document = (await app.inject('/api/openapi.json')).json<{
    paths: Record<string, Record<string, { summary: string; operationId: string }>>
  }>()
  for (const operation of Object.values(document.paths).flatMap((one) => Object.values(one)))
    assert.ok(page.includes(`id="${operation.operationId}"`), operation.operationId)
  assert.match(page, /sold_out/)
  assert.match((await app.inject('/api/problems')).body, /id="sold_out"/)
})

test('nothing on the reference needs a style or a script of its own line', async () => {
  await using app = await aServer()
  for (const url of ['/api', '/api/problems'])
    assert.doesNotMatch((await app.inject(url)).body, /<script(?! src=)| style=| on\w+=/, url)
})

const shop: Shop = {
  nameZh: '青石小铺',
  nameEn: 'Bluestone',
  accent: 'indigo',
  announcementZh: '',
  announcementEn: '',
  madeUp: false,
  version: 1,
}

test('the shop is put on a home screen under its own name, with its mark in its accent', async () => {
  await using app = await aServer({ shop })
  const read = (language: string) =>
    app.inject({ url: '/manifest.webmanifest', headers: { 'accept-language': language } })
  const manifest = (await read('zh-CN,zh;q=0.9')).json<Manifest>()
  assert.equal(manifest.name, '青石小铺')
  assert.equal((await read('en')).json<Manifest>().name, 'Bluestone')
  assert.deepEqual([manifest.display, manifest.start_url], ['standalone', '/'])
  const sizes = manifest.icons.map(({ sizes: size, purpose }) => `${size} ${purpose}`)
  for (const size of ['192x192 any', '512x512 any', '512x512 maskable'])
    assert.ok(sizes.includes(size), size)
  for (const { src, sizes: size, purpose } of manifest.icons) {
    const { width, height, tile, corner } = await look(app, src)
    assert.equal(`${width}x${height}`, size)
    assert.equal(tile, '#385598', `${src} has not the shop’s accent`)
    assert.equal(corner, manifest.background_color)
    assert.equal(purpose === 'maskable', src.includes('maskable'))
  }
  assert.equal((await look(app, '/apple-touch-icon.png')).width, 180)
})

test('a shop without a name is one of ours, and an icon nobody names is not drawn', async () => {
  await using app = await aServer()
  assert.equal((await app.inject('/manifest.webmanifest')).json<Manifest>().name, 'Tessera')
  for (const url of ['/icons/gold/192.png', '/icons/indigo/4096.png', '/icons/ink/constructor.png'])
    assert.equal((await app.inject(url)).statusCode, 404, url)
})

test('the bar around the page has the ground of the page, in both themes', async () => {
  const read = (file: string) =>
    readFile(path.resolve(import.meta.dirname, '../../web', file), 'utf8')
  const [, light, dark] = /--ground: light-dark\((#\w+), (#\w+)\)/.exec(
    await read('kit/tokens.css'),
  )!
  const page = await read('shop/index.html')
  assert.ok(page.includes(`media="(prefers-color-scheme: light)" content="${light}"`))
  assert.ok(page.includes(`media="(prefers-color-scheme: dark)" content="${dark}"`))
})

test('a worker that is not wanted any more is followed by one that forgets everything and goes', async () => {
  await using kept = await aServer()
  assert.equal((await kept.inject('/service-worker.js')).body, 'worker()')
  await using app = await aServer({ offline: false })
  const answer = await app.inject('/service-worker.js')
  assert.match(answer.headers['content-type'] as string, /javascript/)
  assert.equal(answer.headers['cache-control'], 'no-cache')
  const forgotten: string[] = []
  let isGone = false
  const left = new Map<string, (event: { waitUntil(work: Promise<void>): void }) => void>()
  const works: Promise<void>[] = []
  vm.runInNewContext(answer.body, {
    self: {
      addEventListener: left.set.bind(left),
      skipWaiting: () => undefined,
      registration: { unregister: () => (isGone = true) },
    },
    caches: {
      keys: () => Promise.resolve(['seen-own', 'shell-1']),
      delete: (name: string) => forgotten.push(name),
    },
  })
  for (const on of left.values()) on({ waitUntil: (work) => void works.push(work) })
  await Promise.all(works)
  assert.deepEqual([forgotten, isGone], [['seen-own', 'shell-1'], true])
})

type Manifest = {
  name: string
  display: string
  start_url: string
  background_color: string
  icons: { src: string; sizes: string; purpose: string }[]
}

/** An icon's size, the colour of its lower left tile, and that of its corner. */
async function look(app: FastifyInstance, url: string) {
  const answer = await app.inject(url)
  assert.equal(answer.headers['content-type'], 'image/png', url)
  const image = sharp(answer.rawPayload).removeAlpha()
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const colourAt = (x: number, y: number) => {
    const at = (Math.floor(y) * width + Math.floor(x)) * channels
    return `#${data.subarray(at, at + 3).toString('hex')}`
  }
  return { width, height, tile: colourAt(width * 0.4, height * 0.6), corner: colourAt(0, 0) }
}

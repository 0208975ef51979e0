import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import fastify from 'fastify'
import { serveWeb } from './web.ts'

const script = '/assets/main-abc123.js'

async function aServer() {
  const dist = await mkdtemp(path.join(tmpdir(), 'dist-'))
  for (const app of ['shop', 'console']) {
    await mkdir(path.join(dist, app, 'assets'), { recursive: true })
    await writeFile(path.join(dist, app, 'index.html'), `<h1>${app}</h1>`)
    await writeFile(path.join(dist, app, script), 'alert(1)')
    await writeFile(path.join(dist, app, `${script}.br`), brotliCompressSync('alert(1)'))
  }
  const app = fastify()
  await serveWeb(app, dist)
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

/** Serves the built pages (the shop at /, the console at /console) and the reference of the API. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { serveHomeScreen } from './home-screen.ts'
import type { OpenApi } from './openapi.ts'
import { problemsPage, referencePage } from './reference.ts'
import type { Shop } from './shop.ts'

const root = path.resolve(import.meta.dirname, '../..')

export type WebOptions = {
  findShop: () => Promise<Shop | null>
  /** Whether browsers may keep the shop to show it without a network. */
  offline: boolean
  /** What an app's first page asks for at once: it comes beside the scripts, not after them. */
  askedFirst?: Partial<Record<'shop' | 'console', readonly string[]>>
  /** Where the apps were built to. */
  dist?: string
}

export async function serveWeb(app: FastifyInstance, options: WebOptions): Promise<void> {
  const { findShop, offline, askedFirst = {}, dist = path.join(root, 'dist') } = options
  serveReference(app)
  serveHomeScreen(app, findShop)
  serveWorker(app, path.join(dist, 'shop'), offline)
  await serveApp(app, path.join(dist, 'console'), '/console/', askedFirst.console)
  await serveApp(app, path.join(dist, 'shop'), '/', askedFirst.shop)
}

const worker = 'service-worker.js'

/** Takes the place of a worker that is not wanted any more: forgets everything, and goes. */
const farewell = `self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(leave()))
async function leave() {
  for (const name of await caches.keys()) await caches.delete(name)
  await self.registration.unregister()
}
`

function serveWorker(app: FastifyInstance, files: string, offline: boolean) {
  const built = path.join(files, worker)
  const script = offline && existsSync(built) ? readFileSync(built, 'utf8') : farewell
  app.get(`/${worker}`, (_, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(script),
  )
}

async function serveApp(
  app: FastifyInstance,
  files: string,
  prefix: string,
  askedFirst: readonly string[] = [],
) {
  if (!existsSync(path.join(files, 'index.html')))
    throw new Error(`there are no built pages in ${files}: npm run build`)
  await app.register(fastifyStatic, {
    root: files,
    prefix,
    index: false,
    wildcard: false,
    globIgnore: [`${worker}*`],
    preCompressed: true,
    decorateReply: prefix !== '/', // once is enough
    cacheControl: false,
    setHeaders: (reply, file) => void reply.header('cache-control', cachingOf(file)),
  })
  const preloads = askedFirst.map((url) => `<${url}>; rel=preload; as=fetch; crossorigin`)
  // The pages' own addresses: the app reads them in the browser.
  const page = (request: FastifyRequest, reply: FastifyReply) => {
    if (isFileName(request.url)) return reply.callNotFound()
    if (request.url === prefix && preloads.length > 0) reply.header('link', preloads.join(', '))
    return reply.sendFile('index.html', files)
  }
  if (prefix !== '/') app.get(prefix.slice(0, -1), page)
  app.get(`${prefix}*`, page)
}

/** Names of assets carry a digest of their contents; everything else is asked for again each time. */
const cachingOf = (file: string) =>
  file.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'

const isFileName = (url: string) => /\.\w+$/.test(url.split('?')[0]!)

function serveReference(app: FastifyInstance) {
  const text = readFileSync(path.join(root, 'docs/openapi.json'), 'utf8')
  const document = JSON.parse(text) as OpenApi
  const beside = (file: string) => readFileSync(path.join(import.meta.dirname, file), 'utf8')
  const answers: [url: string, type: string, body: string][] = [
    ['/api', 'text/html; charset=utf-8', referencePage(document)],
    ['/api/problems', 'text/html; charset=utf-8', problemsPage(document)],
    ['/api/openapi.json', 'application/json; charset=utf-8', text],
    ['/api/reference.css', 'text/css; charset=utf-8', beside('reference.css')],
    ['/api/reference.js', 'text/javascript; charset=utf-8', beside('reference.js')],
  ]
  for (const [url, type, body] of answers)
    app.get(url, (_, reply) => reply.type(type).header('cache-control', 'no-cache').send(body))
  // Anything else below /api is no page.
  app.get('/api/*', (_, reply) => reply.callNotFound())
}

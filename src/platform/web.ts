/** Serves the built pages (the shop at /, the console at /console) and the reference of the API. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { OpenApi } from './openapi.ts'
import { problemsPage, referencePage } from './reference.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** `dist`: where the apps were built to. */
export async function serveWeb(
  app: FastifyInstance,
  dist = path.join(root, 'dist'),
): Promise<void> {
  serveReference(app)
  await serveApp(app, path.join(dist, 'console'), '/console/')
  await serveApp(app, path.join(dist, 'shop'), '/')
}

async function serveApp(app: FastifyInstance, files: string, prefix: string) {
  if (!existsSync(path.join(files, 'index.html')))
    throw new Error(`there are no built pages in ${files}: npm run build`)
  await app.register(fastifyStatic, {
    root: files,
    prefix,
    index: false,
    wildcard: false,
    preCompressed: true,
    decorateReply: prefix !== '/', // once is enough
    cacheControl: false,
    setHeaders: (reply, file) => void reply.header('cache-control', cachingOf(file)),
  })
  // The pages' own addresses: the app reads them in the browser.
  const page = (request: FastifyRequest, reply: FastifyReply) =>
    isFileName(request.url) ? reply.callNotFound() : reply.sendFile('index.html', files)
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

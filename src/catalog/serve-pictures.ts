/**
 * Serves the bytes of pictures, beside the API: an address never shows other bytes, so whoever got
 * them keeps them for ever.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Db } from '#platform/db.ts'
import { tooManyRequests } from '#platform/errors.ts'
import { pictureNotFound } from './errors.ts'
import { findPictureFile } from './picture.ts'

const Wanted = z.object({
  pictureId: z.uuid(),
  w: z.coerce.number().int().min(1).max(10_000).catch(720),
})

/** A drawing opened by itself is a page of our address: it may load and run nothing. */
const alone = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

/** `perMinute`: how many one address may ask for. A page shows dozens, once. */
export function servePictures(app: FastifyInstance, db: Db, perMinute: number): void {
  const rateLimit = {
    max: perMinute,
    timeWindow: 60_000,
    errorResponseBuilder: (_: unknown, { ttl }: { ttl: number }) =>
      tooManyRequests({ retryAfterMs: ttl }),
  }
  app.get('/pictures/:pictureId', { config: { rateLimit } }, async (request, reply) => {
    const wanted = Wanted.safeParse({ ...(request.params as object), ...(request.query as object) })
    if (!wanted.success) throw pictureNotFound()
    const { pictureId: id, w: width } = wanted.data
    const file = await findPictureFile(db, { id, width })
    if (!file) throw pictureNotFound()
    reply
      .type(file.type)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('content-security-policy', alone)
      .header('x-content-type-options', 'nosniff')
    if (file.type !== 'image/svg+xml') return reply.send(file.bytes)
    // Drawings are text, a third of its size when compressed.
    reply.header('vary', 'accept-encoding')
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return reply.send(file.bytes)
    return reply.header('content-encoding', 'gzip').send(await promisify(gzip)(file.bytes))
  })
}

/** Answers with a drawing; opened by itself it is a page of our address that may load nothing. */
import type { FastifyReply } from 'fastify'

export function sendDrawing(reply: FastifyReply, svg: string, fileName?: string): void {
  reply
    .type('image/svg+xml; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header('x-content-type-options', 'nosniff')
  if (fileName) reply.header('content-disposition', `attachment; filename="${fileName}"`)
  void reply.send(svg)
}

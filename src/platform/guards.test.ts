import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import { text as readAll } from 'node:stream/consumers'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fastify from 'fastify'
import { endSlowBodies, refuseNonsense } from './guards.ts'

/** A server that waits for a body and for a file, not for as long. */
async function aServer(within: { bodyMs: number; fileMs: number }) {
  const app = fastify({ clientErrorHandler: refuseNonsense })
  endSlowBodies(app, within)
  app.post('/body', async () => 'whole')
  app.post('/file', { config: { takesFile: true } }, async () => 'whole')
  app.get('/late', async () => {
    await sleep(within.bodyMs * 2)
    return 'late'
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { port, [Symbol.asyncDispose]: () => app.close() }
}

/** Sends a JSON body in pieces, a while after each, and answers with what came back. */
async function trickle(port: number, path: string, pieces: string[], everyMs: number) {
  const socket = net.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => {}) // a byte that comes after the end
  const length = Buffer.byteLength(pieces.join(''))
  const head = ['Host: x', 'Content-Type: application/json', `Content-Length: ${length}`]
  const answer = readAll(socket)
  socket.write([`POST ${path} HTTP/1.1`, ...head, 'Connection: close', '', ''].join('\r\n'))
  for (const piece of pieces) {
    await sleep(everyMs)
    if (socket.writable) socket.write(piece)
  }
  return answer
}

test('a body that trickles in is told so and cut off, a file is waited for', async () => {
  await using server = await aServer({ bodyMs: 200, fileMs: 2_000 })
  const pieces = ['{"text":', '"a"', '}', ' ', ' ']
  const [body, file, quick] = await Promise.all([
    trickle(server.port, '/body', pieces, 100),
    trickle(server.port, '/file', pieces, 100),
    trickle(server.port, '/body', pieces, 5),
  ])
  assert.match(body, /^HTTP\/1\.1 408 [^]*content-security-policy[^]*"code":"too_slow"/)
  assert.match(file, /^HTTP\/1\.1 200 [^]*whole$/)
  assert.match(quick, /^HTTP\/1\.1 200 [^]*whole$/)
})

test('an answer may take longer than a body', async () => {
  await using server = await aServer({ bodyMs: 100, fileMs: 100 })
  const late = await fetch(`http://127.0.0.1:${server.port}/late`)
  assert.equal(await late.text(), 'late')
})

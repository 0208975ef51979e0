import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { mock, test } from 'node:test'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { streamChanges } from './live.ts'
import type { Changes } from './live.ts'

/** A stream that is watched: how often it said `changed`, and a way to change things. */
function watched(everyMs: number) {
  let change = () => {}
  let told = 0
  const changes: Changes = {
    watch: (_, listener) => {
      change = listener
      return () => (change = () => {})
    },
    stop: async () => {},
    stopping: new AbortController().signal,
  }
  const raw = Object.assign(new EventEmitter(), { method: 'GET' })
  const write = (text: string) => text.includes('event: changed') && (told += 1)
  const reply = { hijack() {}, raw: { writeHead() {}, write, end() {} } }
  const request = { raw, method: 'GET' } as unknown as FastifyRequest
  streamChanges(changes, 'orders', request, reply as unknown as FastifyReply, everyMs)
  return { change: () => change(), told: () => told, close: () => raw.emit('close') }
}

test('ten thousand changes are told once at once and once more, and the last is never lost', () => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  try {
    const stream = watched(1_000)
    assert.equal(stream.told(), 1, 'to begin with')
    for (let count = 0; count < 10_000; count++) stream.change()
    assert.equal(stream.told(), 2)
    mock.timers.tick(999)
    assert.equal(stream.told(), 2)
    mock.timers.tick(1)
    assert.equal(stream.told(), 3)
    stream.change()
    mock.timers.tick(1_000)
    assert.equal(stream.told(), 4)
    mock.timers.tick(5_000)
    stream.change()
    assert.equal(stream.told(), 5, 'after a quiet time at once')
    stream.change()
    stream.close()
    mock.timers.tick(5_000)
    assert.equal(stream.told(), 5, 'and nobody is told who has gone')
  } finally {
    mock.timers.reset()
  }
})

test('a topic that changes seldom is told each time', () => {
  const stream = watched(0)
  stream.change()
  stream.change()
  assert.equal(stream.told(), 3)
  stream.close()
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { ApiError, endpoint } from './client.ts'
import type { Contract } from './client.ts'
import { act, createIntents } from './intent.ts'
import type { KeyStore } from './intent.ts'

const to = endpoint<Contract>('POST', '/orders')
const args = { street: '漕溪北路 1 号' }
const noWait = () => Promise.resolve()

test('a write whose answer was lost is repeated under the same key', async (t) => {
  const keys = answers(t, ['lost', 503, 201])
  await act(to, args, intents().intents, noWait)
  assert.deepEqual(keys, ['key-1', 'key-1', 'key-1'])
})

test('after a definite answer the same tap is a new intent', async (t) => {
  const { intents: kept } = intents()
  const keys = answers(t, [201, 409, 201])
  await act(to, args, kept, noWait)
  await assert.rejects(act(to, args, kept, noWait), { code: 'sold_out' })
  await act(to, args, kept, noWait)
  assert.deepEqual(keys, ['key-1', 'key-2', 'key-3'])
})

test('when no try got an answer, the next tap keeps the key, also after a reload', async (t) => {
  const { intents: before, store } = intents()
  const keys = answers(t, ['lost', 'lost', 'lost', 'lost', 201])
  await assert.rejects(act(to, args, before, noWait), { code: 'offline' })
  await act(
    to,
    args,
    createIntents(store, () => 'another'),
    noWait,
  )
  assert.deepEqual(new Set(keys), new Set(['key-1']))
})

test('two different writes never share a key', () => {
  const { intents: kept } = intents()
  assert.notEqual(kept.keyOf(to, { quantity: 1 }), kept.keyOf(to, { quantity: 2 }))
  const other = endpoint<Contract>('POST', '/refunds')
  assert.notEqual(kept.keyOf(to, args), kept.keyOf(other, args))
})

test('a server that asks for patience is not asked again at once', async (t) => {
  const keys = answers(t, [429])
  await assert.rejects(act(to, args, intents().intents, noWait), { status: 429 })
  assert.equal(keys.length, 1)
})

test('a write is given up after four tries, and says so', async (t) => {
  const keys = answers(t, [503, 503, 503, 503])
  await assert.rejects(
    act(to, args, intents().intents, noWait),
    (error) => error instanceof ApiError && error.isUnsettled,
  )
  assert.equal(keys.length, 4)
})

test('what is written does not come to lie in the browser', () => {
  const { intents: kept, kept: texts } = intents()
  kept.keyOf(to, args)
  assert.doesNotMatch([...texts].join(), /漕溪/)
})

function intents() {
  const kept = new Map<string, string>()
  const store: KeyStore = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  }
  let made = 0
  return { intents: createIntents(store, () => `key-${(made += 1)}`), store, kept }
}

/** Plays the server; returns the keys it was shown. */
function answers(t: TestContext, plan: ('lost' | number)[]): (string | null)[] {
  const keys: (string | null)[] = []
  t.mock.method(globalThis, 'fetch', (_: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get('idempotency-key'))
    const next = plan.shift()
    if (next === undefined) throw new Error('one request too many')
    if (next === 'lost') return Promise.reject(new TypeError('fetch failed'))
    const body = next < 300 ? {} : { code: next === 409 ? 'sold_out' : 'unavailable' }
    return Promise.resolve(new Response(JSON.stringify(body), { status: next }))
  })
  return keys
}

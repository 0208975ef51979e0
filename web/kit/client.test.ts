import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, call, endpoint, requestOf } from './client.ts'
import type { Contract } from './client.ts'

const read = endpoint<Contract>('GET', '/orders/:orderId/lines')
const write = endpoint<Contract>('PUT', '/cart/lines/:skuId')

test('names of the path go into the path, escaped, and the rest where the method puts it', () => {
  assert.deepEqual(requestOf(read, { orderId: 'a/b', after: 'x y', status: undefined }), {
    url: '/api/orders/a%2Fb/lines?after=x+y',
    body: undefined,
  })
  assert.deepEqual(requestOf(write, { skuId: '1', quantity: 2 }), {
    url: '/api/cart/lines/1',
    body: '{"quantity":2}',
  })
})

test('a refusal keeps its code, its trace and its facts', async (t) => {
  const problem = { code: 'sold_out', title: 'No.', traceId: 'abc', skuId: '1' }
  t.mock.method(globalThis, 'fetch', () =>
    Promise.resolve(new Response(JSON.stringify(problem), { status: 409 })),
  )
  await assert.rejects(call(read, { orderId: '1' }), (error) => {
    assert.ok(error instanceof ApiError)
    assert.equal(error.code, 'sold_out')
    assert.equal(error.traceId, 'abc')
    assert.deepEqual(error.facts, { skuId: '1' })
    return !error.isUnsettled
  })
})

test('an answer that is not ours is an answer that did not come', async (t) => {
  t.mock.method(globalThis, 'fetch', () =>
    Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })),
  )
  await assert.rejects(
    call(read, { orderId: '1' }),
    (error) => error instanceof ApiError && error.code === 'no_answer' && error.isUnsettled,
  )
})

test('what was called off is called off, not a fault', async (t) => {
  t.mock.method(globalThis, 'fetch', (_: string, init: RequestInit) =>
    Promise.reject(init.signal?.reason),
  )
  const reason = new Error('left the page')
  const signal = AbortSignal.abort(reason)
  await assert.rejects(call(read, { orderId: '1' }, { signal }), reason)
})

/** Every field of every route, filled with what hurts: the answer is the route's own, and never a 5xx. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { OpenApi, Operation } from '#platform/openapi.ts'
import type { Route } from '#platform/route.ts'
import type { Client } from '../client.ts'
import { routes } from '../../src/routes.ts'
import { assertSound, openShop } from './shop.ts'
import type { AttackedShop } from './shop.ts'

let shop: AttackedShop
let operations: Map<string, Operation & { at: string }>

suite('what hurts', () => {
  before(async () => {
    shop = await openShop()
    operations = await readOperations()
  })
  after(() => shop[Symbol.asyncDispose]())

  test('in addresses and queries', async () => {
    const callers = await openCallers()
    let calls = 0
    for (const [name, route] of Object.entries(routes)) {
      const { parameters } = operations.get(name)!
      const named = parameters.filter((one) => one.in !== 'header')
      for (const { name: field, in: place } of named)
        for (const text of texts) {
          const filled = route.path.replaceAll(/:(\w+)/g, (_, param: string) =>
            param === field && place === 'path' ? encode(text) : randomUUID(),
          )
          const required = named
            .filter((one) => one.in === 'query' && one.required && one.name !== field)
            .map((one) => `${one.name}=x&`)
          const query = place === 'query' ? `?${required.join('')}${field}=${encode(text)}` : ''
          const reply = await callers(route).send(route.method, `/api${filled}${query}`, {
            ...(route.method !== 'GET' && { body: exampleOf(name) }),
          })
          calls += 1
          if (place === 'path' && !isId(text))
            assert.ok([400, 404].includes(reply.status), `${name}: ${text}`)
        }
      for (const query of [
        '?a[]=1',
        '?a.b=1',
        '?after=1&after=2',
        `?${'a=1&'.repeat(2_000)}`,
        '?%',
        '?=',
      ])
        await callers(route).send(
          'GET',
          `/api${route.path.replaceAll(/:\w+/g, () => randomUUID())}${query}`,
        )
    }
    assert.ok(calls > 1_500, `${calls}`)
  })

  test('in bodies', async () => {
    const callers = await openCallers()
    let calls = 0
    for (const [name, route] of Object.entries(routes)) {
      if (!route.body || route.path.endsWith('sign-out')) continue
      const example = exampleOf(name) as Record<string, unknown>
      // A password costs its hash each time.
      const some = 'password' in example ? values.slice(0, 8) : values
      for (const field of Object.keys(example))
        for (const value of some) {
          const at = `/api${route.path.replaceAll(/:\w+/g, () => randomUUID())}`
          await callers(route).send(route.method, at, { body: { ...example, [field]: value } })
          calls += 1
        }
    }
    assert.ok(calls > 1_000, `${calls}`)
  })

  test('words to search for are words: no pattern, no operator and no SQL finds more', async () => {
    const { client } = await shop.member()
    const staff = await shop.staff('owner')
    const all = (await client.get('/products')).body.items.length
    assert.ok(all >= 4)
    for (const q of [
      '%',
      '_',
      '*',
      '%%%',
      "' or 1=1 --",
      "x') or ('1'='1",
      '!x',
      'x | check',
      ':*',
      '\\',
    ]) {
      const asked = encodeURIComponent(q)
      const found = (await client.get(`/products?q=${asked}`)).body
      assert.ok(!found.exact || found.items.length === 0, `${q} finds ${found.items.length}`)
      const rows = (await staff.get(`/console/products?q=${asked}`)).body.items
      assert.deepEqual(rows, [], `staff find ${rows.length} with ${q}`)
      for (const at of [
        '/console/ledger/accounts?owner=',
        '/console/ledger/entries?account=',
        '/console/ledger/chains?reference=',
        '/console/audit?subject=',
      ])
        assert.deepEqual((await staff.get(`${at}${asked}`)).body.items, [], `${at}${q}`)
    }
  })

  test('a place in a list that the list did not give is refused, and leads nowhere else', async () => {
    const { client } = await shop.member()
    const staff = await shop.staff('owner')
    const forged = [
      'x',
      Buffer.from('x').toString('base64url'),
      Buffer.from(`000000000000 0 2026-11-20T04:00:00.000Z 1 ${randomUUID()}`).toString(
        'base64url',
      ),
      Buffer.from(JSON.stringify({ id: 1 })).toString('base64url'),
      'A'.repeat(400),
    ]
    for (const after of forged) {
      assert.equal((await client.get(`/products?after=${after}`)).body.code, 'invalid_input', after)
      for (const list of [
        'orders',
        'refunds',
        'disputes',
        'payouts',
        'cases',
        'coupons',
        'flash-sales',
        'products',
        'brands',
        'reconciliations',
        'ledger/entries?account=x&',
      ])
        assert.equal(
          (await staff.get(`/console/${list}${list.includes('?') ? '' : '?'}after=${after}`)).body
            .code,
          'invalid_input',
          `${list} ${after}`,
        )
    }
    assert.equal((await client.get(`/products?after=${'A'.repeat(15_000)}`)).status, 400)
  })

  test('after all that the books are sound', () => assertSound(shop))
})

/** Member routes by a member, all others by an owner. Fresh for each test: fuzzing may end a session. */
async function openCallers(): Promise<(route: Route) => Client> {
  const { client } = await shop.member()
  const owner = await shop.staff('owner')
  return ({ auth }) => (auth.startsWith('staff') ? owner : client)
}

const exampleOf = (name: string): unknown => {
  const content = operations.get(name)!.requestBody?.content['application/json']
  return content?.example ?? {}
}

async function readOperations() {
  const file = path.join(import.meta.dirname, '../../docs/openapi.json')
  const { paths } = JSON.parse(await readFile(file, 'utf8')) as OpenApi
  return new Map(
    Object.entries(paths).flatMap(([at, methods]) =>
      Object.values(methods).map(
        (operation) => [operation.operationId, { ...operation, at }] as const,
      ),
    ),
  )
}

const isId = (text: string) => /^[0f]{8}-/.test(text)

/** Also what is no text at all. */
const encode = (text: string) => (text.isWellFormed() ? encodeURIComponent(text) : '%ed%a0%80')

const texts = [
  '',
  ' ',
  '0',
  '-1',
  '1e999',
  '9007199254740993',
  'NaN',
  'null',
  'true',
  '\0',
  'a\0b',
  '\ud800',
  '\u202e',
  "'",
  "'; drop table trade.order; --",
  '%',
  '$1',
  '{}',
  '../..',
  '\\',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '0000-01-01',
  '9999-12-31',
  '2026-02-30',
  '9999-12-31T23:59:59.999Z~1~x',
  '0000-01-01T00:00:00Z~99999~x',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'x'.repeat(399),
  '字'.repeat(150),
  '🏺'.repeat(60),
]

const values: unknown[] = [
  null,
  true,
  0,
  -1,
  0.1,
  1e308,
  2 ** 53,
  -(2 ** 31) - 1,
  [],
  {},
  [null],
  [[[[]]]],
  { length: 1 },
  ...texts.filter((_, index) => index % 2 === 0),
  'a\0b',
  'x'.repeat(5_000),
  Array.from({ length: 300 }, () => 'x'),
]

/** What comes over the wire: bytes, paths, methods and headers that no honest client sends. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import { after, before, suite, test } from 'node:test'
import { text as readAll } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import type { Client, Sending } from '../client.ts'
import { routes } from '../../src/routes.ts'
import { assertSound, openShop, refuseAll } from './shop.ts'
import type { Attack, AttackedShop, Member } from './shop.ts'

let shop: AttackedShop
let member: Member
let owner: Client

suite('the wire', () => {
  before(async () => {
    shop = await openShop()
    member = await shop.member()
    owner = await shop.staff('owner')
  })
  after(() => shop[Symbol.asyncDispose]())

  test('a body that is not plain JSON of its route is refused and changes nothing', async () => {
    const order = JSON.stringify(shop.wanted(member))
    const inside = order.slice(1, -1)
    const send = (sending: Sending) => () => member.client.send('POST', '/api/orders', sending)
    const attack = (name: string, raw: string | Buffer, answer = '400 invalid_input'): Attack => {
      return { case: name, send: send({ raw }), answer }
    }
    const typed = (type: string | undefined): Attack => ({
      case: `as ${type}`,
      send: send({ raw: order, headers: { 'content-type': type } }),
      answer: '415 not_json',
    })
    await refuseAll(shop, [
      attack('a prototype', `{${inside},"__proto__":{"isAdmin":true}}`),
      attack('a prototype, escaped', `{${inside},"\\u005f_proto__":{"isAdmin":true}}`),
      attack('a prototype inside', `{${inside},"more":{"__proto__":{"isAdmin":true}}}`),
      attack('a constructor', `{${inside},"constructor":{"prototype":{"isAdmin":true}}}`),
      attack('a constructor inside', `{${inside},"more":[{"constructor":{"prototype":{}}}]}`),
      attack('100,000 lists deep', '['.repeat(100_000)),
      attack('100,000 lists deep and closed', '['.repeat(100_000) + ']'.repeat(100_000)),
      attack('objects deep', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`),
      attack(
        'deep with a prototype',
        `${'{"a":'.repeat(20_000)}{"__proto__":1}${'}'.repeat(20_000)}`,
      ),
      attack('300 KB', JSON.stringify({ x: 'x'.repeat(300 * 1024) }), '413 too_large'),
      attack('nothing', ''),
      attack('null', 'null'),
      attack('a list', `[${order}]`),
      attack('a text', '"order"'),
      attack('a number', '1'),
      attack('cut off', order.slice(0, -5)),
      attack('a comma too many', `{${inside},}`),
      attack('a comment', `{${inside}/* */}`),
      attack('NaN', order.replace('"quantity":2', '"quantity":NaN')),
      attack('two documents', `${order}${order}`),
      attack(
        'bytes that are no UTF-8',
        Buffer.concat([
          Buffer.from(`{${inside},"couponCode":"`),
          Buffer.from([0xc3, 0x28, 0xff]),
          Buffer.from('"}'),
        ]),
      ),
      attack('UTF-16', Buffer.from(order, 'utf16le')),
      attack('a raw NUL', order.replace('"lines"', '"li\0nes"')),
      typed('text/plain'),
      typed('application/x-www-form-urlencoded'),
      typed('multipart/form-data; boundary=x'),
      typed('application/xml'),
      typed('application/jsonp'),
      typed('application'),
      typed(undefined),
      attack('packed', gzipSync(order)),
      {
        case: '300 KB without saying how long',
        send: send({
          raw: JSON.stringify({ x: 'x'.repeat(300 * 1024) }),
          headers: { 'content-length': undefined, 'transfer-encoding': 'chunked' },
        }),
        answer: '413 too_large',
      },
    ])
    assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
  })

  test('of a key that stands twice the last one counts, in the order and in its key’s answer alike', async () => {
    const wanted = shop.wanted(member)
    const [one, three] = [1, 3].map((quantity) =>
      JSON.stringify(shop.wanted(member, { quantity }).lines),
    )
    const { lines: _, ...rest } = wanted
    const raw = `{"lines":${one},${JSON.stringify(rest).slice(1, -1)},"lines":${three}}`
    const headers = { 'idempotency-key': randomUUID() }
    const placed = await member.client.send('POST', '/api/orders', { raw, headers })
    assert.equal(placed.status, 201, placed.text)
    const { body } = await member.client.get(`/orders/${placed.body.id}`)
    assert.equal(body.lines[0].quantity, 3)
    const plain = shop.wanted(member, { quantity: 3 })
    const again = await member.client.post('/orders', plain, headers)
    assert.equal(again.body.id, placed.body.id)
  })

  test('a path never leads out of what is served', async () => {
    const page = await shop.visitor().send('GET', '/')
    for (const path of paths) {
      const reply = await shop.visitor().send('GET', path)
      const isPage = reply.status === 200 && reply.text === page.text
      const isConsole =
        reply.status === 200 && /<title>/.test(reply.text) && path.includes('console')
      assert.ok(
        isPage || isConsole || reply.status === 404 || reply.status === 400,
        `${path}: ${reply.status}`,
      )
      assert.doesNotMatch(
        reply.text,
        /root:|"dependencies"|create table|import .* from|PRIVATE KEY/,
      )
    }
  })

  test('a route is reached by its own spelling only', async () => {
    const { client } = member
    assert.equal((await client.get('/me')).status, 200)
    for (const path of [
      '/api/ME',
      '/API/me',
      '//api/me',
      '/api//me',
      '/api/me/',
      '/api/me%2f',
      '/api/./me',
      '/api/x/../me',
      '/api/%6de%00',
      '/api/me;x=1',
      '/api/me/%2e%2e/me',
    ])
      assert.doesNotMatch((await client.send('GET', path)).text, /memberId/, path)
  })

  test('a method that a route does not have reaches nothing', async () => {
    const { client } = member
    const before = await shop.rows()
    const order = await shop.order(member, { payment: 'cashier' })
    for (const method of [
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'SEARCH',
      'LOCK',
    ])
      for (const path of [
        `/api/orders/${order.id}`,
        `/api/orders/${order.id}/cancellation`,
        '/',
        '/api',
        '/metrics',
      ]) {
        const reply = await client.send(method, path)
        assert.equal(reply.status, 404, `${method} ${path}`)
      }
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const reply = await client.send('GET', '/api/me', { headers: { [name]: 'DELETE' } })
      assert.equal(reply.status, 200)
      const { memberId } = reply.body
      assert.equal(memberId, member.memberId)
    }
    assert.equal((await client.get(`/orders/${order.id}`)).body.status, 'placed')
    assert.ok(before.size > 20)
  })

  test('HEAD is GET without a body, and it ends', async () => {
    const order = await shop.order(member)
    for (const path of [
      '/',
      '/console',
      '/api',
      '/api/me',
      `/api/orders/${order.id}`,
      '/api/nothing',
      '/health',
      `/api/orders/${order.id}/live`,
    ]) {
      const head = await member.client.send('HEAD', path, { timeoutMs: 3_000 })
      assert.equal(head.text, '', path)
      assert.equal(head.status, path === '/api/nothing' ? 404 : 200, path)
    }
  })

  test('a write that a browser sends from elsewhere is refused by every route', async () => {
    const elsewhere: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'file://' },
      { origin: '' },
      { origin: `${shop.running.url}.evil.example` },
      { origin: shop.running.url.replace(/\d+$/, '1') },
      { origin: shop.running.url.replace('127.0.0.1', 'localhost') },
      { 'sec-fetch-site': 'cross-site' },
      { origin: shop.running.url, 'sec-fetch-site': 'cross-site' },
    ]
    const writes = Object.entries(routes).filter(([, { method }]) => method !== 'GET')
    const before = await shop.rows()
    for (const [name, { method, path, auth }] of writes)
      for (const headers of elsewhere) {
        const client = auth === 'member' ? member.client : owner
        const at = `/api${path.replaceAll(/:\w+/g, () => randomUUID())}`
        const reply = await client.send(method, at, { body: {}, headers })
        assert.equal(reply.body.code, 'cross_site', `${name} ${JSON.stringify(headers)}`)
      }
    assert.deepEqual(await shop.rows(), before)
    const own = { origin: shop.running.url, 'sec-fetch-site': 'same-origin' }
    assert.equal((await member.client.patch('/me', { nickname: null }, own)).status, 204)
  })

  test('a header that comes in does not come out, and names nobody else’s shop', async () => {
    const { client } = member
    const evil = 'evil.example'
    const headers = {
      host: evil,
      'x-forwarded-host': evil,
      'x-forwarded-proto': 'https',
      forwarded: `host=${evil}`,
      'x-request-id': 'mine',
      'request-id': 'mine',
      'trace-id': 'mine',
      'x-original-url': '/api/console/staff',
      'x-rewrite-url': '/api/console/staff',
    }
    const placed = await client.post(
      '/orders',
      shop.wanted(member, { payment: 'cashier' }),
      headers,
    )
    assert.equal(placed.status, 201, placed.text)
    const [charge] = await shop.db<{ returnUrl: string }>`
      select return_url from sandbox.charge where number = ${placed.body.payment.number}`
    assert.ok(charge!.returnUrl.startsWith(shop.running.url), charge!.returnUrl)
    for (const path of ['/', '/console', '/api/me', '/api/nothing', '/api/console/me']) {
      const reply = await client.send('GET', path, { headers })
      assert.doesNotMatch(JSON.stringify(reply.headers) + reply.text, /evil|"mine"/, path)
    }
  })

  test('text with line ends does not reach a header or a line of the log', async () => {
    const { client } = member
    const broken = ['a\r\nSet-Cookie: x=1', 'a\nb', '\u2028', '\u001b[31m', '\u202eevil']
    for (const nickname of broken)
      assert.equal((await client.patch('/me', { nickname })).status, 400, JSON.stringify(nickname))
    const before = shop.running.logged.length
    await client.get(`/products?q=${encodeURIComponent('x"}\n{"level":60,"msg":"forged"}')}`)
    await client.get('/me', { 'user-agent': '{"level":60,"msg":"forged"}' })
    for (const line of shop.running.logged.slice(before)) {
      assert.equal(line.split('\n').length, 2, line)
      assert.notEqual((JSON.parse(line) as { msg: string }).msg, 'forged')
    }
  })

  test('requests that are no HTTP end with a plain 4xx, and the next one is served', async () => {
    const requests = [
      'FOO / HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
      '\0\0\0\0\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/me HTTP/1.1\r\n\r\n',
      'POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
      'POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      'GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n',
      'GET /api/me HTTP/1.1\nHost: x\n\n',
    ]
    for (const request of requests) {
      const answer = await exchangeRaw(request)
      const name = JSON.stringify(request.slice(0, 60))
      assert.match(answer, /^HTTP\/1\.1 4\d\d /, `${name}: ${answer.slice(0, 200)}`)
      assert.doesNotMatch(answer, /memberId|node_modules|\bat /, name)
      if (answer.includes('{'))
        assert.match(answer, /content-security-policy/i, `${name}: ${answer}`)
    }
    assert.equal((await member.client.get('/me')).status, 200)
  })

  test('pages have no script, style or handler of their own in the text', async () => {
    for (const path of [
      '/',
      '/console/',
      '/orders/1',
      '/console/orders',
      '/api',
      '/api/problems',
    ]) {
      const { text, headers } = await shop.visitor().send('GET', path)
      assert.match(headers['content-type'] ?? '', /^text\/html/)
      assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)[^>]*>/i, path)
      assert.doesNotMatch(text, /<style|\sstyle=|\son\w+=|javascript:/i, path)
    }
  })

  test('after all that the books are sound', () => assertSound(shop))
})

const paths = [
  '/../../../../etc/passwd',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/%252e%252e%252fetc%252fpasswd',
  '/assets/../../../package.json',
  '/assets/..%2f..%2f..%2fpackage.json',
  '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json',
  '/assets/..%5c..%5c..%5cpackage.json',
  '/console/..%2f..%2f..%2fpackage.json',
  '/console/assets/..%2f..%2f..%2f..%2fdb%2fschema.sql',
  '/console/%2e%2e/%2e%2e/src/serve.ts',
  '/console//etc/passwd',
  '//etc/passwd',
  '//evil.example/',
  '///evil.example',
  '/\\evil.example',
  '/%00',
  '/assets/%00.js',
  '/api/%00',
  '/%',
  '/%ff%fe',
  '/api/%',
  '/api/orders/%ff',
  '/api/products/%00',
  '/.git/config',
  '/.env',
  '/package.json',
  '/src/serve.ts',
  '/node_modules/fastify/package.json',
  '/dist/shop/index.html',
  `/${'a/'.repeat(2_000)}`,
  `/api/products/${'a'.repeat(8_000)}`,
  '/index.html/..%2f..%2fpackage.json',
  '/api/openapi.json/../../../package.json',
  'http://127.0.0.1:1/etc/passwd',
]

/** The bytes as they are, on a connection of their own; all that comes back until it ends. */
async function exchangeRaw(request: string): Promise<string> {
  const { hostname, port } = new URL(shop.running.url)
  const socket = net.connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(request)
  const silence = setTimeout(() => socket.destroy(new Error('no answer')), 5_000)
  // Half closed: the server may keep a connection open that could bring more.
  setTimeout(() => socket.end(), 200).unref()
  try {
    return await readAll(socket)
  } finally {
    clearTimeout(silence)
  }
}

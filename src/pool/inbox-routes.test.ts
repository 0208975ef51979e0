import assert from 'node:assert/strict'
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs, minuteMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { createVault } from '#platform/vault.ts'
import { testApp } from '#test/app.ts'
import type { Browser } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import * as inboxRoutes from './inbox-routes.ts'
import { writeMessages } from './inbox.ts'
import * as routes from './routes.ts'

const now = new Date('2026-11-20T04:00:00Z')

async function inboxApp(db: Db) {
  const sent = new Map<string, string>()
  const codeSender = { send: async (to: string, code: string) => void sent.set(to, code) }
  const services = { vault: createVault(randomBytes(32)), codeSender }
  const all = { ...routesOf(routes), ...routesOf(inboxRoutes) }
  const app = await testApp({ db, routes: all, services, now })
  const signIn = async (phone: string): Promise<{ browser: Browser; memberId: string }> => {
    const browser = app.browser()
    await browser.post('/sign-in/codes', { phone })
    const { body } = await browser.post('/sign-in', { phone, code: sent.get(`+86${phone}`) })
    return { browser, memberId: body.memberId }
  }
  return Object.assign(app, { signIn })
}

/** One a minute, the last of them now. */
async function receive(db: Db, memberId: string, count: number): Promise<void> {
  const messages = Array.from({ length: count }, (_, index) => {
    const orderId = randomUUIDv7()
    return {
      memberId,
      class: 'service' as const,
      kind: 'order_paid',
      about: `order:${orderId}`,
      version: 1,
      facts: { orderId, totalFen: index },
      happenedAt: addMs(now, (index - count + 1) * minuteMs),
    }
  })
  await db.begin((tx) => writeMessages(tx, messages, now))
}

test('messages come newest first and by key, none missing and none twice', async () => {
  await using db = await testDb()
  await using app = await inboxApp(db)
  const { browser, memberId } = await app.signIn('13800138000')
  await receive(db, memberId, 65)
  const seen: number[] = []
  const sizes: number[] = []
  for (let next: string | null = ''; next !== null;) {
    const { status, body } = await browser.get(`/inbox${next && `?after=${next}`}`)
    assert.equal(status, 200)
    seen.push(...body.items.map((one: { facts: { totalFen: number } }) => one.facts.totalFen))
    sizes.push(body.items.length)
    next = body.next
  }
  assert.deepEqual(sizes, [30, 30, 5])
  assert.deepEqual(
    seen,
    Array.from({ length: 65 }, (_, index) => 64 - index),
  )
})

test('what was read stays read, and what comes meanwhile does not count as read', async () => {
  await using db = await testDb()
  await using app = await inboxApp(db)
  const { browser, memberId } = await app.signIn('13800138000')
  const unread = async () => (await browser.get('/inbox/unread')).body.count
  assert.equal(await unread(), 0)
  await receive(db, memberId, 3)
  assert.equal(await unread(), 3)
  const [newest, second] = (await browser.get('/inbox')).body.items
  for (const times of [1, 2, 3]) {
    const answer = await browser.post('/inbox/read', { messageId: second.id })
    assert.deepEqual([answer.status, await unread()], [204, 1], `${times}`)
  }
  const { items } = (await browser.get('/inbox')).body
  assert.deepEqual(
    items.map((one: { isRead: boolean }) => one.isRead),
    [false, true, true],
  )
  await browser.post('/inbox/read', { messageId: newest.id })
  assert.equal(await unread(), 0)
})

test('a flood is counted up to a hundred and read at one go', async () => {
  await using db = await testDb()
  await using app = await inboxApp(db)
  const { browser, memberId } = await app.signIn('13800138000')
  await receive(db, memberId, 10_000)
  assert.equal((await browser.get('/inbox/unread')).body.count, 100)
  const [newest] = (await browser.get('/inbox')).body.items
  await browser.post('/inbox/read', { messageId: newest.id })
  assert.equal((await browser.get('/inbox/unread')).body.count, 0)
})

test('nobody reads another’s messages or says they were read, and visitors have none', async () => {
  await using db = await testDb()
  await using app = await inboxApp(db)
  const alice = await app.signIn('13800138000')
  const mallory = await app.signIn('13900139000')
  await receive(db, alice.memberId, 2)
  const [hers] = (await alice.browser.get('/inbox')).body.items
  assert.deepEqual((await mallory.browser.get('/inbox')).body, { items: [], next: null })
  assert.deepEqual((await mallory.browser.get(`/inbox?after=${randomUUIDv7()}`)).body.items, [])
  for (const messageId of [hers.id, randomUUIDv7()]) {
    const { status, body } = await mallory.browser.post('/inbox/read', { messageId })
    assert.deepEqual([status, body.code], [404, 'message_not_found'])
  }
  assert.equal((await alice.browser.get('/inbox/unread')).body.count, 2)
  assert.equal((await mallory.browser.get('/inbox/unread')).body.count, 0)

  const visitor = app.browser()
  assert.deepEqual((await visitor.get('/inbox/unread')).body, { count: 0 })
  assert.equal((await visitor.get('/inbox')).status, 401)
  assert.equal((await visitor.post('/inbox/read', { messageId: hers.id })).status, 401)
})

test('a message has no room for a name, a phone or a sentence', async () => {
  await using db = await testDb()
  const memberId = randomUUIDv7()
  const of = { memberId, class: 'service' as const, kind: 'order_paid', about: 'order:1' }
  for (const text of ['王小明', '13800138000', 'Wang', 'It broke', '一路 1 号'])
    await assert.rejects(
      db.begin((tx) =>
        writeMessages(tx, [{ ...of, version: 1, facts: { text }, happenedAt: now }], now),
      ),
      text,
    )
})

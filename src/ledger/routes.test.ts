import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addMs, minuteMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { staffBrowser } from '#test/staff.ts'
import { account } from './chain.ts'
import type { Chain } from './chain.ts'
import { PlaceText, writePlace } from './place.ts'
import { postChains } from './post.ts'
import * as ledgerRoutes from './routes.ts'

const now = new Date('2026-11-20T04:00:00Z')
const routes = routesOf(ledgerRoutes)
const source = account({ unit: 'CNY', purpose: 'payer', owner: 'anna', floor: null })
const paths = ['accounts', 'entries?account=x', 'chains?reference=x', 'check']

/** Chains `expired:place:1/2#0` and so on: ids as they may really look. */
async function fill(db: Db, count: number): Promise<void> {
  const chains = Array.from({ length: count }, (_, index): Chain => {
    const owner = String(index).padStart(3, '0')
    const to = account({ unit: 'CNY', purpose: 'escrow', owner, floor: 0 })
    const transfers = [{ kind: 'post' as const, from: source, to, amount: index + 1 }]
    const id = `expired:place:${owner}/2#0`
    return { book: 'main', id, reference: 'run', transfers, at: addMs(now, index) }
  })
  await db.begin((tx) => postChains(tx, chains, now))
}

test('only those who may read the ledger do', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, now })
  for (const [role, status] of [
    ['operations', 403],
    ['support', 403],
    ['finance', 200],
    ['auditor', 200],
  ] as const) {
    const browser = await staffBrowser(app, db, role)
    for (const path of paths)
      assert.equal((await browser.get(`/console/ledger/${path}`)).status, status, `${role} ${path}`)
  }
  for (const path of paths)
    assert.equal((await app.browser().get(`/console/ledger/${path}`)).status, 401)
})

test('a purpose without a unit, a chain without a name and a foreign cursor are refused', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, now })
  const browser = await staffBrowser(app, db, 'auditor')
  for (const path of [
    'accounts?purpose=escrow',
    'entries',
    'entries?account=',
    'entries?account=x&after=y',
    'entries?account=x&after=yesterday~0~c',
    'entries?account=x&after=2026-11-20T04:00:00.000Z~123456~c',
    'chains',
    'chains?reference=a&chainId=b',
  ])
    assert.equal((await browser.get(`/console/ledger/${path}`)).status, 400, path)
  const place = { at: now, chainId: 'a~b~0', n: 3 }
  assert.deepEqual(PlaceText.parse(writePlace(place)), place)
})

test('accounts, entries and chains are paged to their end, whatever their ids look like', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, now })
  await fill(db, 120)
  const browser = await staffBrowser(app, db, 'finance')
  const all = async (path: string) => {
    const items: Record<string, unknown>[] = []
    const pages: number[] = []
    let after = ''
    do {
      const { status, body } = await browser.get(`/console/ledger/${path}${after}`)
      assert.equal(status, 200, JSON.stringify(body))
      items.push(...body.items)
      pages.push(body.items.length)
      after = body.next && `&after=${encodeURIComponent(body.next)}`
    } while (after)
    return { items, pages }
  }
  const accounts = await all('accounts?unit=CNY')
  assert.deepEqual(accounts.pages, [50, 50, 21])
  assert.deepEqual([accounts.items[3]!['posted'], accounts.items[120]!['posted']], [4, -7260])
  const entries = await all('entries?account=CNY%2Fpayer%2Fanna')
  assert.deepEqual(entries.pages, [50, 50, 20])
  assert.deepEqual(entries.items[0]!['postedChange'], -120)
  const chains = await all('chains?reference=run')
  assert.deepEqual(chains.pages, [50, 50, 20])
  const { id } = chains.items[7] as { id: string }
  const one = await all(`chains?chainId=${encodeURIComponent(id)}`)
  assert.deepEqual(one.items, [chains.items[7]])
})

test('the check sums every kind of unit, names what is broken, and is not run for each who asks', async () => {
  await using db = await testDb()
  await using app = await testApp({ db, routes, now })
  await fill(db, 3)
  const browser = await staffBrowser(app, db, 'auditor')
  const check = async () => (await browser.get('/console/ledger/check')).body
  const sound = await check()
  assert.deepEqual(sound, {
    asOf: now.toISOString(),
    breaches: [],
    sums: [{ book: 'main', kind: 'CNY', units: 1, accounts: 4, sum: 0, positive: 6 }],
  })
  await db`update ledger.account set posted = posted + 1 where owner = '002'`
  app.now = addMs(now, minuteMs - 1)
  assert.deepEqual(await check(), sound)
  app.now = addMs(now, minuteMs)
  const broken = await check()
  assert.deepEqual(
    broken.breaches.map((one: { invariant: string }) => one.invariant),
    ['units sum to zero', 'a balance is the sum of its transfers'],
  )
  assert.deepEqual([broken.asOf, broken.sums[0].sum], [app.now.toISOString(), 1])
})

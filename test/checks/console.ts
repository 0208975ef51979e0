/**
 * check:console: the console in a real browser of 1280 px, by the keyboard alone. An owner comes by the
 * one-time link to an empty shop, imports products with bad rows among them, ships in bulk, decides a
 * dispute, reads the chains and exports; then the database is backed up, destroyed and restored. The
 * walk through every page, in Chinese and English, light and dark, is of the restored shop. The pictures
 * are in out/console.
 */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from '#platform/db.ts'
import type { Db } from '#platform/db.ts'
import { hourMs } from '#platform/clock.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { supervisePostgres } from '#platform/postgres.ts'
import { countAudience, startOutreach } from '#pool/attention/outreach.ts'
import { createTemplate } from '#pool/attention/template.ts'
import { controlBpsUsual, createJourney } from '#pool/journey/journey.ts'
import { createSegment } from '#pool/segment/segment.ts'
import { createVault } from '#platform/vault.ts'
import { addCampaign } from '#traffic/campaign.ts'
import { addChannel } from '#traffic/channel.ts'
import { addLink } from '#traffic/link.ts'
import { createFlashSale } from '#trade/flash-sale.ts'
import { closeBrowser } from '../browser.ts'
import { execute } from '../server.ts'
import { createCaller, enrolShoppers, orderOf } from '../shoppers.ts'
import type { Goods, Shopper } from '../shoppers.ts'
import * as act from './desk-acts.ts'
import type { Desk } from './desk-acts.ts'
import { npmRun, ownSettings, startOwnShop } from './own-shop.ts'
import { createWatch, inEveryLook, looks, outFolder, visitAll } from './watch.ts'

const products = 12
const orders = 6
const startedAt = performance.now()

/** Pages that need no row; and those before the door. */
const plain = {
  home: '/console/',
  account: '/console/account',
  orders: '/console/orders',
  refunds: '/console/refunds?status=all',
  disputes: '/console/disputes?status=all',
  products: '/console/products',
  'product-new': '/console/products/new',
  'product-import': '/console/products/import',
  brands: '/console/brands',
  'flash-sales': '/console/flash-sales',
  coupons: '/console/coupons',
  members: '/console/members',
  'members-value': '/console/members?view=value',
  'members-tags': '/console/members?view=tags',
  'members-import': '/console/members/import',
  journeys: '/console/journeys',
  'journey-new': '/console/journeys/new?from=leftCart',
  boards: '/console/boards',
  segments: '/console/segments',
  'segment-new': '/console/segments/new',
  'segment-draft': '/console/segments/new?from=cart',
  outreach: '/console/outreach',
  'outreach-new': '/console/outreach/new',
  attention: '/console/attention',
  identities: '/console/identities',
  anchoring: '/console/anchoring',
  'pool-asset': '/console/pool-asset',
  attribution: '/console/attribution',
  channels: '/console/channels',
  'channels-costs': '/console/channels/costs',
  campaigns: '/console/campaigns',
  links: '/console/links',
  invites: '/console/invites',
  settlement: '/console/settlement',
  reconciliation: '/console/reconciliation',
  cases: '/console/cases',
  ledger: '/console/ledger',
  'ledger-account': '/console/ledger/account',
  'ledger-chains': '/console/ledger/chains',
  audit: '/console/audit',
  staff: '/console/staff',
  settings: '/console/settings',
  'first-steps': '/console/first-steps',
  missing: '/console/no-such-page',
}
const doors = { 'sign-in': '/console/sign-in', 'set-up': '/console/set-up' }

await using stack = new AsyncDisposableStack()
stack.defer(closeBrowser)
const dataDir = clusterDir('check-console')
await rm(dataDir, { recursive: true, force: true })
stack.defer(() => rm(dataDir, { recursive: true, force: true }))
const folder = await mkdtemp(path.join(tmpdir(), 'tessera-console-'))
stack.defer(() => rm(folder, { recursive: true, force: true }))
const postgres = await supervisePostgres({ dataDir })
stack.defer(() => postgres.stop())
const settings = await ownSettings()
const watch = createWatch('console', 1280, await outFolder('console'))

const begun = await begin()
const file = path.join(folder, 'shop.backup')
console.log(linesWith(/ holds /, await npmRun('backup', file, postgres.url)))
await destroy()
const restoredUrl = postgres.url.replace(/\/[^/]*$/, '/restored')
console.log(linesWith(/restored|sound|sealed/, await npmRun('restore', file, restoredUrl)))
await goOn()

const { holds, figures } = watch.verdict()
const seconds = Math.round((performance.now() - startedAt) / 1_000)
console.log(`${holds ? 'holds' : 'BROKEN'}: ${figures}; ${seconds} s`)
process.exitCode = holds ? 0 : 1

/** From the link to a shop that has sold, shipped and been disputed with. */
async function begin() {
  await using shop = await startOwnShop(postgres.url, settings)
  const link = /\S+#token=\S+/.exec(shop.told())?.[0]
  assert.ok(link, 'no link is printed for an empty shop')
  await using watched = await watch.open(shop.url, looks[2]!, { refusals: ['not_signed_in'] })
  const desk = act.atDesk(watched)
  await act.setUpShop(desk, link)
  const cookie = await staffCookie(desk)
  await walkEmpty(shop.url, cookie)
  await act.addBrandAndCategory(desk)
  await act.importProducts(desk, products)

  const sold = await withDb(postgres.url, (db) => sell(shop.url, db))
  const trackingNos = Array.from({ length: orders }, (_, n) => `SF${20_000 + n}`)
  await act.shipAll(desk, trackingNos)
  const [disputed] = sold
  await dispute(shop.url, disputed!)
  await act.decideDispute(desk, '3.00')
  await act.reconcile(desk)
  await withDb(postgres.url, (db) => sellInAFlash(db, sold[1]!.skuId))
  return { cookie, link, ...(await lookAtOrder(desk, disputed!.orderId)) }
}

function linesWith(pattern: RegExp, text: string): string {
  return text
    .split('\n')
    .filter((line) => pattern.test(line))
    .join('\n')
}

/** What is asked of the shop that was, and again of the one that was restored. */
async function lookAtOrder(desk: Desk, orderId: string) {
  const csv = await act.exportOrders(desk)
  assert.equal(csv.trim().split('\r\n').length, 1 + orders, 'every order is exported')
  await findByPalette(desk, orderId)
  const chains = await act.readChains(desk)
  await desk.see('order-chains')
  const told = chains.join('\n')
  const { say } = desk
  const [payer, escrow] = [say('ledger.purposes.payer'), say('ledger.purposes.escrow')]
  assert.match(told, new RegExp(`${payer}.*${escrow}.*¥25\\.00`), told)
  assert.match(told, new RegExp(`${escrow}.*${payer}.*¥3\\.00`), told)
  return { orderId, csv, chains }
}

/** Any page is a few letters away. */
async function findByPalette({ page, say, see }: Desk, orderId: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+K')
  const field = page.getByRole('combobox', { name: say('frame.find.title') })
  await field.waitFor()
  await page.keyboard.type(orderId)
  await page.getByRole('option').first().waitFor()
  await see('palette')
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/console/orders/${orderId}`))
}

type Sold = { shopper: Shopper; orderId: string; skuId: string }

/** Members buy; the first takes two cups for 25 yuan. */
async function sell(url: string, db: Db): Promise<Sold[]> {
  const skus = await db<Goods>`
    select id as sku_id, price_fen from catalog.sku order by price_fen limit ${orders}`
  const shoppers = await enrolShoppers(db, vault(), orders)
  const caller = createCaller(url, 2)
  const sold: Sold[] = []
  for (const [at, shopper] of shoppers.entries()) {
    const { skuId } = skus[at]!
    const body = orderOf(shopper, skus[at]!, at === 0 ? 2 : 1)
    const { cookie } = shopper
    const answer = await caller.call('POST', '/orders', { cookie, body })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    sold.push({ shopper, skuId, orderId: (answer.body as { id: string }).id })
  }
  caller.close()
  return sold
}

async function dispute(url: string, { shopper, orderId }: Sold): Promise<void> {
  const caller = createCaller(url, 1)
  const body = { reason: 'not_as_described', remark: 'It is grey, not blue' }
  const { cookie } = shopper
  const { status } = await caller.call('POST', `/orders/${orderId}/disputes`, { cookie, body })
  assert.equal(status, 201)
  caller.close()
}

/** The database is gone, and an empty one stands where it is to be restored. */
async function destroy(): Promise<void> {
  const { pathname } = new URL(postgres.url)
  const beside = postgres.url.replace(/\/[^/]*$/, '/postgres')
  await execute(beside, `drop database "${pathname.slice(1)}"`)
  await execute(beside, 'create database restored')
}

/** The restored shop is the same to whoever was signed in, and its every page is walked. */
async function goOn(): Promise<void> {
  await using shop = await startOwnShop(restoredUrl, settings)
  assert.doesNotMatch(shop.told(), /#token=/, 'a restored shop has its owner')
  const { cookie, orderId, csv, chains } = begun
  await using watched = await watch.open(shop.url, looks[2]!, { cookie })
  await watched.visit('/console/orders', 'orders-restored')
  const now = await lookAtOrder(act.atDesk(watched), orderId)
  assert.deepEqual([now.csv, now.chains], [csv, chains], 'the same orders and the same chains')
  await walk(shop.url, cookie, await withDb(restoredUrl, pagesWithRows))
}

async function pagesWithRows(db: Db): Promise<Record<string, string>> {
  const [row] = await db<Record<string, string>>`
    select product.id as product_id, product.brand_id, reconciliation.id as reconciliation_id,
      flash_sale.id as sale_id, member.id as member_id
    from catalog.product, trade.reconciliation, trade.flash_sale, pool.member limit 1`
  const { productId, brandId, reconciliationId, saleId, memberId } = row!
  const outreachId = await writeToEverybody(db)
  const { segmentId, journeyId } = await planForBuyers(db)
  const { channelId, campaignId } = await drawPeople(db)
  return {
    'outreach-one': `/console/outreach/${outreachId}`,
    order: `/console/orders/${begun.orderId}`,
    product: `/console/products/${productId}`,
    member: `/console/members/${memberId}`,
    segment: `/console/segments/${segmentId}`,
    journey: `/console/journeys/${journeyId}`,
    channel: `/console/channels/${channelId}`,
    campaign: `/console/campaigns/${campaignId}`,
    'flash-sale': `/console/flash-sales/${saleId}`,
    statement: `/console/settlement/${brandId}`,
    'reconciliation-run': `/console/reconciliation/${reconciliationId}`,
    'ledger-chains-of-order': `/console/ledger/chains?reference=${begun.orderId}`,
    'ledger-account-of-brand': `/console/ledger/account?id=CNY/payable/${brandId}`,
  }
}

async function writeToEverybody(db: Db): Promise<string> {
  const by = { kind: 'staff', id: randomUUIDv7() }
  const now = new Date()
  const words = { titleZh: '新品', titleEn: 'New', bodyZh: '到货了', bodyEn: 'They are here' }
  return db.begin(async (tx) => {
    const templateId = await createTemplate(tx, { ...words, name: 'New', link: null, by, now })
    const membersSeen = await countAudience(tx, null)
    const to = { segmentId: null, channel: 'inbox' as const, membersSeen, waits: false }
    return startOutreach(tx, { ...to, templateId, by, now })
  })
}

/** A segment, and a journey that begins with a purchase. */
async function planForBuyers(db: Db): Promise<{ segmentId: string; journeyId: string }> {
  const [staffId, now] = [randomUUIDv7(), new Date()]
  return db.begin(async (tx) => {
    const rule = { is: 'stage' as const, in: ['buyer' as const] }
    const segmentId = await createSegment(tx, { name: '买过一次', rule, by: staffId, now })
    const graph = {
      entry: { is: 'fact' as const, kind: 'paid' as const, topic: null },
      again: { is: 'never' as const },
      steps: [{ id: 'wait', is: 'wait' as const, hours: 24 }],
    }
    const terms = { controlBps: controlBpsUsual, controlReason: null, measuredDays: 30 }
    const journeyId = await createJourney(tx, { name: '第二次', graph, ...terms, staffId, now })
    return { segmentId, journeyId }
  })
}

/** A channel and a campaign with a link between them. */
async function drawPeople(db: Db): Promise<{ channelId: string; campaignId: string }> {
  const [by, now] = [randomUUIDv7(), new Date()]
  const elements = { scene: '市集', circle: '邻居', content: '试用' }
  const days = { startsOn: '2026-01-01', endsOn: null }
  return db.begin(async (tx) => {
    const { id: channelId } = await addChannel(tx, {
      name: '海报',
      kind: 'store',
      ownerId: by,
      now,
    })
    const campaign = {
      name: '试用',
      route: 'trust' as const,
      ownerId: by,
      ...elements,
      ...days,
      now,
    }
    const { id: campaignId } = await addCampaign(tx, campaign)
    const holder = { ownerKind: 'store' as const, ownerId: '徐汇店', path: '/', expiresAt: null }
    await addLink(tx, { title: '收银台', channelId, campaignId, ...holder, by, now })
    return { channelId, campaignId }
  })
}

async function walk(url: string, cookie: string, withRows: Record<string, string>) {
  await inEveryLook(async (look) => {
    await visitAll(await watch.open(url, look, { cookie }), { ...plain, ...withRows })
    await visitAll(await watch.open(url, look, { refusals: ['not_signed_in'] }), doors)
  })
}

/** Light in Chinese and dark in English: what an owner sees before there is anything. */
async function walkEmpty(url: string, cookie: string): Promise<void> {
  const stops = Object.fromEntries(
    Object.entries(plain).map(([name, address]) => [`${name}-empty`, address]),
  )
  const look = async (at: number) => visitAll(await watch.open(url, looks[at]!, { cookie }), stops)
  await Promise.all([look(0), look(3)])
}

async function sellInAFlash(db: Db, skuId: string): Promise<void> {
  const now = new Date()
  const endsAt = new Date(now.getTime() + hourMs)
  const terms = { skuId, priceFen: 9_00, quantity: 10, perMemberMax: 2, startsAt: now, endsAt }
  await db.begin((tx) => createFlashSale(tx, terms, now))
}

async function staffCookie({ page }: Desk): Promise<string> {
  const cookies = await page.context().cookies()
  const { value } = cookies.find(({ name }) => name === 'tessera_staff')!
  return `tessera_staff=${value}`
}

function vault() {
  return createVault(Buffer.from(settings['TESSERA_SECRET']!, 'base64'))
}

async function withDb<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = connect(url, { connectionsMax: 2 })
  try {
    return await work(db)
  } finally {
    await db.end()
  }
}

/**
 * check:shop: the shop in a real browser of 360 px, in Chinese and English, light and dark. Two members
 * find a product by a misspelt word, buy it in a flash sale and return a part. Both close the cashier and
 * pay late: the goods are still there for the one, and the other's money comes back by itself. Then
 * every page is walked, empty and full. The pictures are in out/shop.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { brandOf } from '#demo/ranges.ts'
import type { PlannedProduct } from '#demo/products.ts'
import { hourMs, minuteMs } from '#platform/clock.ts'
import { createFlashSale } from '#trade/flash-sale.ts'
import { decideRefund } from '#trade/refund-decision.ts'
import { shipOrders } from '#trade/ship.ts'
import { closeBrowser } from '../browser.ts'
import { createMovedClock } from '../moved-clock.ts'
import { startProgram } from '../program.ts'
import { createCaller, enrolShoppers, orderOf } from '../shoppers.ts'
import { fillShop } from './goods.ts'
import * as act from './phone-acts.ts'
import { createWatch, inEveryLook, looks, outFolder, visitAll } from './watch.ts'
import type { Look } from './watch.ts'

const startedAt = performance.now()
const guest = { refusals: ['not_signed_in'] }
using clock = createMovedClock()
const limits = { RATE_PER_ADDRESS: '100000', RATE_ORDERS: '1000', RATE_SIGN_IN: '1000' }
await using program = await startProgram('shop', limits, { isQuiet: true, clock })
await using _ = { [Symbol.asyncDispose]: closeBrowser }
const { db, url, vault } = program
const watch = createWatch('shop', 360, await outFolder('shop'))
const caller = createCaller(url, 4)

await inEveryLook(async (look) => {
  await using phone = await watch.open(url, look, guest)
  await phone.visit('/', 'home-empty')
  await phone.visit('/products', 'products-empty')
})

const products = await fillShop(program.env, { count: 80, stock: 40 })
const [flash, plenty, last] = ['85099B', '20725', '22423'].map(productOf)
await sellInAFlash(flash!)
await leaveOnly(1, last!)

type Plan = { phone: string; typed: string; late: PlannedProduct }
const plans: [Look, Plan][] = [
  [looks[0]!, { phone: '13911110001', typed: '红色复古波典购物袋', late: plenty! }],
  [looks[3]!, { phone: '13911110002', typed: 'jumbo retrospt', late: last! }],
]
const journeys: Awaited<ReturnType<typeof journey>>[] = []
for (const [look, plan] of plans) journeys.push(await journey(look, plan))
await payLate()
await walk()
caller.close()

const { holds, figures } = watch.verdict()
const seconds = Math.round((performance.now() - startedAt) / 1_000)
console.log(`${holds ? 'holds' : 'BROKEN'}: ${figures}; ${seconds} s`)
process.exitCode = holds ? 0 : 1

/** From a misspelt word to a part that went back, and a second order whose money is on its way. */
async function journey(look: Look, { phone: number, typed, late }: Plan) {
  await using phone = await watch.open(url, look, guest)
  const { page, say } = phone
  await phone.visit('/', 'home')
  await act.findMisspelt(phone, typed, titleOf(flash!, look))
  await page.getByText(say('browse.flash.running')).first().waitFor()
  await page
    .getByRole('button', { name: say('kit.moreOf') })
    .first()
    .click()
  await phone.see('product-in-flash-sale')
  await page.getByRole('button', { name: say('browse.product.buyNow') }).click()
  await act.signIn(phone, program, number)
  await act.addAddress(phone)
  await phone.see('checkout')
  const orderId = await act.order(phone, program)
  await act.pay(phone)
  await phone.see('order-paid')

  await db.begin((tx) =>
    shipOrders(tx, [
      {
        orderId,
        brandId: brandOf(flash!.stockCode).id,
        carrier: 'SF',
        trackingNo: 'SF1234567890',
        shippedAt: clock.now(),
      },
    ]),
  )
  await page.getByText('SF1234567890').waitFor() // the page is told, nobody touches it
  await phone.see('order-shipped')
  await act.askToReturnOne(phone, orderId)
  await phone.see('order-refund-asked')
  await approveRefunds(orderId)
  await page.getByText(say('order.steps.refunded.title')).first().waitFor()
  await phone.see('order-part-refunded')
  await page.getByRole('button', { name: say('order.order.receive') }).click()
  await phone.see('order-receive')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('order.order.receiveYes') })
    .click()
  await page.getByText(say('order.steps.released.title')).first().waitFor()
  await phone.see('order-released')

  await page.goto(`/checkout?items=${late.skuId}:1`)
  await page.getByRole('radio', { name: /王小明/ }).waitFor()
  const lateId = await act.order(phone, program)
  const cookies = await page.context().cookies()
  await act.payTooLate(phone)
  const { value } = cookies.find(({ name }) => name === 'tessera_member')!
  return { look, orderId, lateId, cookie: `tessera_member=${value}` }
}

/** The time to pay runs out, another buys the last piece, and then the money of both arrives. */
async function payLate(): Promise<void> {
  const [kept, returned] = journeys
  await clock.putAhead(15.5 * minuteMs)
  for (const { lateId } of journeys) await until(async () => (await statusOf(lateId)) === 'closed')
  const [another] = await enrolShoppers(db, vault, 1)
  const goods = { skuId: last!.skuId, priceFen: last!.listPriceFen }
  const body = orderOf(another!, goods)
  const bought = await caller.call('POST', '/orders', { cookie: another!.cookie, body })
  if (bought.status !== 201) throw new Error('the last piece was not free again')

  // On other phones: the cashier was closed with the page.
  await using first = await watch.open(url, kept!.look, { cookie: kept!.cookie })
  await using second = await watch.open(url, returned!.look, { cookie: returned!.cookie })
  await first.visit(`/orders/${kept!.lateId}`, 'order-out-of-time')
  await second.visit(`/orders/${returned!.lateId}`, 'order-out-of-time')
  await clock.putAhead(minuteMs)
  await first.page.getByText(first.say('order.steps.held.title')).first().waitFor()
  await first.see('order-paid-late')
  await second.page.getByText(second.say('order.steps.money_returned.title')).first().waitFor()
  await second.see('order-money-returned')
  if ((await statusOf(kept!.lateId)) !== 'paid') throw new Error('the goods were not kept')
  if ((await statusOf(returned!.lateId)) !== 'closed') throw new Error('it was sold twice')
  console.log('paid late: the goods that were still there are sold, the other money came back')
}

/** Every page, as somebody new sees it and as somebody with a history. */
async function walk(): Promise<void> {
  const [{ orderId, lateId, cookie }] = journeys as [(typeof journeys)[number]]
  const [someoneNew] = await enrolShoppers(db, vault, 1)
  await db`delete from pool.address where member_id = ${someoneNew!.memberId}`
  for (const { skuId } of products.slice(3, 6))
    await caller.call('PUT', `/cart/lines/${skuId}`, { cookie, body: { quantity: 2 } })
  const full = {
    home: '/',
    products: '/products',
    category: `/products?category=${flash!.categoryId}`,
    'search-nothing': '/products?q=zzzzzz',
    product: `/products/${plenty!.id}`,
    'product-gone': `/products/${last!.id}`,
    cart: '/cart',
    checkout: '/checkout',
    orders: '/orders',
    'orders-none': '/orders?status=refunded',
    order: `/orders/${orderId}`,
    'order-late': `/orders/${lateId}`,
    refund: `/orders/${lateId}/refund`,
    dispute: `/orders/${lateId}/dispute`,
    me: '/me',
    inbox: '/inbox',
    addresses: '/me/addresses',
    messages: '/me/messages',
    'my-data': '/me/data',
    boards: '/me/boards',
    invite: '/invite',
    'unsubscribe-wrong': '/unsubscribe',
    missing: '/no-such-page',
  }
  const empty = {
    'cart-empty': '/cart',
    'checkout-empty': '/checkout',
    'orders-empty': '/orders',
    'me-new': '/me',
    'inbox-empty': '/inbox',
    'inbox-no-offers': '/inbox?class=marketing',
    'addresses-empty': '/me/addresses',
  }
  const asGuest = { 'me-guest': '/me', 'sign-in': '/sign-in' }
  await inEveryLook(async (look) => {
    await visitAll(await watch.open(url, look, { cookie }), full)
    await visitAll(await watch.open(url, look, { cookie: someoneNew!.cookie }), empty)
    await visitAll(await watch.open(url, look, guest), asGuest)
  })
}

function productOf(code: string): PlannedProduct {
  const found = products.find(({ stockCode }) => stockCode === code)
  if (!found) throw new Error(`the demo does not sell ${code}`)
  return found
}

function titleOf({ titleZh, titleEn }: PlannedProduct, { language }: Look): string {
  return language === 'zh' ? titleZh : titleEn
}

async function sellInAFlash({ skuId, listPriceFen }: PlannedProduct): Promise<void> {
  const now = clock.now()
  const terms = {
    skuId,
    priceFen: Math.floor(listPriceFen * 0.75),
    quantity: 20,
    perMemberMax: 2,
    startsAt: now,
    endsAt: new Date(now.getTime() + hourMs),
  }
  await db.begin((tx) => createFlashSale(tx, terms, now))
}

async function leaveOnly(quantity: number, { skuId, listPriceFen }: PlannedProduct) {
  const [buyer] = await enrolShoppers(db, vault, 1)
  const body = orderOf(buyer!, { skuId, priceFen: listPriceFen }, 40 - quantity)
  const { status } = await caller.call('POST', '/orders', { cookie: buyer!.cookie, body })
  if (status !== 201) throw new Error(`the other pieces were not bought: ${status}`)
}

async function approveRefunds(orderId: string): Promise<void> {
  const waiting = await db<{ id: string }>`
    select id from trade.refund where order_id = ${orderId} and status = 'requested'`
  const now = clock.now()
  for (const { id: refundId } of waiting)
    await db.begin((tx) => decideRefund(tx, { refundId, decision: 'approve', restock: true, now }))
}

async function statusOf(orderId: string): Promise<string> {
  const [row] = await db<{ status: string }>`
    select status from trade."order" where id = ${orderId}`
  return row!.status
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return
    await sleep(100)
  }
  throw new Error('it did not happen within 20 s')
}

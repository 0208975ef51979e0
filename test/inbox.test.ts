/** The inbox and what it leads to, in a browser. Run `npm run build` first. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { decideRefund } from '#trade/refund-decision.ts'
import { requestRefund } from '#trade/refund-request.ts'
import { shipOrders } from '#trade/ship.ts'
import { axeViolations, openPage } from './browser.ts'
import { runShop } from './running-shop.ts'
import type { RunningShop } from './running-shop.ts'

const cup = { titleZh: '手工陶杯', titleEn: 'Handmade cup', priceFen: 39_90, stock: 9 }

test('a member is told what became of an order, finds it from there, and knows who holds the money and what happens by itself', async () => {
  await using shop = await runShop([cup])
  await using phone = await openPage({ width: 360, baseUrl: shop.url })
  const { page } = phone
  const me = page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '我的' })
  await page.goto('/inbox')
  await signIn(page, '13911110061')
  await page.getByText('还没有消息').waitFor()
  await check(page)

  const { id, memberId } = await buyTwo(page, shop)
  await ship(shop, id)
  await told(shop, 2)
  await page.goto('/me')
  await me.getByText('2 条未读').waitFor()
  await page.getByRole('link', { name: '1 待收货' }).waitFor()
  await check(page)

  await page.getByRole('link', { name: '消息' }).click()
  await page.getByRole('heading', { name: '今天' }).waitFor()
  assert.equal(await page.getByText('未读', { exact: true }).count(), 2)
  await check(page)
  await me.getByText('条未读').waitFor({ state: 'detached' })

  await page.getByText('由顺丰速运承运').click()
  await page.getByText('会自动确认收货，货款交给品牌').waitFor()
  const holder = page.locator('[aria-current=location]')
  assert.match(await holder.innerText(), /支付机构[^]*¥79\.80/)
  await check(page)

  const refundId = await refuseOne(shop, id, memberId)
  await told(shop, 3)
  await page.goto('/inbox')
  await page.getByText('退款未通过').click()
  const refused = page.locator(`#refund-${refundId}`)
  await refused.getByText('未通过').waitFor()
  assert.match(await refused.innerText(), /手工陶杯 × 1/)
  await page.getByRole('button', { name: '再次购买' }).click()
  await page.waitForURL(/\/cart$/)
  await page.getByText('¥79.80').first().waitFor()
})

async function signIn(page: Page, phone: string): Promise<void> {
  await page.getByRole('textbox', { name: '手机号' }).fill(phone)
  await page.getByRole('button', { name: '获取验证码' }).click()
  const shown = await page.getByText('演示环境的验证码').innerText()
  await page.getByRole('textbox', { name: '验证码' }).fill(/\d{6}/.exec(shown)![0])
  await page.getByRole('button', { name: '登录' }).click()
}

/** As the page would, over the same session. */
async function buyTwo(page: Page, shop: RunningShop): Promise<{ id: string; memberId: string }> {
  const post = async (path: string, data: object) => {
    const headers = { 'idempotency-key': randomUUIDv7(), origin: shop.url }
    const answer = await page.request.post(`/api${path}`, { data, headers })
    assert.equal(answer.status(), 201, await answer.text())
    return answer.json()
  }
  const place = { province: '上海市', city: '上海市', district: '徐汇区', street: '一路 1 号' }
  const { addressId } = await post('/addresses', { name: '甲', phone: '13800138000', ...place })
  const { skuId, priceFen } = shop.articles[0]!
  const lines = [{ skuId, quantity: 2, unitPriceFen: priceFen }]
  const { id } = await post('/orders', { lines, addressId, payment: 'balance' })
  const { memberId } = await (await page.request.get('/api/me')).json()
  return { id, memberId }
}

async function ship(shop: RunningShop, orderId: string): Promise<void> {
  const { brandId } = shop.articles[0]!
  const parcel = { orderId, brandId, carrier: 'SF', trackingNo: 'SF1234', shippedAt: new Date() }
  await shop.db.begin((tx) => shipOrders(tx, [parcel]))
}

async function refuseOne(shop: RunningShop, orderId: string, memberId: string): Promise<string> {
  const [refundId, now] = [randomUUIDv7(), new Date()]
  const asked = { kind: 'return' as const, reason: 'damaged', requestedBy: 'member' as const }
  const lines = [{ lineNo: 1, quantity: 1 }]
  await shop.db.begin((tx) =>
    requestRefund(tx, { refundId, orderId, memberId, lines, requestedAt: now, ...asked }),
  )
  await shop.db.begin((tx) => decideRefund(tx, { refundId, decision: 'refuse', now }))
  return refundId
}

/** The consumer is a moment behind what happens. */
async function told(shop: RunningShop, count: number): Promise<void> {
  for (;;) {
    const [row] = await shop.db<{ count: number }>`select count(*) from pool.message`
    if (row!.count >= count) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function check(page: Page): Promise<void> {
  assert.deepEqual(await axeViolations(page), [])
  const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
  assert.ok(!isWide, `${page.url()} is wider than the phone`)
}

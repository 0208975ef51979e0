/** The home page and the search as a person meets them. Run `npm run build` first. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { setPrices } from '#catalog/set-price.ts'
import { createFlashSale } from '#trade/flash-sale.ts'
import { axeViolations, openPage } from './browser.ts'
import { runShop } from './running-shop.ts'
import type { RunningShop } from './running-shop.ts'

const article = (titleZh: string, titleEn: string, priceFen: number) => {
  return { titleZh, titleEn, priceFen, stock: 5 }
}
const articles = [
  article('手工陶杯', 'Handmade cup', 39_90),
  article('折叠纸灯笼', 'Paper lantern', 25_00),
  article('青花茶壶', 'Blue teapot', 199_00),
]

test('on a phone: a sale that counts down, a misspelt search that leads there, and what was looked at', async () => {
  await using shop = await runShop(articles)
  const [cup, lantern, pot] = shop.articles
  const now = new Date()
  const terms = { skuId: cup!.skuId, priceFen: 20_00, quantity: 2, perMemberMax: 2 }
  const endsAt = new Date(now.getTime() + 3_600_000)
  await shop.db.begin((tx) => createFlashSale(tx, { ...terms, startsAt: now, endsAt }, now))
  await using phone = await openPage({ width: 360, baseUrl: shop.url })
  const { page } = phone
  await page.addInitScript(watchShifts)

  await page.goto('/')
  await page.getByText('剩 2 / 2 件').waitFor()
  await page.getByText(/距结束 59:\d\d/).waitFor()
  await page.getByRole('link', { name: '杯子', exact: true }).waitFor()
  await page.getByRole('heading', { name: '新上架' }).waitFor()
  assert.equal(await page.getByText('最近看过').count(), 0)
  await check(page)

  // By keyboard alone, with a letter in the wrong place.
  const box = page.getByRole('combobox', { name: '搜索商品' })
  await box.pressSequentially('lantren')
  await page.getByText('您是不是想找“lantern”').waitFor()
  await page.getByText('2 条建议').waitFor() // the product, and the search itself
  await check(page)
  await box.press('Escape')
  assert.equal(await box.getAttribute('aria-expanded'), 'false')
  await box.press('ArrowDown')
  await box.press('ArrowDown')
  const option = page.getByRole('option', { name: lantern!.titleZh })
  assert.equal(await option.getAttribute('aria-selected'), 'true')
  await box.press('Enter')
  await page.getByRole('button', { name: '立即购买' }).waitFor()
  await check(page)

  // A list page says what it searched instead, and can be told not to.
  await page.goto('/products?q=lantren')
  await page.getByText('没有找到“lantren”，已为您显示“lantern”的结果。').waitFor()
  await page.getByText('共 1 件商品').waitFor()
  await page.getByLabel('排序').selectOption({ label: '价格从低到高' })
  await page.getByLabel('只看有货').check()
  await page.waitForURL(/q=lantren.*sort=price_up.*inStock=true/)
  await check(page)
  await page.getByRole('link', { name: '仍只搜索“lantren”' }).click()
  await page.getByText('没有找到“lantren”', { exact: true }).waitFor()
  await page.getByRole('link', { name: '杯子', exact: true }).last().waitFor()
  await page.getByRole('link', { name: pot!.titleZh }).waitFor()
  await check(page)

  // What was searched and looked at is kept on the device, with the price of now.
  const { skuId } = lantern!
  await shop.db.begin((tx) => setPrices(tx, [{ skuId, priceFen: 23_00, validFrom: new Date() }]))
  await page.goto('/')
  const looked = page.getByRole('list', { name: '最近看过' })
  await looked.getByText('¥23.00').waitFor()
  assert.equal(await looked.getByRole('link').count(), 1)
  await page.getByText('只保存在这台设备上，价格是现在的。').waitFor()
  await check(page)
  await page.getByRole('button', { name: '清除' }).click()
  await looked.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '撤销' }).click()
  await looked.getByText(lantern!.titleZh).waitFor()
  await box.click()
  await page.getByRole('option', { name: 'lantren' }).waitFor()
  await check(page)
})

test('a member finds what they bought before; signing out leaves nothing of them on the device', async () => {
  await using shop = await runShop(articles)
  const [, , pot] = shop.articles
  await using phone = await openPage({
    width: 360,
    language: 'en',
    theme: 'dark',
    baseUrl: shop.url,
  })
  const { page } = phone
  await page.addInitScript(watchShifts)
  await page.goto(`/products/${pot!.productId}`)
  await page.getByRole('button', { name: 'Buy now' }).waitFor()
  await page.goto('/sign-in')
  await signIn(page)
  await page.waitForURL((url) => url.pathname !== '/sign-in')
  await buy(shop, pot!)

  await page.goto('/')
  const bought = page.getByRole('list', { name: 'Bought before' })
  await bought.getByText(pot!.titleEn).waitFor()
  await check(page)
  await page.goto('/') // from now on it has its room near the top
  await bought.getByText(pot!.titleEn).waitFor()
  const [strip, newest] = await Promise.all([
    bought.boundingBox(),
    page.getByRole('heading', { name: 'New', exact: true }).boundingBox(),
  ])
  assert.ok(strip!.y < newest!.y)
  await check(page)

  await page.goto('/me')
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('heading', { name: 'New', exact: true }).waitFor()
  await page.getByText('Looked at lately').waitFor({ state: 'detached' })
  const kept = await page.evaluate('Object.keys(localStorage).join()')
  assert.doesNotMatch(String(kept), /lookedAt|searched|boughtBefore/)
})

test('a shop that has nothing yet says kindly that goods are coming', async () => {
  await using shop = await runShop([])
  await using desk = await openPage({ width: 1280, baseUrl: shop.url })
  await desk.page.goto('/')
  await desk.page.getByText('新店筹备中，好物正在路上').waitFor()
  await check(desk.page)
})

const watchShifts = `globalThis.shifted = 0
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) shifted += one.value
  }).observe({ type: 'layout-shift', buffered: true })`

/** Nothing for axe to find, nothing wider than the screen, and nothing that moved while it came. */
async function check(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  const widerBy = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.ok(Number(widerBy) <= 0, `${page.url()} is ${String(widerBy)} px too wide`)
  assert.ok(Number(await page.evaluate('globalThis.shifted ?? 0')) < 0.1, `${page.url()} moves`)
  assert.deepEqual(await axeViolations(page), [], page.url())
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Mobile phone').fill('13911110005')
  await page.getByRole('button', { name: 'Send me a code' }).click()
  const shown = await page.locator('output', { hasText: /\d{6}/ }).innerText()
  await page.getByLabel('Code', { exact: true }).fill(/\d{6}/.exec(shown)![0])
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** A paid order of the only member there is. */
async function buy({ db }: RunningShop, bought: RunningShop['articles'][number]): Promise<void> {
  const { skuId, productId, brandId, titleZh, titleEn, priceFen } = bought
  const [orderId, at] = [randomUUIDv7(), new Date()]
  await db`
    insert into trade."order" (id, member_id, status, goods_fen, discount_fen, total_fen, address_id,
      placed_at, pay_by, paid_at)
    select ${orderId}, id, 'paid', ${priceFen}, 0, ${priceFen}, ${randomUUIDv7()}, ${at}, ${at}, ${at}
    from pool.member`
  await db`
    insert into trade.order_line (order_id, line_no, sku_id, brand_id, product_id, title_zh, title_en,
      quantity, unit_price_fen, discount_fen, total_fen, fee_bps)
    values (${orderId}, 1, ${skuId}, ${brandId}, ${productId}, ${titleZh}, ${titleEn}, 1, ${priceFen},
      0, ${priceFen}, 500)`
}

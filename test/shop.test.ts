/** The shop as a member uses it: a browser, the built pages, the running program. Run `npm run build` first. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { setPrices } from '#catalog/set-price.ts'
import { createFlashSale } from '#trade/flash-sale.ts'
import { shipOrders } from '#trade/ship.ts'
import { axeViolations, openPage } from './browser.ts'
import { runShop } from './running-shop.ts'
import type { RunningShop } from './running-shop.ts'

const cup = { titleZh: '手工陶杯', titleEn: 'Handmade cup', priceFen: 39_90, stock: 5 }
const pot = {
  titleZh: '景德镇手绘青花缠枝莲纹大号带滤网家用泡茶壶礼盒装（含两只品茗杯）',
  titleEn:
    'A large hand-painted blue and white teapot with a strainer, in a gift box with two cups',
  priceFen: 1_299_00,
  stock: 3,
}

test('a member on a phone finds, buys and pays, and sees where the money is until it is released', async () => {
  await using shop = await runShop([cup, pot])
  await using phone = await openPage({ width: 360, baseUrl: shop.url })
  const { page } = phone
  await page.goto('/')
  await check(page)

  await page.getByRole('combobox').fill('陶')
  await page.getByRole('option', { name: cup.titleZh }).click()
  await check(page)
  await page.getByRole('button', { name: '加入购物车' }).click()
  await page.getByRole('button', { name: '去购物车' }).click()
  await page.getByRole('button', { name: '增加一件' }).click()
  await check(page)
  await page.getByRole('link', { name: '去结算' }).click()
  await signIn(page, '13911110001')
  await addAddress(page)
  await page.getByText('¥79.80').last().waitFor()
  await check(page)
  await page.getByRole('button', { name: '提交订单并付款' }).click()

  await page.waitForURL(/\/cashier\//)
  await page.getByRole('button', { name: '确认付款' }).click()
  const back = page.getByRole('link', { name: '返回' })
  await Promise.race([back.click(), page.waitForURL(/\/orders\//)])
  await page.waitForURL(/\/orders\//)
  await page.getByText('货款已冻结').waitFor()
  await page.getByText('等待发货').waitFor()
  await check(page)

  // Nobody touches the page: it is told.
  const orderId = new URL(page.url()).pathname.split('/')[2]!
  await ship(shop, orderId)
  await page.getByText('SF1234').waitFor()
  await page.getByRole('button', { name: '确认收货' }).click()
  await check(page)
  await page.getByRole('dialog').getByRole('button', { name: '确认收货' }).click()
  await page.getByText('货款交给品牌 ¥79.80').waitFor()
  await check(page)

  await page.getByRole('link', { name: '申请退款' }).click()
  await page.getByRole('button', { name: '增加一件' }).click()
  await check(page)
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByText('申请退款 ¥39.90').waitFor()
  await check(page)
})

test('a long title and a large price stay inside a phone of 360 px, in both languages', async () => {
  await using shop = await runShop([{ ...pot, priceFen: 9_999_999_00 }])
  for (const language of ['zh-CN', 'en'] as const) {
    await using phone = await openPage({ width: 360, language, theme: 'dark', baseUrl: shop.url })
    const { page } = phone
    for (const path of ['/', '/products', `/products/${shop.articles[0]!.productId}`, '/me']) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await check(page)
    }
  }
})

test('a price that changes while the order is on the screen is told, and asked about again', async () => {
  await using shop = await runShop([cup])
  await using desk = await openPage({ width: 1280, language: 'en', baseUrl: shop.url })
  const { page } = desk
  const { skuId } = shop.articles[0]!
  await page.goto(`/checkout?items=${skuId}:1`)
  await signIn(page, '13911110002', 'en')
  await addAddress(page, 'en')
  await page.getByText('Sandbox balance').click()

  const priceFen = 45_00
  await shop.db.begin((tx) => setPrices(tx, [{ skuId, priceFen, validFrom: new Date() }]))
  await page.getByRole('button', { name: 'Place the order and pay' }).click()
  await page.getByText('A price has changed. Look at it before you decide.').waitFor()
  assert.equal(await ordersOf(shop), 0, 'nothing was ordered at a price nobody saw')

  await check(page)
  await page.getByRole('button', { name: 'Order at the new price' }).click()
  await page.getByText('Money frozen ¥45.00').waitFor()
  assert.equal(await ordersOf(shop), 1)
})

test('an order whose answer is lost on the way, and a member who taps twice, is one order', async () => {
  await using shop = await runShop([cup])
  await using phone = await openPage({ width: 360, baseUrl: shop.url })
  const { page, problems } = phone
  await page.goto(`/checkout?items=${shop.articles[0]!.skuId}:1`)
  await signIn(page, '13911110003')
  await addAddress(page)
  await page.getByText('沙箱余额').click()

  let lost = 0
  await page.route('**/api/orders', async (route) => {
    if (route.request().method() !== 'POST' || lost >= 2) return route.fallback()
    lost += 1
    await route.fetch() // the server does it, and the answer never comes
    return route.abort('connectionreset')
  })
  await page.getByRole('button', { name: '提交订单并付款' }).dblclick()
  await page.getByText('货款已冻结').waitFor()
  assert.equal(lost, 2)
  assert.equal(await ordersOf(shop), 1)
  problems.length = 0 // the browser noticed the lost answers, as it should
})

test('a flash sale shows what is truly left, and the last one that goes is seen to go', async () => {
  await using shop = await runShop([cup])
  const { skuId, productId } = shop.articles[0]!
  const now = new Date()
  const endsAt = new Date(now.getTime() + 3_600_000)
  const terms = { skuId, priceFen: 20_00, quantity: 2, perMemberMax: 2, startsAt: now, endsAt }
  await shop.db.begin((tx) => createFlashSale(tx, terms, now))
  await using phone = await openPage({ width: 360, baseUrl: shop.url })
  const { page } = phone
  await page.goto('/')
  await page.getByText('剩 2 / 2 件').waitFor()
  await check(page)
  await page.goto(`/products/${productId}`)
  await page.getByText('抢购中').waitFor()
  await page.getByRole('button', { name: '增加一件' }).click()
  await page.getByRole('button', { name: '立即购买' }).click()
  await signIn(page, '13911110004')
  await addAddress(page)
  await page.getByText('沙箱余额').click()
  await page.getByRole('button', { name: '提交订单并付款' }).click()
  await page.getByText('货款已冻结 ¥40.00').waitFor()
  await page.goto('/')
  await page.getByText('已抢光').waitFor()
})

test('a member who loses the network is told so, and the page comes by itself when it is back', async () => {
  await using shop = await runShop([cup])
  await using phone = await openPage({ baseUrl: shop.url })
  const { page, problems } = phone
  await page.goto('/')
  await page.getByText(cup.titleZh).waitFor()
  await page.context().setOffline(true)
  await page.getByText('网络已断开').waitFor()
  await page.getByText(cup.titleZh).click()
  await page.getByText('没有收到回复').waitFor()
  await check(page)
  await page.context().setOffline(false)
  await page.getByRole('button', { name: '加入购物车' }).waitFor()
  problems.length = 0 // the browser noticed, too
})

test('the first page comes with less than 150 kB of script and style', async () => {
  await using shop = await runShop([cup])
  await using phone = await openPage({ baseUrl: shop.url })
  const { page } = phone
  let bytes = 0
  page.on('response', (response) => {
    if (!/\.(js|css)$/.test(new URL(response.url()).pathname)) return
    bytes += Number(response.headers()['content-length'])
    assert.match(response.headers()['content-encoding'] ?? '', /br|gzip/, response.url())
  })
  await page.goto('/')
  await page.getByText(cup.titleZh).waitFor()
  assert.ok(bytes > 10_000 && bytes < 150_000, `${bytes} bytes`)
})

test('the reference of the API reads well on a phone and a desk', async () => {
  await using shop = await runShop([])
  for (const width of [360, 1280]) {
    await using view = await openPage({ width, language: 'en', baseUrl: shop.url })
    for (const path of ['/api', '/api/problems']) {
      await view.page.goto(path)
      await check(view.page)
    }
  }
})

test('an example of the reference runs, and what it brings fills the next', async () => {
  await using shop = await runShop([cup])
  await using view = await openPage({ width: 360, language: 'en', baseUrl: shop.url })
  const { page } = view
  await page.goto('/api')
  const run = async (name: string) => {
    const form = page.locator(`#${name} form`)
    await form.getByRole('button', { name: 'Send' }).click()
    await form.locator('output').waitFor()
    return form.locator('output').innerText()
  }
  assert.match(await run('getProducts'), new RegExp(`^200 OK, \\d+ ms\n[^]*${cup.titleZh}`))
  assert.match(await run('getProduct'), new RegExp(`^200 OK[^]*${cup.titleZh}[^]*"skus"`))
  assert.match(await run('getOrders'), /^401 Unauthorized[^]*not_signed_in/)
  const quote = page.locator('#postQuote form')
  await quote.getByRole('button', { name: 'As curl' }).click()
  const line = await quote.locator('output').innerText()
  assert.match(line, /^curl -X POST 'http:\/\/127\.0\.0\.1:\d+\/api\/quotes'/)
  assert.ok(line.includes(`"skuId": "${shop.articles[0]!.skuId}"`), line)
})

/** What every page owes: nothing for axe to find, and nothing wider than the screen. */
async function check(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  const widerBy = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.ok(Number(widerBy) <= 0, `${page.url()} is ${String(widerBy)} px too wide`)
  assert.deepEqual(await axeViolations(page), [], page.url())
}

const said = {
  'zh-CN': { phone: '手机号', send: '获取验证码', code: '验证码', submit: '登录' },
  en: { phone: 'Mobile phone', send: 'Send me a code', code: 'Code', submit: 'Sign in' },
}

/** On the page that asks for it, and back to where it came from. */
async function signIn(page: Page, phone: string, language: keyof typeof said = 'zh-CN') {
  const words = said[language]
  await page.getByLabel(words.phone).fill(phone)
  await check(page)
  await page.getByRole('button', { name: words.send }).click()
  const shown = await page.locator('output', { hasText: /\d{6}/ }).innerText()
  await page.getByLabel(words.code, { exact: true }).fill(/\d{6}/.exec(shown)![0])
  await page.getByRole('button', { name: words.submit, exact: true }).click()
}

const fields = {
  'zh-CN': {
    add: '新增收货地址',
    labels: ['收货人', '手机号', '省 / 直辖市', '城市', '详细地址'],
    save: '保存地址',
  },
  en: {
    add: 'Add an address',
    labels: ['Name', 'Phone', 'Province', 'City', 'Street and number'],
    save: 'Save the address',
  },
}

async function addAddress(page: Page, language: keyof typeof fields = 'zh-CN') {
  const { add, labels, save } = fields[language]
  await page.getByRole('button', { name: add }).click()
  const dialog = page.getByRole('dialog')
  const values = ['王小明', '13800138000', '上海市', '上海市', '中山路 1 号']
  for (const [at, label] of labels.entries())
    await dialog.getByLabel(label, { exact: true }).fill(values[at]!)
  await check(page)
  await dialog.getByRole('button', { name: save }).click()
  await page.getByRole('radio', { name: /王小明/ }).waitFor()
}

async function ship({ db, articles }: RunningShop, orderId: string): Promise<void> {
  const { brandId } = articles[0]!
  const parcel = { orderId, brandId, carrier: 'SF', trackingNo: 'SF1234', shippedAt: new Date() }
  await db.begin((tx) => shipOrders(tx, [parcel]))
}

async function ordersOf({ db }: RunningShop): Promise<number> {
  const [row] = await db<{ count: number }>`select count(*) from trade."order"`
  return row!.count
}

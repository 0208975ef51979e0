/** The shop on a bad line, and without one: what a member sees, and that nothing happens twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { createFlashSale } from '#trade/flash-sale.ts'
import { badLine } from './bad-line.ts'
import { axeViolations, openPage } from './browser.ts'
import { runShop } from './running-shop.ts'
import type { RunningShop, ShopArticle } from './running-shop.ts'

const cup = { titleZh: '手工陶杯', titleEn: 'Handmade cup', priceFen: 39_90, stock: 5 }
const bowl = { titleZh: '粗陶大碗', titleEn: 'Stoneware bowl', priceFen: 59_00, stock: 5 }

test('what was seen is there without a network, says of when, sells nothing, and goes at sign-out', async () => {
  await using shop = await runShop([cup, bowl])
  await using line = await badLine(shop.url)
  await using phone = await openPage({ baseUrl: line.url, keepsSeen: true })
  const { page, problems } = phone
  const [first, second] = shop.articles as [ShopArticle, ShopArticle]
  await page.goto('/')
  await page.getByText(cup.titleZh).waitFor()
  // The first page, too, before which there was no worker.
  await remembered(page, '/api/products', '/api/flash-sales')
  await page.goto(`/products/${first.productId}`)
  await remembered(page, `/api/products/${first.productId}`)
  await signIn(page, '13922220001', '/orders')
  await page.getByText('这里还没有订单').waitFor()
  await remembered(page, '/api/orders')

  line.state = 'cut'
  await page.goto(`/products/${first.productId}`)
  await page.getByText('以下是您1分钟前看到的内容。').waitFor()
  await page.getByText('联网后才能购买').waitFor()
  assert.ok(await page.getByRole('button', { name: '加入购物车' }).isDisabled())
  assert.equal(await page.getByRole('button', { name: '立即购买' }).count(), 0)
  assert.deepEqual(await axeViolations(page), [])
  await page.goto('/')
  await page.getByText(bowl.titleZh).click()
  await page.getByText('请重试').waitFor() // what was not seen is not made up
  assert.ok(page.url().endsWith(second.productId))
  await page.goto('/orders')
  await page.getByText('这里还没有订单').waitFor()

  line.state = 'up'
  await page.goto(`/products/${first.productId}`)
  await page.getByRole('button', { name: '立即购买' }).waitFor()
  assert.equal(await page.getByText('看到的内容').count(), 0)
  await page.goto('/me')
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.getByText(cup.titleZh).waitFor()
  // The home page asks for what was bought on behalf of everybody; for a visitor it is nothing.
  const left = (await keptOf(page, 'own')).filter((path) => path !== '/api/bought')
  assert.deepEqual(left, [], 'what was a member’s stays after them')
  const bought = await page.evaluate(`fetch('/api/bought').then((answer) => answer.json())`)
  assert.deepEqual(bought, { items: [] })
  await page.goto('/console/')
  await page.getByRole('textbox').first().waitFor()
  for (const path of [...(await keptOf(page, 'own')), ...(await keptOf(page, 'everybodys'))])
    assert.doesNotMatch(path, /console|sign-in|cashier/)
  problems.length = 0 // the browser noticed that there was no network
})

test('a newer shop leaves an open page alone and begins with the next one', async () => {
  await using shop = await runShop([cup])
  await using phone = await openPage({ baseUrl: shop.url, keepsSeen: true })
  const { page, problems } = phone
  await page.goto('/')
  await page.getByText(cup.titleZh).waitFor()
  await remembered(page, '/api/products')
  await page.evaluate(`window.isSamePage = true`)
  // What the browser tells when another worker has taken over.
  await page.evaluate(`navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))`)
  await page.waitForTimeout(300)
  assert.equal(await page.evaluate('window.isSamePage'), true)
  await page.getByRole('link', { name: cup.titleZh }).click()
  await page.getByRole('button', { name: '加入购物车' }).waitFor()
  assert.equal(await page.evaluate('window.isSamePage'), undefined)
  await page.goBack()
  await page.getByRole('combobox').waitFor()
  assert.equal(new URL(page.url()).pathname, '/')

  // Without a worker a part that is gone from the server is no dead end either.
  await using other = await openPage({ baseUrl: shop.url })
  let gone = 0
  await other.page.route(/\/assets\/cart-.*\.js/, (route) =>
    gone++ === 0 ? route.fulfill({ status: 404 }) : route.fallback(),
  )
  await other.page.goto('/')
  await other.page.getByRole('link', { name: '购物车' }).click()
  await other.page.getByText('购物车还是空的').waitFor()
  assert.ok(gone >= 1)
  problems.length = 0
  other.problems.length = 0
})

test('what a visitor collects joins their cart when they sign in, and is not doubled', async () => {
  await using shop = await runShop([cup])
  const at = `/products/${shop.articles[0]!.productId}`
  await using desk = await openPage({ baseUrl: shop.url })
  await desk.page.goto(at)
  await desk.page.getByRole('button', { name: '加入购物车' }).click()
  await signIn(desk.page, '13922220002', '/cart')
  await desk.page.getByText('¥39.90').last().waitFor()

  await using phone = await openPage({ baseUrl: shop.url })
  const { page } = phone
  await page.goto(at)
  await page.getByRole('button', { name: '增加一件' }).click()
  await page.getByRole('button', { name: '加入购物车' }).click()
  await page.getByRole('button', { name: '去购物车' }).click()
  await page.getByText('¥79.80').waitFor()
  assert.deepEqual(await axeViolations(page), [])
  await page.getByRole('button', { name: '移除' }).click()
  await page.getByText('购物车还是空的').waitFor()
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByRole('link', { name: '去结算' }).click()
  await forgetCodes(shop)
  await signInHere(page, '13922220002')
  await page.getByText('¥79.80').last().waitFor()
  await page.goto('/cart')
  await page.getByText('¥79.80').waitFor() // two: neither three nor four
  assert.equal(await page.evaluate(`localStorage.getItem('tessera.collected')`), null)
})

test('a tab that was closed at the cashier goes on to the same charge on another phone', async () => {
  await using shop = await runShop([cup])
  await using first = await openPage({ baseUrl: shop.url })
  await first.page.goto(`/checkout?items=${shop.articles[0]!.skuId}:1`)
  await signInHere(first.page, '13922220003')
  await addAddress(first.page)
  await first.page.getByRole('button', { name: '提交订单并付款' }).dblclick()
  await first.page.waitForURL(/\/cashier\//)
  const cashierUrl = first.page.url()
  await first.page.goBack() // to the order, not to placing it again
  await first.page.waitForURL(/\/orders\/[\w-]+$/)
  await first.page.close()

  await using second = await openPage({ baseUrl: shop.url })
  const { page, problems } = second
  await forgetCodes(shop)
  await signIn(page, '13922220003', '/orders')
  await page.getByText(cup.titleZh).click()
  await page.getByText('这笔付款已经开始').waitFor()
  assert.deepEqual(await axeViolations(page), [])
  await page.getByRole('button', { name: '去收银台付款' }).dblclick()
  await page.waitForURL(cashierUrl)
  await page.goBack()

  let lost = 0
  await page.route('**/payments', async (route) => {
    if (lost >= 2) return route.fallback()
    lost += 1
    await route.fetch() // it is done, and the answer never comes
    return route.abort('connectionreset')
  })
  await page.getByRole('button', { name: '用沙箱余额付款' }).dblclick()
  await page.getByText('货款已冻结').waitFor()
  const methods = await shop.db<{ method: string }>`select method from trade.payment order by 1`
  assert.deepEqual(
    methods.map((payment) => payment.method),
    ['balance', 'cashier'],
  )
  problems.length = 0
})

test('a session that ends while a form is filled in costs nobody their words, and shows them to nobody else', async () => {
  await using shop = await runShop([cup])
  await using phone = await openPage({ baseUrl: shop.url })
  const { page } = phone
  await page.goto(`/checkout?items=${shop.articles[0]!.skuId}:1`)
  await signInHere(page, '13922220004')
  await page.getByRole('button', { name: '新增收货地址' }).click()
  await fillAddress(page)
  await endSessions(shop)
  await page.getByRole('button', { name: '保存地址' }).click()
  await signInHere(page, '13922220004')
  assert.equal(await page.getByLabel('详细地址').inputValue(), '中山路 1 号')
  await page.getByRole('button', { name: '保存地址' }).click()
  await page.getByText('沙箱余额').click()
  await page.getByRole('button', { name: '提交订单并付款' }).click()
  await page.getByRole('link', { name: '发起争议' }).click()

  await page.getByLabel('发生了什么').fill('杯口有一道裂纹')
  await endSessions(shop)
  await page.getByRole('button', { name: '提交争议' }).click()
  await page.waitForURL(/sign-in/)
  const dispute = new URL(page.url()).searchParams.get('back')!
  await signInHere(page, '13922220004')
  await page.waitForURL(`**${dispute}`)
  assert.equal(await page.getByLabel('发生了什么').inputValue(), '杯口有一道裂纹')
  const refund = dispute.replace('dispute', 'refund')
  await page.goto(refund)
  await page.getByLabel(/说明/).fill('给我退一件')
  await page.reload()
  assert.equal(await page.getByLabel(/说明/).inputValue(), '给我退一件')

  // Whoever signs in here next is another, and finds nothing.
  await signIn(page, '13922220005', '/')
  const kept = await page.evaluate(
    `Object.keys(sessionStorage).filter((k) => k.startsWith('draft'))`,
  )
  assert.deepEqual(kept, [])
})

test('a device whose clock is an hour off counts down to the same moment as all others', async () => {
  await using shop = await runShop([cup])
  const { skuId } = shop.articles[0]!
  const now = new Date()
  const endsAt = new Date(now.getTime() + 30 * 60_000)
  const terms = { skuId, priceFen: 20_00, quantity: 2, perMemberMax: 2, startsAt: now, endsAt }
  await shop.db.begin((tx) => createFlashSale(tx, terms, now))
  for (const offMs of [-3_600_000, 3_600_000]) {
    await using phone = await openPage({ baseUrl: shop.url })
    const { page } = phone
    await page.addInitScript(`{
      const right = Date.now
      Date.now = () => right() + ${offMs}
    }`)
    await page.goto('/')
    const shown = page.getByText(/^\d\d:\d\d$/).first()
    await shown.waitFor()
    await page.waitForTimeout(1_100)
    const [minutes] = (await shown.innerText()).split(':')
    assert.ok(['28', '29', '30'].includes(minutes!), `${offMs}: ${await shown.innerText()}`)
  }
})

/** Until the worker keeps what these addresses answered. */
async function remembered(page: Page, ...paths: string[]): Promise<void> {
  for (const path of paths)
    while (!(await page.evaluate(`caches.match('${path}').then((found) => Boolean(found))`)))
      await page.waitForTimeout(50)
}

const keptOf = (page: Page, memory: 'own' | 'everybodys') =>
  page.evaluate<string[]>(`caches.open('seen-${memory}')
    .then((cache) => cache.keys())
    .then((requests) => requests.map((request) => new URL(request.url).pathname))`)

async function signIn(page: Page, phone: string, back: string): Promise<void> {
  await page.goto(`/sign-in?back=${encodeURIComponent(back)}`)
  await signInHere(page, phone)
  await page.waitForURL(`**${back}`)
}

async function signInHere(page: Page, phone: string): Promise<void> {
  await page.waitForURL(/\/sign-in/) // a form before it may ask for a phone, too
  await page.getByLabel('手机号').fill(phone)
  await page.getByRole('button', { name: '获取验证码' }).click()
  const shown = await page.locator('output', { hasText: /\d{6}/ }).innerText()
  await page.getByLabel('验证码', { exact: true }).fill(/\d{6}/.exec(shown)![0])
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

async function fillAddress(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog')
  const labels = ['收货人', '手机号', '省 / 直辖市', '城市', '详细地址']
  const values = ['王小明', '13800138000', '上海市', '上海市', '中山路 1 号']
  for (const [at, label] of labels.entries())
    await dialog.getByLabel(label, { exact: true }).fill(values[at]!)
}

async function addAddress(page: Page): Promise<void> {
  await page.getByRole('button', { name: '新增收货地址' }).click()
  await fillAddress(page)
  await page.getByRole('button', { name: '保存地址' }).click()
  await page.getByRole('radio', { name: /王小明/ }).waitFor()
}

/** As after thirty days, for everybody. */
async function endSessions(shop: RunningShop): Promise<void> {
  await shop.db`delete from platform.session`
  await forgetCodes(shop)
}

/** A phone gets a code a minute; here that minute is over. */
const forgetCodes = ({ db }: RunningShop) => db`delete from pool.sign_in_code`

/** The console as staff use it: a browser, built pages, the running program. `npm run build` first. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { addMs, minuteMs } from '#platform/clock.ts'
import { hashPassword } from '#platform/password.ts'
import { addStaff } from '#platform/staff.ts'
import type { Role } from '#platform/staff.ts'
import { totpCode } from '#platform/totp.ts'
import { openShop } from './attacks/shop.ts'
import type { AttackedShop, Member } from './attacks/shop.ts'
import { axeViolations, openPage } from './browser.ts'

const password = 'nine grey geese over the lake'

test('an operator signs in, ships, decides a refund and reads where the money went', async () => {
  await using shop = await openShop({ now: new Date() })
  await addOperator(shop, 'owner', 'ming.wang')
  const member = await shop.member()
  const { id, totalFen } = await shop.order(member, { quantity: 2 })
  assert.equal(totalFen, 2_00)
  await using desk = await openPage({ width: 1280, baseUrl: shop.running.url })
  const { page } = desk

  await page.goto('/console/orders?status=paid')
  await page.getByLabel('登录名').fill('ming.wang')
  await page.getByLabel('密码').fill(password)
  await check(page)
  await button(page, '登录').click()
  await page.getByRole('img', { name: '二维码' }).waitFor()
  const secret = await page.getByText(/^[A-Z2-7]{32}$/).innerText()
  await check(page)
  await page.getByLabel('动态验证码').fill(totpCode(secret, shop.running.now))
  await button(page, '确认并登录').click()

  // Back where it began; and the first page counts the same order, and leads here.
  await page.getByRole('link', { name: '今日' }).click()
  const waiting = page.getByRole('link', { name: '1 个订单待发货' })
  await waiting.waitFor()
  await page.getByText('以表格查看').last().click()
  await page.getByRole('columnheader', { name: '首次购买' }).waitFor()
  await check(page)
  await waiting.click()
  await page.getByRole('link', { name: `…${id.slice(-8)}` }).click()
  await page.getByRole('heading', { name: '商品明细' }).waitFor()
  assert.equal(await page.getByText('试买').count(), 0, 'an address is not shown by itself')
  await button(page, '查看地址').click()
  await page.getByText('试验路 1 号').waitFor()
  await page.getByLabel('运单号').fill('SF1234567890')
  await check(page)
  await button(page, '确认发货').click()
  await page.getByText('运输中').waitFor()
  await check(page)

  await receiveAndAskBack(shop, member, id)
  await page.getByRole('link', { name: '退款', exact: true }).click()
  await page.getByText('¥1.00').waitFor()
  await page.getByText('The glaze is chipped').waitFor()
  await check(page)
  await button(page, '处理退款').click()
  await check(page)
  await button(page, '确认处理').click()
  await page.getByText('没有待处理的退款。').waitFor()
  await shop.running.work()

  await page.goto(`/console/orders/${id}`)
  const chains = page.getByRole('list', { name: '账本流水' })
  await chains.getByRole('heading', { name: '退款' }).waitFor()
  const told = await chains.getByRole('listitem').allInnerTexts()
  const found = (pattern: RegExp) => told.some((text) => pattern.test(text.replaceAll('\n', ' ')))
  assert.ok(found(/付款人.*担保资金.*¥2\.00/), told.join('\n'))
  assert.ok(found(/担保资金.*应付品牌.*¥1\.90/), told.join('\n'))
  assert.ok(found(/应付品牌.*付款人.*¥0\.95/), told.join('\n'))
  assert.ok(found(/平台服务费.*付款人.*¥0\.05/), told.join('\n'))
  await check(page)

  await page.getByRole('link', { name: '账本', exact: true }).click()
  await button(page, '检查账本').click()
  await page.getByText('全部平衡').waitFor()
  await check(page)
  await page.getByRole('link', { name: '审计日志' }).click()
  await page.getByText('查看收货地址').waitFor()
  await button(page, '校验审计链').click()
  await page.getByText('全部一致').first().waitFor()
  await check(page)

  await page.getByRole('link', { name: 'Wang Ming' }).click()
  await check(page)
  await button(page, '退出登录').click()
  await page.getByLabel('登录名').fill('ming.wang')
  await page.getByLabel('密码').fill(password)
  await button(page, '登录').click()
  shop.running.now = addMs(shop.running.now, minuteMs)
  await page.getByLabel('动态验证码').fill(totpCode(secret, shop.running.now))
  await check(page)
  await button(page, '登录').click()
  await page.getByRole('link', { name: 'Wang Ming' }).waitFor()
})

test('yuan that are typed make a price and a flash sale, which shows what is truly left', async () => {
  await using shop = await openShop({ now: new Date() })
  await using desk = await openPage({ width: 1280, language: 'en', baseUrl: shop.running.url })
  const { page } = desk
  await enter(shop, page, 'operations')

  await page.goto('/console/products?q=article')
  await page.getByRole('link', { name: 'Check article 3' }).click()
  await button(page, 'Price').click()
  await page.getByLabel('New price in yuan').fill('12.5.0')
  await page.getByText('An amount with at most two decimals').first().waitFor()
  assert.ok(await button(page, 'Set the price').isDisabled())
  await page.getByLabel('New price in yuan').fill('12.50')
  await check(page)
  await button(page, 'Set the price').click()
  await page.getByText('The price was changed').waitFor()
  await page.getByRole('cell', { name: '¥12.50' }).waitFor()

  await page.goto('/console/flash-sales')
  await button(page, 'New flash sale').click()
  await page.getByLabel('Choose an article').fill('article 3')
  await button(page, 'Choose').first().click()
  await page.getByRole('radio').check()
  await page.getByLabel('Price in yuan').fill('9.90')
  await page.getByLabel('Set aside').fill('5')
  await page.getByLabel('Ends (Shanghai time)').fill('2099-12-31T23:59')
  await check(page)
  await button(page, 'Make the flash sale').click()
  const row = page.getByRole('row', { name: 'Check article 3' })
  await row.getByText('Dec 31, 2099, 11:59 PM').waitFor()
  await row.getByText('¥9.90').waitFor()
  await check(page)

  const buyer = await shop.member()
  await shop.order(buyer, { goods: { ...shop.goods[3]!, priceFen: 9_90 }, quantity: 1 })
  await page.reload()
  await row.getByRole('cell', { name: '4', exact: true }).waitFor()
  await button(page, 'End it now').click()
  await check(page)
  await page.getByRole('dialog').getByRole('button', { name: 'End it now' }).click()
  await row.getByText('Ended').waitFor()
})

test('a dispute is decided, the brand paid out, and the day agrees with the institution', async () => {
  await using shop = await openShop({ now: new Date() })
  const member = await shop.member()
  const order = await shop.shipped(member, { quantity: 2 })
  const claim = { reason: 'not_as_described', remark: 'It is grey, not blue' }
  const opened = await member.client.post(`/orders/${order.id}/disputes`, claim)
  assert.equal(opened.status, 201, opened.text)
  await using desk = await openPage({ width: 1280, language: 'en', baseUrl: shop.running.url })
  const { page } = desk
  await enter(shop, page, 'owner')

  await page.goto('/console/disputes')
  await page.getByText('It is grey, not blue').waitFor()
  await button(page, 'Decide').click()
  await page.getByLabel('Back to the member, in yuan').fill('0.50')
  await page.getByLabel('Grounds').selectOption({ label: 'Fault on both sides' })
  await check(page)
  await button(page, 'Confirm the verdict').click()
  await page.getByText('No dispute waits to be decided.').waitFor()
  await shop.running.work()
  const receipt = await member.client.post(`/orders/${order.id}/receipt`)
  assert.equal(receipt.status, 200, receipt.text)
  await shop.running.work()

  // 1.50 yuan are left; 7 fen of them (5 %, rounded down) are the platform's.
  await page.goto('/console/settlement')
  await page.getByRole('cell', { name: '¥1.43' }).waitFor()
  await check(page)
  await button(page, 'Pay out to all brands').click()
  await check(page)
  await button(page, 'Pay out ¥1.43').click()
  await page.getByText('1 payout begun, ¥1.43 in all').waitFor()
  await shop.running.work()
  await page.reload()
  await page.getByRole('cell', { name: 'Done', exact: true }).waitFor()
  await page.getByRole('link', { name: 'Show the statement' }).click()
  await page.getByText('Due at the end').waitFor()
  await page.getByRole('cell', { name: '-¥1.43' }).first().waitFor()
  await check(page)

  await page.getByRole('link', { name: 'Reconciliation' }).click()
  await button(page, 'Reconcile').click()
  await page.getByText('Unexplained differences: 0').waitFor()
  await check(page)
})

test('staff see only what their roles allow, and a shut button says why', async () => {
  await using shop = await openShop({ now: new Date() })
  const order = await shop.order(await shop.member())
  await using desk = await openPage({ width: 1280, language: 'en', baseUrl: shop.running.url })
  const { page, problems } = desk
  await enter(shop, page, 'support')
  await page.goto(`/console/orders/${order.id}`)
  await page.getByLabel('Tracking number').fill('SF1')
  const ship = button(page, 'Ship it')
  assert.ok(await ship.isDisabled())
  const reasonId = await ship.getAttribute('aria-describedby')
  const reason = page.locator(`[id="${reasonId}"]`)
  assert.equal(await reason.innerText(), 'Your role does not allow this.')
  await page.getByText('Your role does not read the ledger.').waitFor()
  assert.equal(await page.getByRole('link', { name: 'Ledger', exact: true }).count(), 0)
  await check(page)
  await page.goto('/console/ledger')
  await page.getByText('You are not allowed to do this.').waitFor()
  await check(page)
  problems.length = 0 // the browser noticed, too
})

const pages = [
  '',
  'orders',
  'refunds?status=all',
  'disputes?status=all',
  'products',
  'products/new',
  'products/import',
  'brands',
  'flash-sales',
  'coupons',
  'settlement',
  'reconciliation',
  'cases',
  'ledger',
  'audit',
  'staff',
  'settings',
  'first-steps',
  'account',
  'set-up',
  'sign-in',
]

test('every page of the console fits a phone of 360 px, dark, and axe finds nothing', async () => {
  await using shop = await openShop({ now: new Date() })
  const order = await shop.received(await shop.member())
  const { body } = await (await shop.staff('owner')).get(`/console/orders/${order.id}`)
  const [{ brandId, productId }] = body.lines
  await using phone = await openPage({ width: 360, theme: 'dark', baseUrl: shop.running.url })
  const { page } = phone
  await enter(shop, page, 'owner')
  const withRows = [
    `orders/${order.id}`,
    `products/${productId}`,
    `settlement/${brandId}`,
    `ledger/chains?reference=${order.id}`,
    `ledger/account?id=CNY/payable/${brandId}`,
  ]
  for (const path of [...pages, ...withRows]) {
    await page.goto(`/console/${path}`)
    await check(page)
  }
})

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** What every page owes: it came, nothing for axe to find, and nothing wider than the screen. */
async function check(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  const widerBy = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.ok(Number(widerBy) <= 0, `${page.url()} is ${String(widerBy)} px too wide`)
  assert.deepEqual(await axeViolations(page), [], page.url())
}

async function addOperator(shop: AttackedShop, role: Role, login: string): Promise<void> {
  const { program, now } = shop.running
  const passwordPhc = await hashPassword(password)
  const staff = { login, name: 'Wang Ming', roles: [role], passwordPhc, now }
  const by = { kind: 'program', id: 'test' }
  await shop.db.begin((tx) => addStaff(tx, program.services.vault, { ...staff, by }))
}

/** With a session that was opened elsewhere: how one signs in has its own test. */
async function enter(shop: AttackedShop, page: Page, role: Role): Promise<void> {
  const { cookies } = await shop.staff(role)
  const { hostname } = new URL(shop.running.url)
  const named = { name: 'tessera_staff', value: cookies.get('tessera_staff')! }
  await page.context().addCookies([{ ...named, domain: hostname, path: '/' }])
}

async function receiveAndAskBack(shop: AttackedShop, member: Member, id: string): Promise<void> {
  const receipt = await member.client.post(`/orders/${id}/receipt`)
  assert.equal(receipt.status, 200, receipt.text)
  await shop.running.work()
  const asked = await member.client.post(`/orders/${id}/refunds`, {
    kind: 'return',
    reason: 'damaged',
    remark: 'The glaze is chipped',
    lines: [{ lineNo: 1, quantity: 1 }],
  })
  assert.equal(asked.status, 201, asked.text)
}

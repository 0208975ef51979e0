/** Files that go into the console and come out of it, in a browser. `npm run build` first. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Download, Page } from 'playwright-core'
import type { Role } from '#platform/staff.ts'
import { openShop } from './attacks/shop.ts'
import type { AttackedShop } from './attacks/shop.ts'
import { axeViolations, openPage } from './browser.ts'

/** 品牌,分类,编码,标题,价格 in GBK, with rows of this brand and category. */
const titles = Buffer.from('c6b7c5c62cb7d6c0e02cb1e0c2eb2cb1eacce22cbcdbb8f10a', 'hex')

test('a file is looked at, brought in and reported; again it changes nothing, and a workbook is refused', async () => {
  await using shop = await openShop({ now: new Date() })
  const [{ brandId, categoryId }] = (await shop.db`
    select brand_id, category_id from catalog.product limit 1`) as [Record<string, string>]
  await using desk = await openPage({ width: 1280, baseUrl: shop.running.url })
  const { page } = desk
  await enter(shop, page, 'operations')
  await page.goto('/console/products')
  await page.getByRole('link', { name: '导入' }).click()
  await page.getByRole('heading', { name: '导入商品' }).waitFor()
  await check(page)
  assert.match(await textOf(page, '下载模板'), /^\uFEFF品牌,分类,编码,商品组,标题/)

  const file = page.getByLabel('选择 CSV 文件，或拖到这里')
  const workbook = Buffer.from('PK\u0003\u0004\u0000\u0000\u0000\u0000\u00ff\u0000')
  await file.setInputFiles({ name: 'a.xlsx', mimeType: 'text/csv', buffer: workbook })
  await page.getByText('Excel 工作簿不能直接导入').waitFor()
  await check(page)

  const rows = Array.from({ length: 60 }, (_, n) => `${brandId},${categoryId},X${n},t,abc\n`)
  const good = `${brandId},${categoryId},NEW-1,${'W'.repeat(80)},"1,299.00"\n`
  const buffer = Buffer.concat([titles, Buffer.from(good), Buffer.from(rows.join(''))])
  await file.setInputFiles({ name: 'gbk.csv', mimeType: 'text/csv', buffer })
  await page.getByText('编码 UTF-8').or(page.getByText('GBK / GB18030')).waitFor()
  await page.getByText('GBK / GB18030').waitFor()
  await page.getByRole('heading', { name: '问题 60 处' }).waitFor()
  const faults = page.getByRole('cell', { name: '不是价格，应如 1299.00' })
  assert.equal(await faults.count(), 50)
  await page.getByRole('button', { name: '加载更多' }).click()
  assert.equal(await faults.count(), 60)
  await page.getByRole('cell', { name: '¥1,299.00' }).waitFor()
  await check(page)
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await page.getByRole('heading', { name: '导入完成' }).waitFor()
  await check(page)
  const report = await textOf(page, '下载报告')
  assert.match(report, /^\uFEFF"行","列","原因","内容"\r\n"3","价格",/)
  assert.equal(report.trim().split('\r\n').length, 61)

  await page.getByRole('button', { name: '再导入一份' }).click()
  await file.setInputFiles({ name: 'gbk.csv', mimeType: 'text/csv', buffer })
  await page.getByText('没有可以导入的行').waitFor()
  assert.ok(await page.getByRole('button', { name: '导入', exact: true }).isDisabled())
})

test('orders and a statement leave as files that a spreadsheet opens, as the list is filtered', async () => {
  await using shop = await openShop({ now: new Date() })
  const order = await shop.received(await shop.member())
  const other = await shop.order(await shop.member(), { quantity: 1 })
  const { body } = await (await shop.staff('owner')).get(`/console/orders/${order.id}`)
  await using desk = await openPage({ width: 1280, language: 'en', baseUrl: shop.running.url })
  const { page } = desk
  await enter(shop, page, 'owner')
  await page.goto(`/console/orders?status=${body.status}`)
  await check(page)
  const orders = await textOf(page, 'Export CSV')
  assert.ok(orders.includes(order.id) && !orders.includes(other.id))
  await page.goto(`/console/settlement/${body.lines[0].brandId}`)
  await check(page)
  assert.match(await textOf(page, 'Export CSV'), /^\uFEFFTime,Kind,.*\r\n.*Due at the beginning/)
})

test('the import page fits a phone, in the dark and in English', async () => {
  await using shop = await openShop({ now: new Date() })
  const options = { width: 360, theme: 'dark', language: 'en', baseUrl: shop.running.url } as const
  await using phone = await openPage(options)
  const { page } = phone
  await enter(shop, page, 'owner')
  await page.goto('/console/products/import')
  const buffer = Buffer.from(`brand,code,title\nnobody,${'x'.repeat(80)},${'W'.repeat(80)}\n`)
  const file = page.getByLabel('Choose a CSV file, or drop it here')
  await file.setInputFiles({ name: `${'long'.repeat(20)}.csv`, mimeType: 'text/csv', buffer })
  await page.getByText('There is no such brand; add it first').waitFor()
  await check(page)
})

async function textOf(page: Page, link: string): Promise<string> {
  const coming = page.waitForEvent('download')
  await page.getByText(link, { exact: true }).click()
  const download: Download = await coming
  return readFile(await download.path(), 'utf8')
}

async function check(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  const widerBy = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.ok(Number(widerBy) <= 0, `${page.url()} is ${String(widerBy)} px too wide`)
  assert.deepEqual(await axeViolations(page), [], page.url())
}

async function enter(shop: AttackedShop, page: Page, role: Role): Promise<void> {
  const { cookies } = await shop.staff(role)
  const { hostname } = new URL(shop.running.url)
  const named = { name: 'tessera_staff', value: cookies.get('tessera_staff')! }
  await page.context().addCookies([{ ...named, domain: hostname, path: '/' }])
}

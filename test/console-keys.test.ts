/** A day at the console without a mouse: every step is a key. `npm run build` first. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { openShop } from './attacks/shop.ts'
import type { AttackedShop } from './attacks/shop.ts'
import { axeViolations, openPage } from './browser.ts'

test('by keys alone: finds, ships many with one refused, withdraws a product and takes that back', async () => {
  await using shop = await openShop({ now: new Date() })
  const member = await shop.member()
  const orders = [await shop.order(member), await shop.order(member), await shop.order(member)]
  const [first, raced, last] = orders.map((order) => order.id) as [string, string, string]
  await using desk = await openPage({ width: 1280, baseUrl: shop.running.url })
  const { page } = desk
  await enter(shop, page)
  await page.goto('/console/')
  await page.getByRole('heading', { level: 1, name: '今日' }).waitFor()

  // A key means itself while one types; outside of fields it goes places.
  await press(page, 'g', 'o')
  await page.waitForURL('**/console/orders')
  await page.getByRole('row').nth(3).waitFor()
  await press(page, '/')
  await page.keyboard.type('go?jx')
  assert.equal(await focusedValue(page), 'go?jx')
  await press(page, 'Enter')
  await page.getByText('没有这样的订单。').waitFor()
  await press(page, '/')
  await page.keyboard.type(`…${last.slice(-8)}`)
  await press(page, 'Enter')
  await page.waitForURL(`**/console/orders?q=*${last.slice(-8)}`)
  await page.getByRole('row', { name: last.slice(-8) }).waitFor()
  assert.equal(await page.getByRole('row').count(), 2)

  // The palette: orders by their last digits, acts by their words, and what was used lately.
  await press(page, 'Control+k')
  const palette = page.getByRole('dialog', { name: '查找或前往' })
  await palette.getByRole('option', { name: '订单', exact: true }).waitFor()
  assert.deepEqual(await axeViolations(page), [])
  await page.keyboard.type(first.slice(-8))
  await palette.getByRole('option', { name: `订单 …${first.slice(-8)}` }).waitFor()
  await press(page, 'Enter')
  await page.waitForURL(`**/console/orders/${first}`)
  await page.getByRole('heading', { name: '商品明细' }).waitFor()
  await press(page, 'Control+k')
  await palette.getByText('最近用过').waitFor()
  await page.keyboard.type('ship')
  await press(page, 'Enter')
  await page.waitForURL('**/console/orders?status=paid')

  // Rows: down to the first, tick it, up and down, tick the others.
  await page.getByRole('row', { name: first.slice(-8) }).waitFor()
  for (const at of [1, 2, 3]) {
    await press(page, 'j', 'x')
    const row = page.getByRole('row').nth(at)
    assert.ok(await row.getByRole('checkbox').isChecked())
    assert.equal(await row.evaluate((row) => row.matches(':focus')), true)
  }
  await press(page, 'k')
  const bar = page.getByRole('region', { name: '批量发货' })
  await bar.getByText('已选 3 单，3 个包裹').waitFor()
  assert.deepEqual(await axeViolations(page), [])

  await tabTo(page, '批量发货')
  await press(page, 'Enter')
  await page.getByRole('dialog', { name: '批量发货' }).waitFor()
  await tabTo(page, '运单号')
  const pasted = `订单号\t运单号\n${first}\tSF100\n${raced}\tSF200\n99999999\tSF300`
  await page.keyboard.insertText(pasted)
  await page.getByText('第 4 行：不在所选订单中').waitFor()
  await page.getByText('未填运单号，不发货').waitFor()
  assert.deepEqual(await axeViolations(page), [])

  // A colleague was faster with one of them.
  const { body } = await member.client.get(`/orders/${raced}`)
  const parcel = { brandId: body.lines[0].brandId, carrier: 'JD', trackingNo: 'JD1' }
  const colleague = await shop.staff('operations')
  assert.equal((await colleague.post(`/console/orders/${raced}/shipments`, parcel)).status, 201)
  await tabTo(page, '发货 2 个包裹')
  await press(page, 'Enter')
  await page.getByText('已发货 1 个包裹').waitFor()
  await page.getByText('1 个包裹没有发出，仍保持选中').waitFor()
  await press(page, 'Escape')
  const shipped = await member.client.get(`/orders/${first}`)
  assert.deepEqual(
    [shipped.body.status, shipped.body.shipments[0].trackingNo],
    ['shipped', 'SF100'],
  )
  // What was not sent yet is still selected.
  await bar.getByText('已选 1 单，1 个包裹').waitFor()

  // A product goes off sale at once, and comes back by the toast.
  await press(page, 'g', 'p')
  await page.waitForURL('**/console/products')
  await page.getByRole('row').nth(2).waitFor()
  await press(page, 'j', 'j', 'Enter')
  await page.getByRole('button', { name: '下架' }).waitFor()
  await tabTo(page, '下架')
  await press(page, 'Enter')
  await page.getByRole('button', { name: '上架', exact: true }).waitFor()
  await tabTo(page, '撤销')
  await press(page, 'Enter')
  await page.getByRole('button', { name: '下架' }).waitFor()
  const audited = await (await shop.staff('auditor')).get('/console/audit')
  assert.deepEqual(
    audited.body.items.slice(0, 2).map((entry: { act: string }) => entry.act),
    ['catalog.publish_product', 'catalog.withdraw_product'],
  )

  await press(page, '?')
  await page.getByRole('dialog', { name: '键盘快捷键' }).waitFor()
  assert.deepEqual(await axeViolations(page), [])
  await press(page, 'Escape')
  await press(page, 'g', 'l')
  await page.waitForURL('**/console/ledger')
})

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

const focusedValue = (page: Page) => page.evaluate('document.activeElement.value')

/** Presses Tab until this is focused, as people without a mouse do; it must be seen to be. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    const [label, isSeen] = (await page.evaluate(`(() => {
      const here = document.activeElement
      const named = here.labels?.[0]?.textContent ?? here.getAttribute('aria-label')
      return [(named ?? here.textContent).trim(), here.matches(':focus-visible')]
    })()`)) as [string, boolean]
    if (label === name) return assert.ok(isSeen, `${name} does not show its focus`)
    await page.keyboard.press('Tab')
  }
  assert.fail(`no Tab leads to ${name}`)
}

async function enter(shop: AttackedShop, page: Page): Promise<void> {
  const { cookies } = await shop.staff('owner')
  const { hostname } = new URL(shop.running.url)
  const named = { name: 'tessera_staff', value: cookies.get('tessera_staff')! }
  await page.context().addCookies([{ ...named, domain: hostname, path: '/' }])
}

/** The console's first page and a flash sale, as staff see them change. `npm run build` first. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { addMs, hourMs } from '#platform/clock.ts'
import { openShop } from './attacks/shop.ts'
import { axeViolations, openPage } from './browser.ts'

test('an empty shop leads to its first steps; then the first page tells what waits, live, and a sale runs', async () => {
  await using shop = await openShop({ now: new Date() })
  await using desk = await openPage({ width: 1280, language: 'en', baseUrl: shop.running.url })
  const { page } = desk
  const staff = await shop.staff('owner')
  const { hostname } = new URL(shop.running.url)
  const cookie = { name: 'tessera_staff', value: staff.cookies.get('tessera_staff')! }
  await page.context().addCookies([{ ...cookie, domain: hostname, path: '/' }])
  await page.goto('/console/')
  await page.getByText('There is no order yet.').waitFor()
  assert.equal(await page.getByRole('slider').count(), 0, 'no empty chart')
  await check(page)

  // The first order comes while somebody looks.
  const { skuId, priceFen } = shop.goods[3]!
  const planned = await staff.post('/console/flash-sales', {
    skuId,
    priceFen: priceFen - 1,
    quantity: 10,
    perMemberMax: 9,
    endsAt: addMs(shop.running.now, hourMs).toISOString(),
  })
  assert.equal(planned.status, 201, planned.text)
  const goods = { ...shop.goods[3]!, priceFen: priceFen - 1 }
  const buyer = await shop.member()
  await shop.order(buyer, { goods, quantity: 2 })
  await page.getByText('1 thing waits for you.').waitFor()
  await page.getByRole('link', { name: '1 order to ship' }).waitFor()
  await page.getByRole('list', { name: 'Latest orders' }).getByText('To be shipped').waitFor()
  await shop.running.work()
  await page.reload()
  await page.getByText('1 order paid today, 1 more than last').waitFor()
  await page.getByText('Every event is counted').waitFor()

  // The chart by keyboard, and as a table.
  const hours = page.getByRole('slider', { name: 'Orders paid, hour by hour' })
  await hours.focus()
  await page.keyboard.press('Home')
  assert.match(String(await hours.getAttribute('aria-valuetext')), /^00:00–01:00, Today \d/)
  await page.keyboard.press('End')
  assert.match(String(await hours.getAttribute('aria-valuetext')), /^23:00–24:00, Today/)
  await page.getByText('Show as a table').first().click()
  await page.getByRole('cell', { name: '00:00–01:00' }).waitFor()
  await check(page)
  await page.getByRole('link', { name: 'How far orders come' }).click()
  await page.getByText('Of 1 placed, 100% were paid and 0% are completed.').waitFor()
  await page.getByText('1 to ship', { exact: true }).waitFor()
  await check(page)
  await page.getByRole('link', { name: 'Who comes back' }).click()
  await page.getByText('it is too early to say who comes back').waitFor()
  await check(page)

  // The sale while it runs: an order that waits, then nobody has to look again.
  await page.getByRole('link', { name: 'Flash sales' }).click()
  await page.getByRole('link', { name: 'Check article 3' }).click()
  await page.getByText(/^8 left; it ends in (59|60):\d\d\./).waitFor()
  await shop.order(buyer, { goods, quantity: 3, payment: 'cashier' })
  // Counts are kept for a second of this clock: those that the page read before the order go now.
  shop.running.now = addMs(shop.running.now, 2_000)
  await page.getByText(/^5 left; it ends in/).waitFor()
  await partIs(page, 'Sold', '2')
  await partIs(page, 'Held by unpaid orders', '3')
  await check(page)
  await page.getByRole('button', { name: 'End it now' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End it now' }).click()
  const money = ((2 * goods.priceFen) / 100).toFixed(2)
  await page.getByText(`It is over: 2 of 10 were sold, for ¥${money}.`).waitFor()
  await check(page)

  await page.setViewportSize({ width: 360, height: 780 })
  await check(page)
  await page.goto('/console/')
  await page.getByText('1 order paid today').waitFor()
  await check(page)
})

async function partIs(page: Page, name: string, pieces: string): Promise<void> {
  const part = page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) })
  await part.getByText(pieces, { exact: true }).waitFor()
}

/** Nothing for axe to find, and nothing wider than the screen. The stream keeps the network busy. */
async function check(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  const widerBy = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.ok(Number(widerBy) <= 0, `${page.url()} is ${String(widerBy)} px too wide`)
  assert.deepEqual(await axeViolations(page), [], page.url())
}

/** What channels bring, who is attached, what the pool is worth: three pages, as staff see them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { anchorMembers } from '#insight/anchor/run.ts'
import { openShop } from './attacks/shop.ts'
import { aPoolOfBuyers } from './attached.ts'
import { addCookie, axeViolations, openPage } from './browser.ts'

test('an owner reads what channels brought and cost, who is attached and why, and what the pool is worth', async () => {
  await using shop = await openShop({ now: new Date() })
  await using desk = await openPage({ width: 1280, language: 'en', baseUrl: shop.running.url })
  const { page } = desk
  const staff = await shop.staff('owner')
  const session = `tessera_staff=${staff.cookies.get('tessera_staff')}`
  await addCookie(page, shop.running.url, session)

  // Before there is anything, each page says how it begins.
  await page.goto('/console/attribution')
  await page.getByText('No channel has brought a visit yet.').waitFor()
  await page.goto('/console/anchoring')
  await page.getByText('Nothing has been computed yet.').waitFor()
  await page.goto('/console/pool-asset')
  await page.getByText('There are no members in the pool yet.').waitFor()
  await check(page)

  const { db, services } = shop.running.program
  await aPoolOfBuyers(db, services.vault, { now: shop.running.now, members: 900 })
  while ((await anchorMembers(db, shop.running.now)) > 0);

  await page.goto('/console/attribution')
  const cost = page.getByRole('region', { name: 'Visits, orders, cost and return' })
  await cost.getByRole('cell', { name: '搜索广告' }).waitFor()
  const linear = await credited(page, 1)
  await page.getByLabel('Which orders').selectOption('All orders')
  await page.waitForURL(/which=all/)
  await page.getByText(/^Of [\d,]+ orders, [\d,]+ \(\d+%\) had a known touch before\.$/).waitFor()
  assert.ok((await credited(page, 1)) > linear, 'all orders are more than the first ones')
  // Every model shares out the same orders.
  for (const model of [2, 3, 4, 5, 6, 7])
    assert.ok(Math.abs((await credited(page, model)) - (await credited(page, 1))) < 0.5, `${model}`)
  await page.getByText('Show as a table').last().click()
  await page.getByRole('columnheader', { name: 'Way' }).waitFor()
  await check(page)

  await page.getByRole('link', { name: 'Attachment' }).click()
  await page.getByText(/members have bought; on average \d+% of them will again/).waitFor()
  await page.getByRole('link', { name: 'Fell most' }).click()
  await page.getByText('lowers it').first().waitFor()
  await page.getByText(/^Of one who came back and one who did not, the index tells/).waitFor()
  await check(page)

  // An answer of before is kept for five minutes.
  shop.running.now = new Date(shop.running.now.getTime() + 6 * 60_000)
  await page.getByRole('link', { name: 'The pool as an asset' }).click()
  await page.getByText('Of 900 members the shop can reach 300 (33%)').waitFor()
  await check(page)
})

/** What a model's column of the comparison adds up to. */
async function credited(page: Page, column: number): Promise<number> {
  const rows = page
    .getByRole('region', { name: 'Orders credited to each channel by each model' })
    .getByRole('row')
  await rows.nth(1).waitFor()
  const cells = await rows.locator(`td:nth-child(${column + 1})`).allInnerTexts()
  return cells.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0)
}

async function check(page: Page): Promise<void> {
  assert.deepEqual(await axeViolations(page), [])
}

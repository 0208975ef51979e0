/** What the shop's pages tell of a visit. Run `npm run build` first. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { axeViolations, openPage } from './browser.ts'
import { runShop } from './running-shop.ts'

test('a visit is told as it was, once, also when the page is left and when the tab is closed', async () => {
  await using shop = await runShop([
    { titleZh: '手工陶杯', titleEn: 'Handmade cup', priceFen: 39_90, stock: 5 },
  ])
  const [cup] = shop.articles
  const kinds = async (count: number) => {
    for (let tries = 0; ; tries++) {
      const rows = await shop.db<{ kind: string; personId: string; objectId: string | null }>`
        select kind, person_id, object_id from pool.fact order by happened_at, id`
      const told = rows.map(({ kind }) => kind)
      if (told.length >= count || tries > 100) return { told, rows }
      await sleep(100)
    }
  }
  await using phone = await openPage({ width: 360, baseUrl: shop.url })
  const { page } = phone
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/products?q=陶杯')
  await page.getByRole('link', { name: cup!.titleZh }).first().click()
  await page.getByRole('button', { name: '分享' }).click()
  await page.getByText('链接已复制').waitFor()
  const copied = await page.evaluate('navigator.clipboard.readText()')
  assert.equal(copied, `${shop.url}/products/${cup!.productId}`)
  assert.deepEqual(await axeViolations(page), [])
  await page.getByRole('button', { name: '加入购物车' }).click()
  await page.getByText('已加入购物车').waitFor()

  // Leaving the page sends a beacon, whose answer nobody hears: the next page tells it once more.
  const again = page.waitForResponse('**/api/facts')
  await page.goto('/')
  const first = await kinds(5)
  assert.deepEqual(first.told, ['visited', 'searched', 'viewed', 'shared', 'added'])
  assert.equal(new Set(first.rows.map(({ personId }) => personId)).size, 1)
  assert.ok(first.rows.every(({ kind, objectId }) => /visited|searched/.test(kind) === !objectId))
  assert.deepEqual(await (await again).json(), { accepted: 5, refused: [], isCounted: true })
  assert.equal((await kinds(5)).told.length, 5)

  await page.getByRole('link', { name: cup!.titleZh }).first().click()
  await page.getByRole('button', { name: '分享' }).waitFor()
  await page.close({ runBeforeUnload: true })
  assert.deepEqual((await kinds(6)).told.slice(5), ['viewed'])
})

test('a browser that asks not to be followed tells nothing', async () => {
  await using shop = await runShop([
    { titleZh: '手工陶杯', titleEn: 'Handmade cup', priceFen: 39_90, stock: 5 },
  ])
  await using desk = await openPage({ width: 1280, baseUrl: shop.url })
  const { page } = desk
  await page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }),
  )
  let told = 0
  page.on('request', (request) => (told += Number(request.url().endsWith('/api/facts'))))
  await page.goto(`/products/${shop.articles[0]!.productId}`)
  await page.getByRole('button', { name: '分享' }).waitFor()
  await page.goto('/')
  await sleep(500)
  assert.equal(told, 0)
  const kept = await page.evaluate(() => sessionStorage.getItem('tessera.facts'))
  assert.equal(kept, null)
})

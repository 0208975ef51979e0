/** What a member may ask about themselves, and staff about who is one human, in a browser. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { openSession } from '#platform/sessions.ts'
import { addCookie, axeViolations, openPage } from './browser.ts'
import { runShop } from './running-shop.ts'
import type { RunningShop } from './running-shop.ts'

const cup = { titleZh: '手工陶杯', titleEn: 'Handmade cup', priceFen: 39_90, stock: 9 }
const [mine, also] = ['13911110071', '13911110072']

test('a member sees and corrects what is held, shows that two accounts are theirs, staff join them and undo it, and the account is closed with a code', async () => {
  await using shop = await runShop([cup])
  await using phone = await openPage({ width: 360, baseUrl: shop.url })
  const { page } = phone
  await page.goto('/me/data')
  await signIn(page, also)
  await aMinutePasses(shop)
  await page.context().clearCookies()
  await page.goto('/me/data')
  await signIn(page, mine)
  await page.getByRole('heading', { name: '我们保存了什么' }).waitFor()
  await page.getByLabel('生日').fill('1990-05-17')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.locator('summary', { hasText: '您告诉我们的' }).click()
  await page.getByText('1990-05-17').waitFor()
  await check(page)

  await page.getByRole('button', { name: '添加手机号' }).click()
  await aMinutePasses(shop)
  await page.getByRole('textbox', { name: '手机号' }).fill(also)
  await page.getByRole('button', { name: '获取验证码' }).click()
  await fillCode(page)
  await page.getByRole('button', { name: '添加手机号' }).click()
  await page.getByText('这个手机号已经属于另一个账号').waitFor()

  await using desk = await openPage({ width: 1280, baseUrl: shop.url })
  await actAsSupport(shop, desk.page)
  await desk.page.goto('/console/identities')
  await desk.page.getByText('手机号相同，本人已验证').waitFor()
  await check(desk.page)
  await desk.page.getByRole('button', { name: '是同一个人' }).click()
  await desk.page.getByRole('button', { name: '撤销', exact: true }).click()
  await desk.page.getByText('已恢复原状').waitFor()
  await desk.page.getByRole('button', { name: '是同一个人' }).click()
  await desk.page.getByText('没有需要确认的合并').waitFor()
  await desk.page.getByRole('link', { name: '合并记录' }).click()
  await desk.page.getByText('生效中').waitFor()
  await check(desk.page)

  await page.reload()
  await page.getByText('会一起注销').waitFor()
  await page.getByRole('button', { name: '我要注销' }).click()
  await fillCode(page)
  await page.getByRole('button', { name: '注销并删除' }).click()
  await page.getByText('账号已注销').waitFor()
  const [left] = await shop.db<{ count: number }>`
    select count(*) from pool.member where closed_at is null`
  assert.equal(left!.count, 0)
})

async function signIn(page: Page, phone: string): Promise<void> {
  await page.getByRole('textbox', { name: '手机号' }).fill(phone)
  await page.getByRole('button', { name: '获取验证码' }).click()
  await fillCode(page)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('heading', { name: '我的数据' }).waitFor()
}

/** Only so often is a code sent to one phone. */
const aMinutePasses = ({ db }: RunningShop) =>
  db`update pool.sign_in_code set requested_at = requested_at - interval '2 minutes'`

async function fillCode(page: Page): Promise<void> {
  const shown = await page.getByText('演示环境的验证码').innerText()
  await page.getByRole('textbox', { name: '验证码' }).fill(/\d{6}/.exec(shown)![0])
}

async function actAsSupport({ db, url }: RunningShop, page: Page): Promise<void> {
  const [actorId, now] = [randomUUIDv7(), new Date()]
  await db`
    insert into platform.staff (id, login, name, roles, password_phc, created_at)
    values (${actorId}, 'support', '客服', ${['support']}, 'x', ${now})`
  const { token } = await db.begin((tx) => openSession(tx, { kind: 'staff', actorId, now }))
  await addCookie(page, url, `tessera_staff=${token}`)
}

async function check(page: Page): Promise<void> {
  assert.deepEqual(await axeViolations(page), [])
}

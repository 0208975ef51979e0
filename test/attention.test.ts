/** What may be sent to a member, in a browser: agreed, limited, ended without signing in. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { createVault } from '#platform/vault.ts'
import { openSession } from '#platform/sessions.ts'
import { unsubscribeToken } from '#pool/attention/my-attention.ts'
import { axeViolations, openPage } from './browser.ts'
import { runShop } from './running-shop.ts'
import type { RunningShop } from './running-shop.ts'

const secret = Buffer.from('only for tests: 32 bytes or more')

test('a member agrees by a tap, staff write and see whom it reaches, and the link in a message ends it', async () => {
  await using shop = await runShop([])
  const { db } = shop
  const memberId = randomUUIDv7()
  await db`insert into pool.member (id, created_at) values (${memberId}, ${new Date()})`
  await using phone = await openPage({ width: 360, baseUrl: shop.url })
  await signIn(shop, phone.page, 'member', memberId)
  const { page } = phone

  await page.goto('/me')
  const ask = page.getByRole('region', { name: '记住我看过和买过什么' })
  await ask.getByRole('button', { name: '不同意' }).click()
  await ask.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: '通知设置' }).click()
  const boxes = page.getByRole('checkbox')
  await boxes.first().waitFor()
  assert.equal(await page.locator('input[type=checkbox]:checked').count(), 0, 'nothing is ticked')
  await page.getByRole('checkbox', { name: '站内消息' }).click()
  await page.getByText('已开启，马上生效').waitFor()
  await check(page)

  await using desk = await openPage({ width: 1280, baseUrl: shop.url })
  const staffId = randomUUIDv7()
  await db`
    insert into platform.staff (id, login, name, roles, password_phc, created_at)
    values (${staffId}, 'desk', 'x', ${['owner']}, 'x', ${new Date()})`
  await db`update pool.attention_setting set quiet_from = 0, quiet_until = 0`
  await signIn(shop, desk.page, 'staff', staffId)
  await writeToEverybody(desk.page)

  await page.goto('/inbox?class=marketing')
  await page.getByText('秋季新品到店').waitFor()
  await check(page)
  await page.goto('/me/messages')
  await page.getByText('本周已发 1 条，最多 6 条').waitFor()

  const vault = createVault(secret)
  const token = unsubscribeToken(vault, { memberId, channel: 'inbox', now: new Date() })
  await using reader = await openPage({ width: 360, baseUrl: shop.url })
  await reader.page.goto(`/unsubscribe#${token}`)
  await reader.page.getByRole('button', { name: '停止发送' }).click()
  await reader.page.getByText('已停止，不会再发').waitFor()
  await check(reader.page)
  await page.reload()
  await page.getByRole('checkbox', { name: '站内消息', checked: false }).waitFor()
})

async function writeToEverybody(page: Page): Promise<void> {
  await page.goto('/console/outreach')
  await page.getByRole('link', { name: '写给会员' }).click()
  await page.getByRole('combobox', { name: '人群' }).selectOption('everybody')
  await page.getByText('1 人中，1 人会收到').waitFor()
  const words = [
    ['名称（只给员工看）', '秋季'],
    ['标题（中文）', '秋季新品到店'],
    ['标题（英文）', 'New for autumn'],
    ['正文（中文）', '老会员先看'],
    ['正文（英文）', 'Members see them first'],
  ] as const
  for (const [label, text] of words) await page.getByRole('textbox', { name: label }).fill(text)
  await page.getByRole('button', { name: '保存文案' }).click()
  await page.getByText('文案已保存').waitFor()
  const send = page.getByRole('button', { name: '发给 1 人' })
  assert.equal(await send.isDisabled(), true, 'everybody is confirmed by their number')
  await page.getByRole('textbox', { name: /全部会员/ }).fill('1')
  await check(page)
  await send.click()
  await page.getByText('已处理 1 / 1 人').waitFor()
  await check(page)
}

async function signIn(shop: RunningShop, page: Page, kind: 'member' | 'staff', actorId: string) {
  const opened = await shop.db.begin((tx) => openSession(tx, { kind, actorId, now: new Date() }))
  await page.context().addCookies([{ name: `tessera_${kind}`, value: opened.token, url: shop.url }])
}

async function check(page: Page): Promise<void> {
  assert.deepEqual(await axeViolations(page), [])
}

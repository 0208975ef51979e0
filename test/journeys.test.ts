/** A journey as staff write it: from a ready-made start to its first member, by the keyboard alone. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { followForJourneys } from '#pool/journey/come-in.ts'
import { moveJourneys } from '#pool/journey/step.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { openShop } from './attacks/shop.ts'
import { addCookie, axeViolations, openPage } from './browser.ts'
import { horizonPassed } from './horizon.ts'

test('staff begin with the left cart, choose words, start it, and see who came in', async () => {
  await using shop = await openShop({ now: new Date() })
  const { db, services } = shop.running.program
  const staff = await shop.staff('operations')
  const { now } = shop.running
  const templateId = randomUUIDv7()
  await db`
    insert into pool.template (id, name, title_zh, title_en, body_zh, body_en, status, created_at,
      changed_at, created_by)
    values (${templateId}, '购物车提醒', '还在等您', 'Waiting', '杯子还在', 'The cup is there', 'live',
      ${now}, ${now}, ${templateId})`
  await using desk = await openPage({ width: 1280, baseUrl: shop.running.url })
  const { page } = desk
  await addCookie(page, shop.running.url, `tessera_staff=${staff.cookies.get('tessera_staff')}`)
  await page.goto('/console/journeys')
  await page.getByRole('link', { name: '购物车忘了付款' }).press('Enter')
  await page.getByText('有消息还没有选好文字').waitFor()
  await page.getByRole('button', { name: '修改' }).last().press('Enter')
  await page.getByLabel('文案').selectOption({ label: '购物车提醒' })
  await page.getByText('发站内消息：购物车提醒').waitFor()
  await page.getByRole('button', { name: '看看现在会有多少人进入' }).press('Enter')
  await page.getByText('没有人会进入').waitFor()
  assert.deepEqual(await axeViolations(page), [])
  await page.getByRole('button', { name: '保存草稿' }).press('Enter')
  await page.getByRole('button', { name: '启动', exact: true }).press('Enter')
  await page.getByText('进行中').waitFor()

  const member = await shop.member()
  const fact = { personId: member.memberId, happenedAt: now, id: randomUUIDv7(), topic: '' }
  const added = { ...fact, kind: 'added' as const, objectId: null, amountFen: null, quantity: 1 }
  await db.begin((tx) => writeFacts(tx, [added], now))
  await horizonPassed(db)
  await followForJourneys(db, now)
  await moveJourneys(db, services, now)
  await page.reload()
  await page.getByText('现在还说不准').waitFor()
  const told = await page.locator('dl').first().innerText()
  assert.match(told.replaceAll(/\s+/g, ' '), /进入 [01] .*不打扰的人 [01]/)
  assert.deepEqual(await axeViolations(page), [])
})

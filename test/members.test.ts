/** The people of the pool as staff meet them. `npm run build` first. */
import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { addMs, dayMs, hourMs } from '#platform/clock.ts'
import { enrolMembers } from '#pool/enrol.ts'
import type { NewFact } from '#pool/facts/fact.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { followFacts } from '#pool/segment/follow-facts.ts'
import { openShop } from './attacks/shop.ts'
import { axeViolations, openPage } from './browser.ts'

test('an empty pool teaches; then somebody is found by phone, tagged, untagged and has it undone, and their story told', async () => {
  await using shop = await openShop({ now: new Date() })
  await using desk = await openPage({ width: 1280, language: 'en', baseUrl: shop.running.url })
  const { page } = desk
  const staff = await shop.staff('support')
  const { hostname } = new URL(shop.running.url)
  const cookie = { name: 'tessera_staff', value: staff.cookies.get('tessera_staff')! }
  await page.context().addCookies([{ ...cookie, domain: hostname, path: '/' }])
  await page.goto('/console/members')
  await page.getByText('Nobody is in the pool yet.').waitFor()
  await check(page)

  const { db, services } = shop.running.program
  const { now } = shop.running
  const memberId = randomUUIDv7()
  const member = { memberId, phone: '+8613900002222', nickname: 'Lin', createdAt: now }
  const fact = (kind: NewFact['kind'], happenedAt: Date): NewFact => ({
    personId: memberId,
    id: randomUUID(),
    kind,
    happenedAt,
    topic: '',
    objectId: null,
    amountFen: null,
    quantity: null,
  })
  await db.begin(async (tx) => {
    await enrolMembers(tx, services.vault, [member])
    const facts = [
      fact('visited', addMs(now, -3 * dayMs)),
      fact('signed_up', addMs(now, -2 * dayMs)),
      fact('searched', addMs(now, -hourMs)),
    ]
    await writeFacts(tx, facts, now)
  })
  while ((await followFacts(db, now)) === 0);

  await page.reload()
  await page.getByRole('button', { name: 'Find by phone or card' }).click()
  await page.getByLabel('The whole of it').fill('139 0000 2222')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('heading', { name: 'Lin' }).waitFor()
  await page.getByText('Member for 2 days').waitFor()
  await page.getByText('Searched for goods').waitFor()
  await check(page)

  await page.getByRole('button', { name: 'Add a tag' }).click()
  await page.getByLabel('Tag', { exact: true }).fill('tea lover')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('“tea lover” was added').waitFor()
  await page.getByRole('button', { name: 'Take off the tag tea lover' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Take off the tag tea lover' }).waitFor()

  await page.getByRole('link', { name: 'Stages', exact: true }).click()
  await page.getByText('Stranger → Member').waitFor()
  assert.equal(await page.getByText('Searched for goods').count(), 0)
  await page.getByRole('button', { name: 'Show the whole phone' }).click()
  await page.getByText('139 0000 2222').waitFor()

  await page.goto('/console/members?stage=member&tag=tea%20lover')
  await page.getByRole('link', { name: 'Lin' }).waitFor()
  await page.getByRole('link', { name: 'Value', exact: true }).click()
  await page.getByText('Nobody has bought yet').waitFor()
  await check(page)
})

async function check(page: Page): Promise<void> {
  assert.deepEqual(await axeViolations(page), [])
}

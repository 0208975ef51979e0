import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { addMs } from '#platform/clock.ts'
import { axeViolations, openPage, type PageOptions } from '#test/browser.ts'
import { testDb } from '#test/db.ts'
import { carryOutAll } from '../carry-out.ts'
import { testSandbox } from '../for-tests.ts'
import { words } from './words.ts'

/** A waiting charge, and a shop to come back to on an origin of its own. */
async function aCashier(payWithinMs = 900_000) {
  const shop = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<!doctype html><link rel="icon" href="data:,"><title>Back</title><h1>Back</h1>')
  })
  shop.listen(0, '127.0.0.1')
  await once(shop, 'listening')
  const returnUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/orders/1`
  const db = await testDb()
  const sandbox = await testSandbox(db)
  const token = randomUUID()
  const charge = { kind: 'charge', number: 'c', amountFen: 1_234_567, method: 'cashier' } as const
  const payBy = addMs(new Date(), payWithinMs)
  await carryOutAll(db, {
    instructions: [{ ...charge, payer: 'payer', subject: '订单 0001', payBy, returnUrl }],
    now: new Date(),
    isReplay: false,
    openingFen: 1_000_000_00,
    newInstitutionNumber: () => 'SBX-test',
    newToken: () => token,
  })
  const dispose = async () => {
    await sandbox[Symbol.asyncDispose]()
    await db[Symbol.asyncDispose]()
    shop.close()
    shop.closeAllConnections()
  }
  const url = `${sandbox.url}/cashier/${token}`
  return { url, returnUrl, [Symbol.asyncDispose]: dispose }
}

const looks: PageOptions[] = [
  { theme: 'light', language: 'zh-CN' },
  { theme: 'dark', language: 'en' },
]
for (const look of looks) {
  const language = look.language!
  const say = words[language]

  test(`a payer on a phone pays and comes back (${language}, ${look.theme})`, async () => {
    await using cashier = await aCashier()
    await using view = await openPage(look)
    const { page } = view
    await page.goto(cashier.url)
    await page.getByText(say.banner).waitFor()
    await page.getByText('12,345.67').waitFor()
    await page.getByText(say.advanced).click()
    assert.deepEqual(await axeViolations(page), [])
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
    await page.getByRole('button', { name: say.pay, exact: true }).click()
    await page.waitForURL(cashier.returnUrl)

    await page.goBack()
    await page.getByRole('heading', { name: say.paid }).waitFor()
    assert.deepEqual(await axeViolations(page), [])
    await page.getByRole('link', { name: say.backToShop }).click()
    await page.waitForURL(cashier.returnUrl)
  })

  test(`the fold offers a bad day, and says what happened (${language}, ${look.theme})`, async () => {
    await using cashier = await aCashier()
    await using view = await openPage(look)
    const { page } = view
    await page.goto(cashier.url)
    await page.getByText(say.advanced).click()
    await page.getByRole('button', { name: say.fail, exact: true }).click()
    await page.getByRole('alert').getByText(say.refused).waitFor()
    await page.getByText(say.advanced).click()
    await page.getByLabel(say.payLateBy).selectOption(say.minutes(5))
    await page.getByRole('button', { name: say.payLate, exact: true }).click()
    await page.getByRole('heading', { name: say.onItsWay }).waitFor()
    assert.deepEqual(await axeViolations(page), [])
  })
}

test('the clock counts down, and when it is over the page says that nothing was taken', async () => {
  await using cashier = await aCashier(4_000)
  await using view = await openPage({ language: 'en' })
  const { page } = view
  await page.goto(cashier.url)
  await page.getByText(/^0:0[23]$/).waitFor()
  await page.getByText(/^0:01$/).waitFor()
  await page.getByRole('heading', { name: words.en.closed }).waitFor()
  await page.getByText(words.en.closedHint).waitFor()
})

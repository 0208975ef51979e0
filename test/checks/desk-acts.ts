/** What an operator does in the console, by the keyboard. */
import { readFile } from 'node:fs/promises'
import { totpCode } from '#platform/totp.ts'
import { createKeyboard } from './keyboard.ts'
import type { Keyboard } from './keyboard.ts'
import type { Watched } from './watch.ts'

export type Desk = Watched & { keys: Keyboard }

export const atDesk = (watched: Watched): Desk => ({
  ...watched,
  keys: createKeyboard(watched.page),
})

const password = 'nine grey geese over the lake'

export async function setUpShop({ page, say, see, keys }: Desk, link: string): Promise<void> {
  await page.goto(link)
  await keys.type(say('shop.setUp.name'), 'Wang Ming')
  await keys.type(say('frame.signIn.login'), 'ming.wang')
  await keys.type(say('frame.signIn.password'), password)
  await keys.type(say('shop.setUp.again'), password)
  await see('set-up-owner')
  await keys.press(say('shop.setUp.next'))
  const secret = await page.getByText(/^[A-Z2-7]{32}$/).innerText()
  await see('set-up-app')
  await keys.type(say('frame.signIn.code'), totpCode(secret, new Date()))
  await keys.press(say('shop.setUp.next'))
  await keys.type(say('shop.look.nameZh'), '青石小铺')
  await keys.type(say('shop.look.nameEn'), 'Bluestone')
  await see('set-up-shop')
  await keys.press(say('shop.setUp.finish'))
  await page.getByRole('heading', { name: say('shop.first.title') }).waitFor()
  await see('first-steps-begun')
}

export async function addBrandAndCategory({ page, say, see, keys }: Desk): Promise<void> {
  await keys.follow(say('frame.pages.brands'))
  await see('brands-none')
  await keys.press(say('goods.brands.add'))
  await keys.type(say('goods.brands.nameZh'), '青石窑')
  await keys.type(say('goods.brands.nameEn'), 'Bluestone Kiln')
  await keys.type(say('goods.brands.receiver'), 'R-1001')
  await keys.type(say('goods.brands.fee'), '5')
  await see('brand-form')
  await keys.press(say('shared.save'))
  await page.getByText(say('goods.brands.saved')).waitFor()
  await keys.press(say('goods.categories.add'))
  await keys.type(say('goods.brands.nameZh'), '杯子')
  await keys.type(say('goods.brands.nameEn'), 'Cups')
  await keys.type(say('goods.categories.slug'), 'cups')
  await see('category-form')
  await keys.press(say('shared.save'))
  await page.getByText(say('goods.categories.saved')).waitFor()
}

/** `good` rows and three bad ones, which are told and left out. */
export async function importProducts(desk: Desk, good: number): Promise<void> {
  const { page, say, see, keys } = desk
  const rows = Array.from({ length: good }, (_, n) => {
    const price = (12.5 + n).toFixed(2)
    return `青石窑,杯子,CUP-${n},手工陶杯 ${n} 号,Handmade cup no. ${n},${price},30,yes`
  })
  const bad = [
    '青石窑,杯子,BAD-1,没有价格的杯子,A cup with no price,cheap,1,yes',
    '无名窑,杯子,BAD-2,不知谁家的杯子,A cup of nobody,10,1,yes',
    '青石窑,杯子,CUP-0,同一编码两次,The same code twice,10,1,yes',
  ]
  const titles = 'brand,category,code,title_zh,title_en,price,stock,on_sale'
  const buffer = Buffer.from([titles, ...rows, ...bad].join('\n'))
  await keys.follow(say('frame.pages.products'))
  await keys.follow(say('import.action'))
  await page.getByRole('heading', { name: say('import.title') }).waitFor()
  await keys.give(say('import.choose'), { name: 'cups.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('heading', { name: say('import.faults', '3') }).waitFor()
  await see('import-preview')
  await keys.press(say('import.submit'))
  await page.getByRole('heading', { name: say('import.done') }).waitFor()
  await see('import-done')
}

/** All that wait, each with its own number. */
export async function shipAll(desk: Desk, trackingNos: string[]): Promise<void> {
  const { page, say, see, keys } = desk
  await keys.follow(say('frame.pages.orders'))
  await keys.follow(new RegExp(`^${say('state.order.paid')}`)) // how many stands behind it
  await keys.tick(say('order.list.tickAll'))
  await see('orders-selected')
  await keys.press(say('order.shipMany.action'))
  await keys.reach(page.getByLabel(say('order.shipMany.paste')))
  for (const number of trackingNos) {
    await page.keyboard.type(number)
    await page.keyboard.press('Enter')
  }
  await see('ship-many')
  await keys.press(say('order.shipMany.submit', String(trackingNos.length)))
  await page.getByText(say('order.shipMany.done', String(trackingNos.length))).waitFor()
  await see('ship-many-done')
  await keys.press(say('order.shipMany.finish'))
}

/** Half a cup's price goes back. */
export async function decideDispute(desk: Desk, yuan: string): Promise<void> {
  const { page, say, see, keys } = desk
  await keys.follow(say('frame.pages.disputes'))
  await see('disputes')
  await keys.press(say('afterSale.disputes.decide'))
  await keys.type(say('afterSale.disputes.amount'), yuan)
  await keys.choose(say('afterSale.disputes.grounds'), say('state.grounds.shared_fault'))
  await see('dispute-verdict')
  await keys.press(say('afterSale.disputes.submit'))
  await page.getByText(say('afterSale.disputes.noneWaiting')).waitFor()
}

export async function reconcile({ page, say, see, keys }: Desk): Promise<void> {
  await keys.follow(say('frame.pages.reconciliation'))
  await keys.press(say('money.reconciliation.run'))
  await page.waitForURL(/\/reconciliation\/[\w-]{36}$/)
  await see('reconciled')
}

/** The chains of an order as they are drawn, each in one line. */
export async function readChains({ page, say }: Desk): Promise<string[]> {
  const chains = page.getByRole('list', { name: say('order.chains.title') })
  await chains.getByRole('listitem').first().waitFor()
  const texts = await chains.getByRole('listitem').allInnerTexts()
  return texts.map((text) => text.replaceAll(/\s+/g, ' '))
}

export async function exportOrders({ page, say, keys }: Desk): Promise<string> {
  await keys.follow(say('frame.pages.orders'))
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    keys.follow(say('import.exportCsv')),
  ])
  return readFile(await file.path(), 'utf8')
}

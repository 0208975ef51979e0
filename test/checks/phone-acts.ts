/** What a member does in the shop, on a phone, by what is written on it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningProgram } from '../program.ts'
import type { Watched } from './watch.ts'

/** Types a misspelt word, and opens the product that is found all the same. */
export async function findMisspelt(phone: Watched, typed: string, title: string): Promise<void> {
  const { page, say } = phone
  const field = page.getByRole('combobox', { name: say('frame.search.label') })
  await field.fill(typed)
  await phone.see('search-suggestions')
  await field.press('Enter')
  await page.waitForURL(/\/products\?q=/)
  await phone.see('search-misspelt')
  await page.getByRole('main').getByRole('link', { name: title }).first().click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

/** With the code that is sent to the phone, and back to where it was asked for. */
export async function signIn(
  phone: Watched,
  program: RunningProgram,
  number: string,
): Promise<void> {
  const { page, say } = phone
  await page.getByLabel(say('me.signIn.phone')).fill(number)
  await phone.see('sign-in')
  const before = (await codesIn(program)).length
  await page.getByRole('button', { name: say('me.signIn.send') }).click()
  const field = page.getByLabel(say('me.signIn.code'), { exact: true })
  await field.waitFor()
  let codes = await codesIn(program)
  for (; codes.length === before; codes = await codesIn(program)) await sleep(50)
  await field.fill(codes.at(-1)!)
  await phone.see('sign-in-code')
  await page.getByRole('button', { name: say('me.signIn.submit'), exact: true }).click()
  await field.waitFor({ state: 'detached' })
}

async function codesIn(program: RunningProgram): Promise<string[]> {
  const lines = (await program.printed()).matchAll(/^sign-in code for .*: (\d{6})$/gm)
  return [...lines].map(([, code]) => code!)
}

export async function addAddress({ page, say, see }: Watched): Promise<void> {
  await page.getByRole('button', { name: say('checkout.checkout.addAddress') }).click()
  const dialog = page.getByRole('dialog')
  const contents = {
    name: '王小明',
    phone: '13800138000',
    province: '上海市',
    city: '上海市',
    street: '中山路 1 号',
  }
  for (const [name, text] of Object.entries(contents))
    await dialog.getByLabel(say(`me.address.${name}`), { exact: true }).fill(text)
  await see('checkout-address')
  await dialog.getByRole('button', { name: say('me.address.save') }).click()
  await page.getByRole('radio', { name: /王小明/ }).waitFor()
}

/** From the checkout to the institution's own page. Answers the order's id. */
export async function order({ page, say }: Watched, { db }: RunningProgram): Promise<string> {
  await page.getByRole('button', { name: say('checkout.checkout.submit') }).click()
  await page.waitForURL(/\/cashier\//)
  const [newest] = await db<{ id: string }>`
    select id from trade."order" order by placed_at desc limit 1`
  return newest!.id
}

/** The cashier belongs to the institution and speaks for itself. */
const atCashier = {
  zh: { pay: '确认付款', late: '逾期到账', more: '演练异常情况', back: '返回商城' },
  en: { pay: 'Pay', late: 'Pay late', more: 'Rehearse a bad day', back: 'Back to the shop' },
}

export async function pay(phone: Watched): Promise<void> {
  const { page, look, say } = phone
  const { pay, back } = atCashier[look.language]
  await phone.see('cashier')
  await page.getByRole('button', { name: pay, exact: true }).click()
  const link = page.getByRole('link', { name: back })
  await Promise.race([link.click(), page.waitForURL(/\/orders\//)])
  await page.waitForURL(/\/orders\//)
  await page.getByText(say('order.steps.held.title')).first().waitFor()
}

/** Pays so that the money comes a minute after the time to pay is over, and goes away. */
export async function payTooLate({ page, look, see }: Watched): Promise<void> {
  const { late, more } = atCashier[look.language]
  await page.getByText(more).click()
  await see('cashier-bad-days')
  await page.getByRole('button', { name: late, exact: true }).click()
  await page.getByRole('status').waitFor()
  await page.close()
}

/** Gives one piece of the first line back. */
export async function askToReturnOne(phone: Watched, orderId: string): Promise<void> {
  const { page, say } = phone
  await page.getByRole('link', { name: say('order.order.refund') }).click()
  await page.getByRole('radio', { name: say('afterSale.refund.kinds.return') }).check()
  await page
    .getByRole('button', { name: say('kit.moreOf') })
    .first()
    .click()
  await phone.see('refund-filled')
  await page.getByRole('button', { name: say('afterSale.refund.submit') }).click()
  await page.waitForURL(new RegExp(`/orders/${orderId}$`))
  await page.getByText(say('order.steps.refund_requested.title')).first().waitFor()
}

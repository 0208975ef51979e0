/** From nothing to a first product: the program as it is started, the link it prints, a browser. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { totpCode } from '#platform/totp.ts'
import { axeViolations, openPage } from './browser.ts'
import { testDb } from './db.ts'
import { freePort } from './program.ts'

const root = path.resolve(import.meta.dirname, '..')
const password = 'nine grey geese over the lake'

test('the printed link leads from an empty database to a first product in the shop, once', async () => {
  await using db = await testDb()
  const env = await ownPlace(db.url)
  let former: string
  {
    await using first = await start(env)
    former = linkIn(first.told())!
    assert.match(former, /^http:\/\/127\.0\.0\.1:\d+\/console\/set-up#token=[\w-]{43}$/)
  }
  {
    await using second = await start(env)
    const link = linkIn(second.told())!
    assert.notEqual(link, former, 'each start prints a new one')
    await using desk = await openPage({ width: 1280 })
    const { page } = desk
    await page.goto(former)
    await fillOwner(page)
    await page.getByText('这个开店链接不对或已过期').waitFor()
    await setUp(page, link)
    await sellFirst(page)
    await seeInShop(page)
    await page.goto(link)
    await page.getByText('店铺已有所有者。').waitFor()
    assert.ok(!second.told().includes(link, second.told().indexOf(link) + 1), 'told once')
    await readInEnglish(page)
  }
  await using third = await start(env)
  assert.equal(linkIn(third.told()), undefined, 'no link for a shop that has its owner')
})

async function fillOwner(page: Page): Promise<void> {
  await page.getByLabel('您的姓名').fill('王明')
  await page.getByLabel('登录名').fill('ming.wang')
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByLabel('再输入一次密码').fill(`${password}!`)
  await page.getByText('两次输入不一致').waitFor()
  assert.ok(await button(page, '下一步').isDisabled())
  await page.getByLabel('再输入一次密码').fill(password)
  await check(page)
  await button(page, '下一步').click()
}

async function setUp(page: Page, link: string): Promise<void> {
  await page.goto('about:blank') // another fragment alone would be the same page
  await page.goto(link)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await fillOwner(page)
  const secret = await page.getByText(/^[A-Z2-7]{32}$/).innerText()
  await check(page)
  await page.getByLabel('动态验证码').fill(totpCode(secret, new Date()))
  await button(page, '下一步').click()
  // Back to look and forth again: the app stays as it was set up.
  await button(page, '上一步').click()
  await button(page, '下一步').click()
  await page.getByLabel('店名（中文）').fill('青石小铺')
  await page.getByLabel('店名（英文）').fill('Bluestone')
  await page.getByLabel('靛蓝').check()
  await page.locator('figure[class] [data-accent=indigo]').getByText('青石小铺').waitFor()
  await check(page)
  await button(page, '开店').click()
  await page.getByRole('heading', { name: '开店清单' }).waitFor()
  const [, token = ''] = link.split('token=')
  assert.deepEqual(
    asked.filter((url) => url.includes(token)),
    [],
    'no address that is asked for has the token',
  )
  assert.equal(new URL(page.url()).hash, '')
}

async function sellFirst(page: Page): Promise<void> {
  await assertDone(page, 0)
  await page.getByRole('link', { name: '青石小铺 后台' }).waitFor()
  assert.match(await page.title(), /青石小铺$/)
  assert.equal(await page.locator('html').getAttribute('data-accent'), 'indigo')
  await check(page)
  await page.getByRole('link', { name: '去添加' }).click()
  await button(page, '新增品牌').click()
  await page.getByLabel('中文名').fill('青石窑')
  await page.getByLabel('英文名').fill('Bluestone Kiln')
  await page.getByLabel('收款方编号').fill('R-1001')
  await page.getByLabel('平台费率').fill('5')
  await button(page, '保存').click()
  await page.getByText('品牌已保存').waitFor()
  await button(page, '新增分类').click()
  await page.getByLabel('中文名').fill('杯子')
  await page.getByLabel('英文名').fill('Cups')
  await page.getByLabel('网址名').fill('cups')
  await button(page, '保存').click()
  await page.getByText('分类已保存').waitFor()

  await page.getByRole('link', { name: '店铺设置' }).click()
  await page.getByText('沙箱', { exact: true }).waitFor()
  await check(page)
  await page.getByRole('link', { name: '开店清单' }).click()
  await assertDone(page, 2)
  await page.getByRole('link', { name: '去添加' }).click()
  await page.getByLabel('中文标题').fill('青瓷马克杯')
  await page.getByLabel('英文标题').fill('Celadon mug')
  await button(page, '保存草稿').click()
  await button(page, '添加规格').first().click()
  await page.getByLabel('货号').fill('MUG-1')
  await page.getByLabel('售价（元）').fill('68')
  await page.getByRole('dialog').getByRole('button', { name: '添加规格' }).click()
  await button(page, '调库存').click()
  await page.getByLabel('数量').fill('12')
  await button(page, '确认调整').click()
  await page.goto(new URL('/console/first-steps', page.url()).href)
  await assertDone(page, 3)
  await page.getByRole('link', { name: '去上架' }).click()
  await button(page, '上架').click()
  await page.getByText('已上架', { exact: true }).waitFor()
}

async function seeInShop(page: Page): Promise<void> {
  await page.goto(new URL('/console/first-steps', page.url()).href)
  await page.getByText('店铺已开张').waitFor()
  await assertDone(page, 5)
  await page.getByRole('link', { name: '看店铺' }).click()
  await page.getByRole('heading', { level: 1, name: '青瓷马克杯' }).waitFor()
  await page.getByText('¥68.00').first().waitFor()
  assert.match(await page.title(), /青石小铺$/)
  assert.equal(await page.locator('html').getAttribute('data-accent'), 'indigo')
  await check(page)
  await page.getByRole('link', { name: '青石小铺' }).waitFor()
}

/** Another name and look, as another person sees them. */
async function readInEnglish(page: Page): Promise<void> {
  const { origin } = new URL(page.url())
  await page.goto(`${origin}/console/settings`)
  await page.getByLabel('店名（英文）').fill('Bluestone & Sons')
  await page.getByLabel('梅紫').check()
  await page.getByLabel('公告（英文，选填）').fill('Closed on Friday')
  await button(page, '保存').click()
  await page.getByText('店铺设置已保存').waitFor()
  await using phone = await openPage({ width: 360, theme: 'dark', language: 'en' })
  for (const at of ['/', '/console/sign-in', '/console/set-up']) {
    await phone.page.goto(`${origin}${at}`)
    await phone.page.waitForFunction(() => {
      const { document } = globalThis as unknown as { document: { title: string } }
      return document.title.endsWith('Bluestone & Sons')
    })
    await check(phone.page)
  }
  await phone.page.getByText('The shop has its owner already.').waitFor()
  await phone.page.goto(origin)
  await phone.page.getByText('Closed on Friday').waitFor()
  assert.equal(await phone.page.locator('html').getAttribute('data-accent'), 'plum')
}

async function assertDone(page: Page, count: number): Promise<void> {
  await page.getByRole('heading', { name: '开店清单' }).waitFor()
  const steps = page.getByRole('list', { name: '开店清单' }).getByRole('listitem')
  await steps.nth(4).waitFor()
  const texts = await steps.allInnerTexts()
  assert.equal(texts.filter((text) => text.includes('已完成')).length, count, texts.join('\n'))
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function check(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  const widerBy = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.ok(Number(widerBy) <= 0, `${page.url()} is ${String(widerBy)} px too wide`)
  assert.deepEqual(await axeViolations(page), [], page.url())
}

/** Ports and a secret of its own, so that a shop of this machine is left as it is. */
async function ownPlace(databaseUrl: string): Promise<Record<string, string>> {
  return {
    DATABASE_URL: databaseUrl,
    TESSERA_SECRET: randomBytes(32).toString('base64'),
    PORT: String(await freePort()),
    SANDBOX_PORT: String(await freePort()),
    RATE_SIGN_IN: '1000',
  }
}

async function start(env: Record<string, string>) {
  const program = spawn(process.execPath, ['src/start.ts'], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  const up = Promise.withResolvers<void>()
  program.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    if (text.includes('Ctrl-C ends it')) up.resolve()
  })
  const ended = once(program, 'exit')
  void ended.then(() => up.reject(new Error(`it ended: ${text}`)))
  await up.promise
  const stop = async () => {
    program.kill('SIGTERM')
    await ended
  }
  return { told: () => text, [Symbol.asyncDispose]: stop }
}

const linkIn = (text: string) => /\S+#token=\S+/.exec(text)?.[0]

/**
 * Takes the pictures of the README, in both languages, from the demo that `npm start` runs: a member buys
 * something in a flash sale, staff look at it. What it does stays in the demo.
 *
 *   npm run pictures
 */
import { randomInt } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { demoPassword } from '#demo/staff.ts'
import { hourMs } from '#platform/clock.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { closeBrowser, openPage } from '#test/browser.ts'
import { createClient } from '#test/client.ts'
import { keptShopUrl } from '../src/home.ts'

const url = await keptShopUrl(clusterDir('demo-home'))
const folder = path.resolve(import.meta.dirname, '../docs/pictures')
const refuseFailure = ({ status, text }: { status: number; text: string }, what: string) => {
  if (status >= 400 && status !== 409) throw new Error(`${what}: ${status} ${text}`)
}
const member = createClient(url, refuseFailure)
const staff = createClient(url, refuseFailure)

type Sku = { id: string; priceFen: number; available: number }
type Product = { id: string; brand: { id: string }; skus: Sku[] }

await signIn()
const product = await aProduct()
const [sku] = product.skus
await sellInAFlash(sku!)
const orderId = await buy(sku!)
const buyerId = await aBuyer()
const cookies = [...member.cookies, ...staff.cookies]

await mkdir(folder, { recursive: true })
for (const language of ['en', 'zh-CN'] as const) {
  const lang = language.slice(0, 2)
  await take(`shop-home-${lang}`, '/', { width: 360, language })
  await take(`shop-product-${lang}`, `/products/${product.id}`, { width: 360, language })
  await take(`shop-order-${lang}`, `/orders/${orderId}`, { width: 360, language, theme: 'dark' })
  await take(`console-today-${lang}`, '/console/', { width: 1280, language, isWhole: true })
  await take(`console-orders-${lang}`, '/console/orders', { width: 1280, language })
  await take(`console-order-${lang}`, `/console/orders/${orderId}`, {
    width: 1280,
    language,
    theme: 'dark',
  })
  await take(`console-members-${lang}`, '/console/members', { width: 1280, language })
  await take(`console-member-${lang}`, `/console/members/${buyerId}`, {
    width: 1280,
    language,
    theme: 'dark',
  })
  await take(`console-attribution-${lang}`, '/console/attribution', { width: 1280, language })
}
await closeBrowser()
process.exit() // connections of the clients are kept open

async function signIn(): Promise<void> {
  const phone = `154${randomInt(10_000_000, 99_999_999)}`
  const { body } = await member.post('/sign-in/codes', { phone })
  await member.post('/sign-in', { phone, code: (body as { demoCode: string }).demoCode })
  await staff.post('/console/sign-in', { login: 'demo', password: demoPassword })
}

/** Something of which there is enough. */
async function aProduct(): Promise<Product> {
  const found = await member.get('/products?q=lunch%20bag&inStock=true')
  for (const { id } of (found.body as { items: { id: string }[] }).items) {
    const { body } = await member.get(`/products/${id}`)
    const [only] = (body as Product).skus
    if (only && only.available >= 60) return body as Product
  }
  throw new Error('the demo has too few lunch bags')
}

/** Of whom there is a story to tell. */
async function aBuyer(): Promise<string> {
  const { body } = await staff.get('/console/members?stage=repeat')
  const [first] = (body as { items: { memberId: string }[] }).items
  if (!first) throw new Error('nobody has bought twice')
  return first.memberId
}

/** Unless it is sold in one already. */
async function sellInAFlash({ id, priceFen }: Sku): Promise<void> {
  await staff.post('/console/flash-sales', {
    skuId: id,
    priceFen: Math.ceil(priceFen * 0.8),
    quantity: 50,
    perMemberMax: 5,
    endsAt: new Date(Date.now() + 3 * hourMs).toISOString(),
  })
}

async function buy({ id: skuId }: Sku): Promise<string> {
  const quoted = await member.post('/quotes', { lines: [{ skuId, quantity: 3 }] })
  const { lines } = quoted.body as { lines: { unitPriceFen: number }[] }
  const address = await member.post('/addresses', {
    name: '王小明',
    phone: '15400001234',
    province: '上海市',
    city: '上海市',
    district: '徐汇区',
    street: '示范路 1 号',
  })
  const placed = await member.post('/orders', {
    lines: [{ skuId, quantity: 3, unitPriceFen: lines[0]!.unitPriceFen }],
    addressId: (address.body as { addressId: string }).addressId,
    payment: 'balance',
  })
  const orderId = (placed.body as { id: string }).id
  await staff.post(`/console/orders/${orderId}/shipments`, {
    brandId: product.brand.id,
    carrier: 'SF',
    trackingNo: 'SF1234567890',
  })
  return orderId
}

type Look = {
  width: number
  language: 'en' | 'zh-CN'
  theme?: 'light' | 'dark'
  /** The page to its end, not only the first screen. */
  isWhole?: boolean
}

/** In few colours: a README is read on the road, too. */
async function take(
  name: string,
  address: string,
  { isWhole = false, ...look }: Look,
): Promise<void> {
  await using view = await openPage({ ...look, baseUrl: url })
  const { hostname } = new URL(url)
  await view.page
    .context()
    .addCookies(cookies.map(([key, value]) => ({ name: key, value, domain: hostname, path: '/' })))
  await view.page.goto(address)
  await view.page.waitForLoadState('load')
  await view.page.waitForTimeout(2_000) // pictures and figures that come later
  const picture = sharp(await view.page.screenshot({ fullPage: isWhole })).png({
    palette: true,
    effort: 10,
  })
  await picture.toFile(path.join(folder, `${name}.png`))
  console.log(`docs/pictures/${name}.png`)
}

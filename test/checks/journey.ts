/**
 * check:journey: against the running demo (`npm start`), all over HTTP: a member signs in, buys, pays and
 * receives, the brand is settled and paid out, a part goes back after the release. Prints the order's
 * chains. TESSERA_URL names another address than the one the last `npm start` used.
 */
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { demoPassword } from '#demo/staff.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { keptShopUrl } from '../../src/home.ts'

const url = process.env['TESSERA_URL'] ?? (await keptShopUrl(clusterDir('demo-home')))
const member = createBrowser()
const staff = createBrowser()

const phone = `154${randomInt(10_000_000, 99_999_999)}`
const { demoCode } = await member<{ demoCode: string }>('POST', '/sign-in/codes', { phone })
if (!demoCode) throw new Error('only the demo shows its codes; run this against `npm start`')
await member('POST', '/sign-in', { phone, code: demoCode })
const { addressId } = await member<{ addressId: string }>('POST', '/addresses', {
  name: '王小明',
  phone: '15400001234',
  province: '上海市',
  city: '上海市',
  district: '徐汇区',
  street: '示范路 1 号',
})

type Sku = { id: string; priceFen: number; available: number }
type Product = { id: string; skus: Sku[] }
const { items } = await member<{ items: Product[] }>('GET', '/products?q=lunch%20bag')
const details = await Promise.all(
  items.slice(0, 12).map((item) => member<Product>('GET', `/products/${item.id}`)),
)
const lines = details
  .flatMap((product) => product.skus)
  .filter((sku) => sku.available >= 3)
  .slice(0, 2)
  .map((sku) => ({ skuId: sku.id, quantity: 3, unitPriceFen: sku.priceFen }))
if (lines.length === 0) throw new Error('no lunch bags are left')

const placed = await member<{ id: string; totalFen: number; payment: { status: string } }>(
  'POST',
  '/orders',
  { lines, addressId, payment: 'balance' },
)
expect(placed.payment.status === 'paid', `the order is ${placed.payment.status}, not paid`)
const orderId = placed.id
console.log(`bought for ${placed.totalFen} fen, held in escrow: order ${orderId}`)

await staff('POST', '/console/sign-in', { login: 'demo', password: demoPassword })
type Order = {
  status: string
  lines: { lineNo: number; brandId: string; shipmentId: string | null }[]
  refunds: { id: string; status: string; amountFen: number; afterRelease: boolean | null }[]
}
const order = await staff<Order>('GET', `/console/orders/${orderId}`)
const brandIds = [...new Set(order.lines.map((line) => line.brandId))]
for (const brandId of brandIds)
  await staff('POST', `/console/orders/${orderId}/shipments`, {
    brandId,
    carrier: 'SF',
    trackingNo: `SF${Date.now()}`,
  })
await member('POST', `/orders/${orderId}/receipt`)
await until('released', (now) => now.status === 'completed')
console.log('shipped, received, released to the brand')

const paidOut = await staff<{ items: { amountFen: number }[] }>('POST', '/console/payouts', {
  brandIds,
}).catch((error: Error) => error)
console.log(
  paidOut instanceof Error
    ? `payout: ${paidOut.message} (a brand is paid out once a day)`
    : `paid out ${paidOut.items.reduce((sum, one) => sum + one.amountFen, 0)} fen`,
)

const refund = await member<{ id: string; amountFen: number }>(
  'POST',
  `/orders/${orderId}/refunds`,
  {
    kind: 'return',
    reason: 'no_reason',
    lines: [{ lineNo: 1, quantity: 1 }],
  },
)
await staff('POST', `/console/refunds/${refund.id}/decision`, {
  decision: 'approve',
  restock: true,
})
const after = await until('refunded', (now) => now.refunds.every((one) => one.status === 'done'))
expect(after.refunds[0]?.afterRelease === true, 'the refund did not come after the release')
console.log(`one piece went back after the release: ${refund.amountFen} fen refunded`)

type Chain = {
  id: string
  transfers: {
    kind: string
    from: string
    to: string
    amount: number
    hold: { state: string } | null
  }[]
}
const chains = await staff<{ items: Chain[] }>('GET', `/console/ledger/chains?reference=${orderId}`)
for (const { id, transfers } of chains.items) {
  console.log(`\n${id}`)
  for (const { kind, from, to, amount, hold } of transfers)
    console.log(
      `  ${kind.padEnd(9)} ${String(amount).padStart(8)}  ${short(from)} -> ${short(to)}` +
        (hold ? ` (${hold.state})` : ''),
    )
}
const check = await staff<{ breaches: unknown[]; sums: { sum: number }[] }>(
  'GET',
  '/console/ledger/check',
)
const sum = check.sums.reduce((all, unit) => all + Math.abs(unit.sum), 0)
const escrow = await staff<{ items: { id: string; posted: number }[] }>(
  'GET',
  `/console/ledger/accounts?unit=CNY&purpose=escrow&owner=${orderId}`,
)
const left = escrow.items[0]?.posted
expect(left === 0, `the order's escrow still holds ${left} fen`)
expect(check.breaches.length === 0 && sum === 0, 'the ledger is broken')
console.log(`\nholds: ${chains.items.length} chains, escrow of the order 0, every unit sums to 0`)

async function until(what: string, isSo: (order: Order) => boolean): Promise<Order> {
  for (let tries = 0; tries < 200; tries++) {
    const now = await staff<Order>('GET', `/console/orders/${orderId}`)
    if (isSo(now)) return now
    await sleep(100)
  }
  throw new Error(`the order was not ${what} within 20 s`)
}

function createBrowser() {
  const cookies = new Map<string, string>()
  return async <Answer>(method: string, apiPath: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${url}/api${apiPath}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method !== 'GET' && { 'idempotency-key': crypto.randomUUID() }),
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0]!.split('=')
      cookies.set(name!, value!)
    }
    const text = await response.text()
    const answer = text ? (JSON.parse(text) as Answer & { code?: string }) : undefined
    if (!response.ok) throw new Error(`${method} ${apiPath}: ${response.status} ${answer?.code}`)
    return answer as Answer
  }
}

function expect(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise)
}

function short(account: string): string {
  return account.replaceAll(/([0-9a-f]{8})-[0-9a-f-]{27}/g, '$1')
}

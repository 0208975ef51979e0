/** A shop that trades for tests, with a real sandbox institution beside it and one clock for both. */
import assert from 'node:assert/strict'
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { importCatalog } from '#catalog/import.ts'
import { addStocks } from '#catalog/stock.ts'
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { createLog } from '#platform/log.ts'
import { createVault } from '#platform/vault.ts'
import { enrolAddresses } from '#pool/address.ts'
import { enrolMembers } from '#pool/enrol.ts'
import { testSandbox } from '#sandbox/for-tests.ts'
import type { TestSandbox } from '#sandbox/for-tests.ts'
import { chargeOf } from '#trade/charge.ts'
import { sendDue } from '#trade/instruction.ts'
import { feeFen } from '#trade/order.ts'
import { applyOutcomes } from '#trade/outcome.ts'
import type { PaymentAdapter } from '#trade/payment-adapter.ts'
import { newNumber, placeOrders } from '#trade/place.ts'
import type { ReadyOrder } from '#trade/place.ts'
import { platformReceiver } from '#trade/receivers.ts'
import { receiveOrders, releaseOrders } from '#trade/release.ts'
import { approveRefunds } from '#trade/refund-decision.ts'
import { requestRefunds } from '#trade/refund-request.ts'
import { createSandboxAdapter } from '#trade/sandbox-adapter.ts'
import { shipOrders } from '#trade/ship.ts'

/** Of each line: whose article (by the place of its brand), and how many. */
export type Wanted = { lines: { brand: number; quantity: number }[]; member?: number }
export type TradedBrand = { brandId: string; receiver: string; skuId: string; priceFen: number }
export type TradedOrder = ReadyOrder

export type Trading = AsyncDisposable & {
  adapter: PaymentAdapter
  sandbox: TestSandbox
  brands: TradedBrand[]
  members: string[]
  /** Set it to let time pass, here and at the institution. */
  now: Date
  place(wanted: Wanted[]): Promise<TradedOrder[]>
  /** Tells the institution, without listening to what it says. */
  charge(orders: TradedOrder[]): ReturnType<PaymentAdapter['send']>
  pay(orders: TradedOrder[]): Promise<void>
  ship(orders: TradedOrder[]): Promise<void>
  /** The goods are there and the money is set aside for the brands; `settle` tells the institution. */
  receive(orders: TradedOrder[]): Promise<void>
  /** Approves pieces of a line to be given back; `settle` tells the institution. */
  refund(order: TradedOrder, line: { lineNo: number; quantity: number }): Promise<string>
  settle(): Promise<void>
  /** All of it: placed, paid, shipped, received, released. */
  complete(wanted: Wanted[]): Promise<TradedOrder[]>
}

const feeBps = 700
const log = createLog('silent', 'test')

export async function startTrading(
  db: Db,
  options: { now: Date; brands?: number; members?: number },
): Promise<Trading> {
  const { brands: brandCount = 2, members: memberCount = 1 } = options
  let now = options.now
  const clock = () => now
  const sandbox = await testSandbox(db, { clock, openingFen: 100_000_000_00 })
  const adapter = createSandboxAdapter({ url: sandbox.url, keysDir: sandbox.keysDir, clock })
  const brands = await openBrands(db, adapter, brandCount, now)
  const members = await enrol(db, memberCount, now)

  const trading: Trading = {
    adapter,
    sandbox,
    brands,
    members: members.map((one) => one.memberId),
    get now() {
      return now
    },
    set now(at) {
      now = at
    },
    async place(wanted) {
      const orders = wanted.map(({ lines, member = 0 }) =>
        readyOrder(lines, brands, members[member]!, now),
      )
      const none = { coupon: new Map<never, never>(), flash: new Map<never, never>() }
      const errors = await db.begin((tx) => placeOrders(tx, orders, none, now))
      assert.deepEqual(new Set(errors), new Set([null]))
      return orders
    },
    charge: (orders) => adapter.send(orders.map(chargeFor)),
    async pay(orders) {
      await applyOutcomes(db, await trading.charge(orders), now)
    },
    async ship(orders) {
      const parcel = { carrier: 'SF', trackingNo: 'SF1', shippedAt: now }
      const parcels = orders.flatMap(({ orderId, lines }) =>
        [...new Set(lines.map((line) => line.brandId))].map((brandId) => {
          return { ...parcel, orderId, brandId }
        }),
      )
      await db.begin((tx) => shipOrders(tx, parcels))
    },
    async receive(orders) {
      const receipts = orders.map(({ orderId }) => ({ orderId, receivedAt: now }))
      const ids = await db.begin((tx) => receiveOrders(tx, receipts))
      assert.equal(ids.length, orders.length)
      await db.begin((tx) => releaseOrders(tx, ids, now))
    },
    async refund({ orderId }, line) {
      const refundId = randomUUIDv7()
      const asked = { requestedBy: 'staff' as const, requestedAt: now, reason: 'damaged' }
      const kind = 'return' as const
      const refund = { refundId, orderId, memberId: null, kind, lines: [line], ...asked }
      assert.deepEqual(await db.begin((tx) => requestRefunds(tx, [refund])), [null])
      const approval = { refundId, decidedAt: now }
      const [result] = await db.begin((tx) => approveRefunds(tx, [approval], now))
      assert.equal(result, 'approved')
      return refundId
    },
    async settle() {
      while ((await sendDue(db, adapter, now, log)) > 0);
    },
    async complete(wanted) {
      const orders = await trading.place(wanted)
      await trading.pay(orders)
      await trading.ship(orders)
      await trading.receive(orders)
      await trading.settle()
      return orders
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  }
  return trading
}

/** What is left to a brand of a sale when the platform's fee is taken off. */
export const netFen = (soldFen: number) => soldFen - feeFen(soldFen, feeBps)

const chargeFor = ({ orderId, memberId, totalFen, placedAt, payment }: TradedOrder) =>
  chargeOf({
    ...payment,
    orderId,
    memberId,
    totalFen,
    payBy: addMs(placedAt, 15 * minuteMs),
    shopUrl: 'http://127.0.0.1:1',
  })

async function openBrands(db: Db, adapter: PaymentAdapter, count: number, now: Date) {
  const createdAt = addMs(now, -dayMs)
  const categoryId = randomUUIDv7()
  const brands = Array.from({ length: count }, (_, index): TradedBrand => {
    const brandId = randomUUIDv7()
    const priceFen = 1_003 + 97 * index
    return { brandId, receiver: `r-${brandId}`, skuId: randomUUIDv7(), priceFen }
  })
  await adapter.registerReceivers([
    { receiver: platformReceiver, name: 'Tessera' },
    ...brands.map(({ receiver }) => ({ receiver, name: receiver })),
  ])
  const names = { nameZh: '甲', nameEn: 'A' }
  const titles = { titleZh: '货', titleEn: 'Article', titleZhMadeBy: 'person' as const }
  await db.begin((tx) =>
    importCatalog(tx, {
      brands: brands.map(({ brandId: id, receiver }) => {
        return { id, ...names, receiver, feeBps, madeUp: true, createdAt }
      }),
      categories: [
        { id: categoryId, slug: `c-${categoryId}`, ...names, parentId: null, createdAt },
      ],
      products: brands.map(({ brandId, skuId, priceFen }) => ({
        id: randomUUIDv7(),
        brandId,
        categoryId,
        ...titles,
        descriptionZh: '',
        descriptionEn: '',
        createdAt,
        publishedAt: createdAt,
        skus: [
          {
            id: skuId,
            code: skuId,
            name: '',
            soldBy: 'piece' as const,
            priceFen,
            validFrom: createdAt,
          },
        ],
      })),
    }),
  )
  const stock = { quantity: 1_000_000, reason: 'opening' as const }
  const deliveries = brands.map(({ skuId }) => ({ changeId: randomUUIDv7(), skuId, ...stock }))
  await db.begin((tx) => addStocks(tx, deliveries, createdAt))
  return brands
}

type Member = { memberId: string; addressId: string }

async function enrol(db: Db, count: number, createdAt: Date): Promise<Member[]> {
  const vault = createVault(randomBytes(32))
  const members = Array.from({ length: count }, () => {
    return { memberId: randomUUIDv7(), addressId: randomUUIDv7() }
  })
  const region = { province: '上海市', city: '上海市', district: '黄浦区', street: '一路 1 号' }
  const contents = { name: '甲', phone: '+8615400000000', ...region }
  await db.begin(async (tx) => {
    await enrolMembers(
      tx,
      vault,
      members.map(({ memberId }) => ({ memberId, createdAt })),
    )
    await enrolAddresses(
      tx,
      vault,
      members.map((one) => ({ ...one, contents, createdAt })),
    )
  })
  return members
}

function readyOrder(
  wanted: Wanted['lines'],
  brands: TradedBrand[],
  member: Member,
  placedAt: Date,
): TradedOrder {
  const lines = wanted.map(({ brand, quantity }, index) => {
    const { brandId, skuId, priceFen } = brands[brand]!
    return {
      lineNo: index + 1,
      skuId,
      productId: brandId, // whichever: nothing looks it up
      brandId,
      titleZh: '货',
      titleEn: 'Article',
      quantity,
      unitPriceFen: priceFen,
      discountFen: 0,
      totalFen: quantity * priceFen,
      feeBps,
      flashSaleId: null,
    }
  })
  const totalFen = lines.reduce((sum, line) => sum + line.totalFen, 0)
  return {
    orderId: randomUUIDv7(),
    ...member,
    couponId: null,
    lines,
    goodsFen: totalFen,
    discountFen: 0,
    totalFen,
    placedAt,
    payment: { number: newNumber(), method: 'balance' },
  }
}

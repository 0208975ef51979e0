/** Members who can call the program over HTTP, and goods for them to buy. Made with its own functions. */
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import http from 'node:http'
import { importCatalog } from '#catalog/import.ts'
import { addStocks } from '#catalog/stock.ts'
import type { Db } from '#platform/db.ts'
import { openSession } from '#platform/sessions.ts'
import type { Vault } from '#platform/vault.ts'
import { enrolAddresses } from '#pool/address.ts'
import { enrolMembers } from '#pool/enrol.ts'
import type { PaymentAdapter } from '#trade/payment-adapter.ts'
import { platformReceiver } from '#trade/receivers.ts'

export type Shopper = { memberId: string; addressId: string; cookie: string }
export type Goods = { skuId: string; priceFen: number }

export async function enrolShoppers(
  db: Db,
  vault: Vault,
  count: number,
  now = new Date(),
): Promise<Shopper[]> {
  const shoppers: Shopper[] = []
  for (let left = count; left > 0; left -= 500)
    await db.begin(async (tx) => {
      const some = Array.from({ length: Math.min(left, 500) }, () => {
        return { memberId: randomUUIDv7(), addressId: randomUUIDv7(), createdAt: now }
      })
      const contents = {
        name: '试买',
        phone: '+8615400000000',
        province: '上海市',
        city: '上海市',
        district: '黄浦区',
        street: '试验路 1 号',
      }
      await enrolMembers(tx, vault, some)
      await enrolAddresses(
        tx,
        vault,
        some.map((one) => ({ ...one, contents })),
      )
      for (const { memberId, addressId } of some) {
        const { token } = await openSession(tx, { kind: 'member', actorId: memberId, now })
        shoppers.push({ memberId, addressId, cookie: `tessera_member=${token}` })
      }
    })
  return shoppers
}

/** One brand, `count` products with one SKU each, `stock` of every one. */
export async function stockGoods(
  db: Db,
  adapter: PaymentAdapter,
  options: { count: number; stock: number; now?: Date },
): Promise<Goods[]> {
  const { now = new Date() } = options
  const [brandId, categoryId] = [randomUUIDv7(), randomUUIDv7()]
  const receiver = `brand_${brandId.slice(-12)}`
  await adapter.registerReceivers([
    { receiver: platformReceiver, name: 'Tessera' },
    { receiver, name: 'Check brand' },
  ])
  const goods = Array.from({ length: options.count }, (_, index) => {
    return { skuId: randomUUIDv7(), priceFen: 100 + (index % 900) }
  })
  await db.begin((tx) =>
    importCatalog(tx, {
      brands: [
        {
          id: brandId,
          nameZh: '试验品牌',
          nameEn: 'Check brand',
          receiver,
          feeBps: 500,
          madeUp: true,
          createdAt: now,
        },
      ],
      categories: [
        {
          id: categoryId,
          slug: `check-${categoryId.slice(-6)}`,
          nameZh: '试验',
          nameEn: 'Check',
          parentId: null,
          createdAt: now,
        },
      ],
    }),
  )
  for (let from = 0; from < goods.length; from += 250) {
    const some = goods.slice(from, from + 250)
    await db.begin((tx) =>
      importCatalog(tx, {
        products: some.map(({ skuId, priceFen }, index) => ({
          id: randomUUIDv7(),
          brandId,
          categoryId,
          titleZh: `试验商品 ${from + index}`,
          titleEn: `Check article ${from + index}`,
          titleZhMadeBy: 'person' as const,
          descriptionZh: '',
          descriptionEn: '',
          createdAt: now,
          publishedAt: now,
          skus: [
            {
              id: skuId,
              code: `C${from + index}`,
              name: '',
              soldBy: 'piece' as const,
              priceFen,
              validFrom: now,
            },
          ],
        })),
      }),
    )
    await db.begin((tx) =>
      addStocks(
        tx,
        some.map(({ skuId }) => {
          const changeId = randomUUIDv7()
          return { changeId, skuId, quantity: options.stock, reason: 'opening' as const }
        }),
        now,
      ),
    )
  }
  return goods
}

export type Answer = { status: number; body: unknown }

/** Calls over kept-alive connections; cheap, so that what is measured is the program. */
export function createCaller(url: string, connections: number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(url)
  return {
    /** Rejects when no answer came: the caller cannot know what happened. */
    call(
      method: string,
      apiPath: string,
      options: { cookie?: string; key?: string; body?: unknown; timeoutMs?: number } = {},
    ): Promise<Answer> {
      const { cookie, key = randomUUID(), body, timeoutMs = 30_000 } = options
      const text = body === undefined ? '' : JSON.stringify(body)
      return new Promise((resolve, reject) => {
        const request = http.request(
          {
            agent,
            hostname,
            port,
            method,
            path: `/api${apiPath}`,
            timeout: timeoutMs,
            headers: {
              ...(text && {
                'content-type': 'application/json',
                'content-length': Buffer.byteLength(text),
              }),
              ...(cookie && { cookie }),
              ...(method !== 'GET' && { 'idempotency-key': key }),
            },
          },
          (response) => {
            const chunks: Buffer[] = []
            response.on('data', (chunk: Buffer) => chunks.push(chunk))
            response.on('error', reject)
            response.on('end', () => {
              const answer = Buffer.concat(chunks).toString()
              const body: unknown = answer ? JSON.parse(answer) : undefined
              resolve({ status: response.statusCode!, body })
            })
          },
        )
        request.on('timeout', () => request.destroy(new Error('no answer in time')))
        request.on('error', reject)
        request.end(text)
      })
    },
    close: () => agent.destroy(),
  }
}

export function orderOf(shopper: Shopper, goods: Goods, quantity = 1) {
  return {
    lines: [{ skuId: goods.skuId, quantity, unitPriceFen: goods.priceFen }],
    addressId: shopper.addressId,
    payment: 'balance',
  }
}

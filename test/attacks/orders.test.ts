/** Orders that ask for what cannot be: amounts, prices, articles and fields that are not the buyer's. */
import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import type { Client, Reply } from '../client.ts'
import { assertSound, openShop, refuseAll } from './shop.ts'
import type { Attack, AttackedShop, Member } from './shop.ts'

let shop: AttackedShop
let mallory: Member
let client: Client

suite('what is asked for', () => {
  before(async () => {
    shop = await openShop()
    mallory = await shop.member()
    client = mallory.client
  })
  after(() => shop[Symbol.asyncDispose]())

  test('a number that is no whole amount in its bounds is refused wherever it is sent', async () => {
    const order = await shop.received(mallory, { quantity: 3 })
    const { skuId, priceFen } = shop.goods[0]!
    const line = (part: string) => `{"skuId":"${skuId}","unitPriceFen":${priceFen},${part}}`
    const orderOf = (part: string) =>
      `{"addressId":"${mallory.addressId}","payment":"balance","lines":[${line(part)}]}`
    const price = `{"skuId":"${skuId}","quantity":1,"unitPriceFen":`
    const places: [string, string, string, (value: string) => string][] = [
      ['quantity of an order', 'POST', '/orders', (value) => orderOf(`"quantity":${value}`)],
      [
        'price of an order',
        'POST',
        '/orders',
        (value) =>
          `{"addressId":"${mallory.addressId}","payment":"balance","lines":[${price}${value}}]}`,
      ],
      ['cart', 'PUT', `/cart/lines/${skuId}`, (value) => `{"quantity":${value}}`],
      [
        'quote',
        'POST',
        '/quotes',
        (value) => `{"lines":[{"skuId":"${skuId}","quantity":${value}}]}`,
      ],
      [
        'refund',
        'POST',
        `/orders/${order.id}/refunds`,
        (value) =>
          `{"kind":"return","reason":"damaged","lines":[{"lineNo":1,"quantity":${value}}]}`,
      ],
      [
        'line of a refund',
        'POST',
        `/orders/${order.id}/refunds`,
        (value) =>
          `{"kind":"return","reason":"damaged","lines":[{"lineNo":${value},"quantity":1}]}`,
      ],
    ]
    await refuseAll(
      shop,
      places.flatMap(([place, method, path, bodyOf]) =>
        noAmounts.map((value): Attack => ({
          case: `${place}: ${value}`,
          send: () => client.send(method, `/api${path}`, { raw: bodyOf(value) }),
          answer: '400 invalid_input',
        })),
      ),
    )
  })

  test('more than can be ordered at once, or than there is, is refused', async () => {
    const { skuId, priceFen: unitPriceFen } = shop.goods[0]!
    const line = { skuId, quantity: 1, unitPriceFen }
    const place = (change: object) => () =>
      client.post('/orders', { ...shop.wanted(mallory), ...change })
    const off = await soldNoMore()
    await refuseAll(shop, [
      { case: 'no line', send: place({ lines: [] }), answer: '400 invalid_input' },
      {
        case: '201 lines',
        send: place({ lines: Array.from({ length: 201 }, () => line) }),
        answer: '400 invalid_input',
      },
      {
        case: 'one line twice',
        send: place({ lines: [line, line] }),
        answer: '400 duplicate_line',
      },
      {
        case: '10,000 pieces',
        send: place({ lines: [{ ...line, quantity: 10_000 }] }),
        answer: '400 invalid_input',
      },
      {
        case: 'one more than there is',
        send: place({ lines: [{ ...line, quantity: 1_001 }] }),
        answer: '409 sold_out',
      },
      {
        case: 'an article that never was',
        send: place({ lines: [{ ...line, skuId: randomUUIDv7() }] }),
        answer: '404 sku_not_found',
      },
      {
        case: 'an article that is no id',
        send: place({ lines: [{ ...line, skuId: "1' or '1'='1" }] }),
        answer: '400 invalid_input',
      },
      {
        case: 'an article that is off sale',
        send: place({ lines: [{ ...line, skuId: off }] }),
        answer: '404 sku_not_found',
      },
      { case: 'paid with shells', send: place({ payment: 'shells' }), answer: '400 invalid_input' },
      {
        case: 'an address that never was',
        send: place({ addressId: randomUUID() }),
        answer: '404 address_not_found',
      },
      {
        case: 'into the cart what is off sale',
        send: () => client.put(`/cart/lines/${off}`, { quantity: 1 }),
        answer: '404 sku_not_found',
      },
    ])
  })

  test('a price that is not the present one is refused, the refusal names the new one, and asking again works', async () => {
    const goods = shop.goods[2]!
    const seen = goods.priceFen
    for (const priceFen of [seen + 1, seen - 1]) {
      await setPrice(goods.skuId, priceFen)
      const old = shop.wanted(mallory, { goods })
      await refuseAll(
        shop,
        [1, seen, priceFen - 1, priceFen + 1, 999_999_900]
          .filter((unitPriceFen) => unitPriceFen !== priceFen)
          .map((unitPriceFen): Attack => {
            const lines = [{ skuId: goods.skuId, quantity: 2, unitPriceFen }]
            const send = () => client.post('/orders', { ...old, lines })
            return { case: `${unitPriceFen} of ${priceFen}`, send, answer: '409 price_changed' }
          }),
      )
      const refused = await client.post('/orders', old)
      assert.deepEqual(refused.body.lines, [{ skuId: goods.skuId, unitPriceFen: priceFen }])
      const [told] = refused.body.lines as { unitPriceFen: number }[]
      const agreed = await shop.order(mallory, {
        goods: { ...goods, priceFen: told!.unitPriceFen },
      })
      assert.equal(agreed.totalFen, 2 * priceFen)
    }
  })

  test('only the lines whose price changed are named', async () => {
    const [first, , , fourth] = shop.goods
    const lines = [first!, fourth!].map(({ skuId, priceFen }) => {
      return { skuId, quantity: 1, unitPriceFen: priceFen }
    })
    lines[1]!.unitPriceFen -= 1
    const refused = await client.post('/orders', { ...shop.wanted(mallory), lines })
    assert.deepEqual(refused.body.lines, [{ skuId: fourth!.skuId, unitPriceFen: fourth!.priceFen }])
  })

  test('of a flash sale a member gets their share in however many tabs, at its price and in its time', async () => {
    const goods = shop.goods[3]!
    const { now } = shop.running
    const operations = await shop.staff('operations')
    const sale = await operations.post('/console/flash-sales', {
      skuId: goods.skuId,
      priceFen: 50,
      quantity: 5,
      perMemberMax: 1,
      endsAt: new Date(now.getTime() + 60_000).toISOString(),
    })
    assert.equal(sale.status, 201, sale.text)
    const buy = (member: Member, priceFen = 50, quantity = 1) =>
      member.client.post(
        '/orders',
        shop.wanted(member, { goods: { ...goods, priceFen }, quantity }),
      )
    const tabs = await Promise.all(Array.from({ length: 20 }, () => buy(mallory)))
    const codes = tabs.map(({ status, body }) => (status === 201 ? 'sold' : body.code))
    assert.deepEqual(
      Object.fromEntries([...Map.groupBy(codes, String)].map(([code, all]) => [code, all.length])),
      { sold: 1, member_limit: 19 },
    )
    const crowd = await Promise.all(Array.from({ length: 8 }, () => shop.member()))
    const answers = await Promise.all(crowd.map((one) => buy(one)))
    assert.equal(answers.filter(({ status }) => status === 201).length, 4)
    const late = await shop.member()
    await buy(late) // the first try of a member opens their account of it
    await refuseAll(shop, [
      { case: 'sold out', send: () => buy(late), answer: '409 sold_out' },
      { case: 'cheaper still', send: () => buy(late, 49), answer: '409 price_changed' },
    ])
    shop.running.now = new Date(now.getTime() + 60_000)
    await refuseAll(shop, [{ case: 'over', send: () => buy(late), answer: '409 price_changed' }])
    assert.equal((await buy(late, goods.priceFen)).status, 201)
  })

  test('fields that are not the buyer’s to fill change nothing of the order', async () => {
    const stranger = await shop.member()
    const { skuId, priceFen: unitPriceFen } = shop.goods[0]!
    const own = { id: randomUUIDv7(), orderId: randomUUIDv7(), status: 'completed', version: 99 }
    const money = { goodsFen: 1, totalFen: 1, discountFen: 199, refundedFen: 200, feeBps: 0 }
    const whose = { memberId: stranger.memberId, member_id: stranger.memberId, roles: ['owner'] }
    const line = { flashSaleId: randomUUIDv7(), refundedQuantity: 2, titleZh: '免费', ...money }
    const placed = await client.post('/orders', {
      ...shop.wanted(mallory),
      ...own,
      ...money,
      ...whose,
      placedAt: '2000-01-01T00:00:00Z',
      couponId: randomUUIDv7(),
      lines: [{ skuId, quantity: 2, unitPriceFen, ...line }],
    })
    assert.equal(placed.status, 201, placed.text)
    assert.equal(placed.body.totalFen, 2 * unitPriceFen)
    const { body: kept } = await client.get(`/orders/${placed.body.id}`)
    const { id, memberId, status, totalFen, discountFen, refundedFen, couponId } = kept
    assert.notEqual(id, own.id)
    assert.deepEqual(
      { memberId, status, totalFen, discountFen, refundedFen, couponId },
      {
        memberId: mallory.memberId,
        status: 'paid',
        totalFen: 2 * unitPriceFen,
        discountFen: 0,
        refundedFen: 0,
        couponId: null,
      },
    )
    const [first] = kept.lines
    assert.deepEqual([first.flashSaleId, first.refundedQuantity, first.discountFen], [null, 0, 0])
    assert.notEqual(first.titleZh, '免费')
    const [agreed] = await shop.db<{ feeBps: number }>`
      select fee_bps from trade.order_line where order_id = ${id}`
    assert.equal(agreed!.feeBps, 500)
  })

  test('nor of a payment, a refund, a dispute, an address or oneself', async () => {
    const waiting = await shop.order(mallory, { payment: 'cashier', quantity: 3 })
    const paid = await client.post(`/orders/${waiting.id}/payments`, {
      method: 'balance',
      amountFen: 1,
      number: 'mine',
      status: 'paid',
    })
    assert.equal(paid.body.amountFen, waiting.totalFen)
    assert.notEqual(paid.body.number, 'mine')

    const order = await shop.received(mallory, { quantity: 3 })
    const refund = await client.post(`/orders/${order.id}/refunds`, {
      kind: 'return',
      reason: 'damaged',
      status: 'done',
      amountFen: order.totalFen,
      restock: true,
      requestedBy: 'staff',
      lines: [{ lineNo: 1, quantity: 1, amountFen: order.totalFen }],
    })
    assert.equal(refund.body.status, 'requested')
    assert.equal(refund.body.amountFen, Math.floor(order.totalFen / 3))
    const [kept] = await shop.db`
      select restock, requested_by from trade.refund where id = ${refund.body.id}`
    assert.deepEqual(kept, { restock: false, requestedBy: 'member' })

    const dispute = await client.post(`/orders/${order.id}/disputes`, {
      reason: 'not_received',
      remark: 'x',
      status: 'decided',
      refundFen: order.totalFen,
    })
    assert.deepEqual([dispute.body.status, dispute.body.refundFen], ['opened', null])

    const before = await client.get('/me')
    const changed = await client.patch('/me', {
      nickname: '小明',
      memberId: randomUUID(),
      phone: '13800138000',
      memberSince: '1999-01-01T00:00:00Z',
    })
    assert.equal(changed.status, 204)
    assert.deepEqual((await client.get('/me')).body, { ...before.body, nickname: '小明' })
  })

  test('a refund of staff’s form is not for members: part of a line’s money without pieces', async () => {
    const order = await shop.received(mallory, { quantity: 3 })
    const ask = (body: object) => () => client.post(`/orders/${order.id}/refunds`, body)
    const half = { lineNo: 1, quantity: 0, amountFen: 50 }
    await refuseAll(shop, [
      {
        case: 'money only, no pieces',
        send: ask({ kind: 'money_only', reason: 'late', lines: [half] }),
        answer: '400 invalid_input',
      },
      {
        case: 'cancel what was received',
        send: ask({ kind: 'cancel', reason: 'late', lines: [{ lineNo: 1, quantity: 1 }] }),
        answer: '409 order_state',
      },
    ])
  })

  test('staff cannot slip in what their form does not have either', async () => {
    const operations = await shop.staff('operations')
    const owner = await shop.staff('owner')
    const { items } = (await operations.get('/console/products')).body
    const card = items[0] as { id: string; brand: { id: string } }
    const { categoryId } = (await operations.get(`/console/products/${card.id}`)).body
    const product = await operations.post('/console/products', {
      brandId: card.brand.id,
      categoryId: categoryId ?? (await anyCategory(operations)),
      titleZh: '杯',
      titleEn: 'Cup',
      id: card.id,
      status: 'on_sale',
      version: 7,
      publishedAt: '2000-01-01T00:00:00Z',
    })
    assert.equal(product.status, 201, product.text)
    assert.deepEqual([product.body.status, product.body.version], ['draft', 1])
    assert.notEqual(product.body.id, card.id)

    const me = (await operations.get('/console/me')).body
    const promoted = await operations.patch(`/console/staff/${me.staffId}`, { roles: ['owner'] })
    assert.equal(promoted.body.code, 'not_allowed')
    const renamed = await owner.patch(`/console/staff/${me.staffId}`, {
      disabled: false,
      login: 'root',
      passwordPhc: 'x',
      totpCipher: null,
    })
    assert.equal(renamed.status, 200)
    const [kept] = await shop.db<{ login: string }>`
      select login from platform.staff where id = ${me.staffId}`
    assert.equal(kept!.login, me.login)
  })

  test('after all that the books are sound', () => assertSound(shop))
})

/** JSON as it is written: what is no JSON is refused as well. */
const noAmounts = [
  '0',
  '-1',
  '1.5',
  '9007199254740992',
  '1e400',
  '-0',
  '"1"',
  '""',
  'null',
  'true',
  '[1]',
  '{"$gt":0}',
  'NaN',
  'Infinity',
  '0x10',
  '1e-7',
]

async function soldNoMore(): Promise<string> {
  const { skuId } = shop.goods[1]!
  const operations = await shop.staff('operations')
  const off = await operations.patch(`/console/skus/${skuId}`, { version: 1, status: 'off_sale' })
  // Its only variant: the product has to go off sale as a whole.
  if (off.status === 200) return skuId
  const [{ productId }] = (await shop.db`
    select product_id from catalog.sku where id = ${skuId}`) as [{ productId: string }]
  const gone: Reply = await operations.post(`/console/products/${productId}/publication`, {
    version: 1,
    onSale: false,
  })
  assert.equal(gone.status, 200, gone.text)
  return skuId
}

async function setPrice(skuId: string, priceFen: number): Promise<void> {
  const operations = await shop.staff('operations')
  const [{ version }] = (await shop.db`
    select version from catalog.sku where id = ${skuId}`) as [{ version: number }]
  shop.running.now = new Date(shop.running.now.getTime() + 1_000)
  const set = await operations.put(`/console/skus/${skuId}/price`, { version, priceFen })
  assert.equal(set.status, 200, set.text)
}

async function anyCategory(operations: Client): Promise<string> {
  return (await operations.get('/console/categories')).body.items[0].id
}

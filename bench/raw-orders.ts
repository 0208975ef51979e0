/**
 * The same purchase without us: the rows our program leaves behind, written straight to the same tables
 * with named statements from one process without HTTP. Once as one transaction per order, once as a bare
 * micro-batch. Nothing is checked but the stock; what it writes passes the ledger's own audit.
 */
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { forSale, soldOf } from '#catalog/stock.ts'
import type { Account } from '#ledger/chain.ts'
import { createBatcher } from '#platform/batcher.ts'
import { json } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'
import { escrow, payer } from '#trade/accounts.ts'
import { newNumber } from '#trade/place.ts'
import type { Goods, Shopper } from '../test/shoppers.ts'

type Purchase = {
  orderId: string
  number: string
  memberId: string
  addressId: string
  skuId: string
  priceFen: number
  key: string
}
type Made = { brandId: string; productId: string; titleZh: string; titleEn: string }

export async function createRaw(
  db: Db,
  of: { goods: Goods[]; shoppers: Shopper[] },
): Promise<{ oneByOne(caller: number): Promise<void>; batched(caller: number): Promise<void> }> {
  const made = await readGoods(db, of.goods)
  await openAccounts(db, of)
  const purchase = (caller: number): Purchase => {
    const { memberId, addressId } = of.shoppers[caller]!
    const { skuId, priceFen } = of.goods[Math.floor(Math.random() * of.goods.length)]!
    const [orderId, number, key] = [randomUUIDv7(), newNumber(), randomUUID()]
    return { orderId, number, memberId, addressId, skuId, priceFen, key }
  }
  const batcher = createBatcher({
    run: async (purchases: Purchase[]) => {
      await db.beginByKey((tx) => writePurchases(tx, purchases, made, new Date()))
      return purchases.map(() => undefined)
    },
  })
  return {
    oneByOne: (caller) => db.begin((tx) => writeOne(tx, purchase(caller), made, new Date())),
    batched: (caller) => batcher.submit(purchase(caller)),
  }
}

/** The accounts that our program makes with their first move. */
async function openAccounts(db: Db, of: { goods: Goods[]; shoppers: Shopper[] }): Promise<void> {
  const accounts = [
    ...of.goods.map((one) => soldOf(one.skuId)),
    ...of.shoppers.map((one) => payer(one.memberId)),
  ]
  await db`
    insert into ledger.account (book, id, unit, purpose, owner)
    select 'main', * from unnest(${accounts.map((one) => one.id)}::text[],
      ${accounts.map((one) => one.unit)}::text[], ${accounts.map((one) => one.purpose)}::text[],
      ${accounts.map((one) => one.owner)}::text[])
    on conflict do nothing`
}

async function readGoods(db: Db, goods: Goods[]): Promise<Map<string, Made>> {
  const rows = await db<Made & { skuId: string }>`
    select sku.id as sku_id, sku.brand_id, product.id as product_id, title_zh, title_en
    from catalog.sku join catalog.product on product.id = sku.product_id
    where sku.id = any(${goods.map((one) => one.skuId)}::uuid[])`
  return new Map(rows.map((row) => [row.skuId, row]))
}

/** One order, one plain statement for each table it touches. */
async function writeOne(tx: Tx, one: Purchase, made: Map<string, Made>, now: Date): Promise<void> {
  const { orderId, number, memberId, addressId, skuId, priceFen: fen, key } = one
  const { brandId, productId, titleZh, titleEn } = made.get(skuId)!
  const payBy = new Date(now.getTime() + 900_000)
  const at = now.toISOString()
  const placed = { id: orderId, status: 'placed', goodsFen: fen, discountFen: 0, totalFen: fen }
  const payment = { number, method: 'balance', status: 'pending', cashierUrl: null, reason: null }
  const answer = { ...placed, placedAt: at, payBy: payBy.toISOString(), payment }
  await tx`
    insert into platform.idempotency (actor, route, key, digest, status, answer, at)
    values (${`member:${memberId}`}, 'postOrder', ${key}, 'raw', 201, ${json(answer)}::jsonb, ${now})`
  await tx`
    insert into trade."order" (id, member_id, status, goods_fen, discount_fen, total_fen, address_id,
      placed_at, pay_by, paid_at, version)
    values (${orderId}, ${memberId}, 'paid', ${fen}, 0, ${fen}, ${addressId}, ${now}, ${payBy}, ${now}, 2)`
  await tx`
    insert into trade.order_line (order_id, line_no, sku_id, brand_id, product_id, title_zh, title_en,
      quantity, unit_price_fen, discount_fen, total_fen, fee_bps)
    values (${orderId}, 1, ${skuId}, ${brandId}, ${productId}, ${titleZh}, ${titleEn}, 1, ${fen}, 0,
      ${fen}, 500)`
  await tx`
    insert into trade.payment (number, order_id, method, amount_fen, status, hold_chain, hold_n,
      institution_number, created_at, finished_at)
    values (${number}, ${orderId}, 'balance', ${fen}, 'paid', ${`place:${orderId}`}, 1,
      ${`S${number}`}, ${now}, ${now})`
  await tx`
    insert into pool.order_address (order_id, address_id, cipher)
    select ${orderId}, id, cipher from pool.address
    where member_id = ${memberId} and id = ${addressId}`
  const event = json({ orderId, memberId, version: 1, totalFen: fen, at })
  await tx`
    insert into platform.event (name, payload)
    values ('trade.order_placed', ${event}::jsonb), ('trade.order_paid', ${event}::jsonb)`

  const [goods, sold] = [forSale(skuId).id, soldOf(skuId).id]
  const [from, to] = [payer(memberId).id, escrow(orderId)]
  const [place, take] = [`place:${orderId}`, `take:${orderId}`]
  await tx`
    insert into ledger.account (book, id, unit, purpose, owner, floor, posted)
    values ('main', ${to.id}, 'CNY', 'escrow', ${orderId}, 0, ${fen})`
  await tx`
    insert into ledger.chain (book, id, reference, digest, at)
    values ('main', ${place}, ${orderId}, 'raw-digest-of-22-chars', ${now}),
      ('main', ${take}, ${orderId}, 'raw-digest-of-22-chars', ${now})`
  await tx`
    insert into ledger.transfer (book, at, chain_id, n, kind, from_account, to_account, amount,
      hold_chain, hold_n)
    values ('main', ${now}, ${place}, 0, 'hold', ${goods}, ${sold}, 1, null, null),
      ('main', ${now}, ${take}, 0, 'post_hold', ${goods}, ${sold}, 1, ${place}, 0),
      ('main', ${now}, ${place}, 1, 'hold', ${from}, ${to.id}, ${fen}, null, null),
      ('main', ${now}, ${take}, 1, 'post_hold', ${from}, ${to.id}, ${fen}, ${place}, 1)`
  await tx`
    insert into ledger.delta (book, account_id, amount)
    values ('main', ${sold}, 1), ('main', ${from}, ${-fen}::bigint)`

  await tx`
    insert into sandbox.instruction (number, kind, digest, status, amount_fen, at, institution_number)
    values (${number}, 'charge', 'raw-digest-of-22-chars', 'done', ${fen}, ${now}, ${`S${number}`})`
  await tx`
    insert into sandbox.charge (number, payer, method, subject, return_url, amount_fen, pay_by,
      opened_at, state, frozen_fen)
    values (${number}, ${memberId}, 'balance', 'raw', 'http://127.0.0.1/orders/raw', ${fen}, ${payBy},
      ${now}, 'paid', ${fen})`
  await tx`
    insert into sandbox.movement (number, from_account, to_account, amount_fen, at)
    values (${number}, ${`payer:${memberId}`}, ${`frozen:${number}`}, ${fen}, ${now})`
  await tx`
    update sandbox.payer set balance_fen = balance_fen - ${fen} where payer = ${memberId}`
  // The contended row last, so that it is locked only while it is committed.
  const taken = await tx`
    update ledger.account set posted = posted - 1
    where book = 'main' and id = ${goods} and posted - held - 1 >= floor returning id`
  if (taken.length !== 1) throw new Error('sold out')
}

/** The same rows for many orders, each statement once for all of them. */
async function writePurchases(tx: Tx, all: Purchase[], made: Map<string, Made>, now: Date) {
  const ids = all.map((one) => one.orderId)
  const fen = all.map((one) => one.priceFen)
  const numbers = all.map((one) => one.number)
  const members = all.map((one) => one.memberId)
  const escrows = all.map((one) => escrow(one.orderId))

  await tx`
    insert into platform.idempotency (actor, route, key, digest, status, answer, at)
    select 'member:' || member, 'postOrder', key, 'raw', 201, jsonb_build_object('id', id,
      'status', 'placed', 'totalFen', fen, 'placedAt', ${now}::timestamptz, 'payment',
      jsonb_build_object('number', id, 'method', 'balance', 'status', 'pending')), ${now}
    from unnest(${members}::text[], ${all.map((one) => one.key)}::text[], ${ids}::text[],
      ${fen}::bigint[]) as new (member, key, id, fen)`
  await tx`
    insert into trade."order" (id, member_id, status, goods_fen, discount_fen, total_fen, address_id,
      placed_at, pay_by, paid_at, version)
    select id, member, 'paid', fen, 0, fen, address, ${now}, ${now}::timestamptz + interval '15 min',
      ${now}, 2
    from unnest(${ids}::uuid[], ${members}::uuid[], ${fen}::bigint[],
      ${all.map((one) => one.addressId)}::uuid[]) as new (id, member, fen, address)`
  const goods = all.map((one) => made.get(one.skuId)!)
  await tx`
    insert into trade.order_line (order_id, line_no, sku_id, brand_id, product_id, title_zh, title_en,
      quantity, unit_price_fen, discount_fen, total_fen, fee_bps)
    select id, 1, sku, brand, product, zh, en, 1, fen, 0, fen, 500
    from unnest(${ids}::uuid[], ${all.map((one) => one.skuId)}::uuid[],
      ${goods.map((one) => one.brandId)}::uuid[], ${goods.map((one) => one.productId)}::uuid[],
      ${goods.map((one) => one.titleZh)}::text[], ${goods.map((one) => one.titleEn)}::text[],
      ${fen}::bigint[]) as new (id, sku, brand, product, zh, en, fen)`
  await tx`
    insert into trade.payment (number, order_id, method, amount_fen, status, hold_chain, hold_n,
      institution_number, created_at, finished_at)
    select number, id, 'balance', fen, 'paid', 'place:' || id, 1, 'S' || number, ${now}, ${now}
    from unnest(${numbers}::text[], ${ids}::uuid[], ${fen}::bigint[]) as new (number, id, fen)`
  await tx`
    insert into pool.order_address (order_id, address_id, cipher)
    select new.id, address.id, address.cipher
    from unnest(${ids}::uuid[], ${members}::uuid[], ${all.map((one) => one.addressId)}::uuid[])
      as new (id, member, address)
    join pool.address on address.member_id = new.member and address.id = new.address`
  await tx`
    insert into platform.event (name, payload)
    select name, jsonb_build_object('orderId', id, 'memberId', member, 'version', 1, 'totalFen', fen,
      'at', ${now}::timestamptz)
    from unnest(${ids}::text[], ${members}::text[], ${fen}::bigint[]) as new (id, member, fen),
      (values ('trade.order_placed'), ('trade.order_paid')) as event (name)`
  await writeLedger(tx, all, escrows, now)
  await writeSandbox(tx, all, now)
  await takeStock(tx, all)
}

async function writeLedger(tx: Tx, all: Purchase[], escrows: Account[], now: Date) {
  await tx`
    insert into ledger.account (book, id, unit, purpose, owner, floor, posted)
    select 'main', id, 'CNY', 'escrow', owner, 0, fen from unnest(
      ${escrows.map((one) => one.id)}::text[], ${escrows.map((one) => one.owner)}::text[],
      ${all.map((one) => one.priceFen)}::bigint[]) as new (id, owner, fen)`
  const chains = all.flatMap(({ orderId }) => [`place:${orderId}`, `take:${orderId}`])
  await tx`
    insert into ledger.chain (book, id, reference, digest, at)
    select 'main', id, split_part(id, ':', 2), 'raw-digest-of-22-chars', ${now}
    from unnest(${chains}::text[]) as new (id)`
  const legs = all.flatMap(({ orderId, skuId, memberId, priceFen }, index) => {
    const [goods, money] = [
      { from: forSale(skuId).id, to: soldOf(skuId).id, amount: 1 },
      { from: payer(memberId).id, to: escrows[index]!.id, amount: priceFen },
    ]
    const place = `place:${orderId}`
    return [goods, money].flatMap((leg, n) => [
      {
        ...leg,
        chain: place,
        n,
        kind: 'hold',
        hold: null as string | null,
        holdN: null as number | null,
      },
      { ...leg, chain: `take:${orderId}`, n, kind: 'post_hold', hold: place, holdN: n },
    ])
  })
  await tx`
    insert into ledger.transfer (book, at, chain_id, n, kind, from_account, to_account, amount,
      hold_chain, hold_n)
    select 'main', ${now}, * from unnest(${legs.map((leg) => leg.chain)}::text[],
      ${legs.map((leg) => leg.n)}::smallint[], ${legs.map((leg) => leg.kind)}::text[],
      ${legs.map((leg) => leg.from)}::text[], ${legs.map((leg) => leg.to)}::text[],
      ${legs.map((leg) => leg.amount)}::bigint[], ${legs.map((leg) => leg.hold)}::text[],
      ${legs.map((leg) => leg.holdN)}::smallint[])`
  await tx`
    insert into ledger.delta (book, account_id, amount)
    select 'main', id, amount from unnest(
      ${all.flatMap((one) => [soldOf(one.skuId).id, payer(one.memberId).id])}::text[],
      ${all.flatMap((one) => [1, -one.priceFen])}::bigint[]) as new (id, amount)`
}

async function writeSandbox(tx: Tx, all: Purchase[], now: Date) {
  const numbers = all.map((one) => one.number)
  const payers = all.map((one) => one.memberId)
  const fen = all.map((one) => one.priceFen)
  await tx`
    insert into sandbox.instruction (number, kind, digest, status, amount_fen, at, institution_number)
    select number, 'charge', 'raw-digest-of-22-chars', 'done', fen, ${now}, 'S' || number
    from unnest(${numbers}::text[], ${fen}::bigint[]) as new (number, fen)`
  await tx`
    insert into sandbox.charge (number, payer, method, subject, return_url, amount_fen, pay_by,
      opened_at, state, frozen_fen)
    select number, payer, 'balance', 'raw', 'http://127.0.0.1/orders/raw', fen, ${now}, ${now}, 'paid',
      fen
    from unnest(${numbers}::text[], ${payers}::text[], ${fen}::bigint[]) as new (number, payer, fen)`
  await tx`
    insert into sandbox.movement (number, from_account, to_account, amount_fen, at)
    select number, 'payer:' || payer, 'frozen:' || number, fen, ${now}
    from unnest(${numbers}::text[], ${payers}::text[], ${fen}::bigint[]) as new (number, payer, fen)`
  await tx`
    update sandbox.payer set balance_fen = balance_fen - spent.fen
    from (select payer, sum(fen)::bigint as fen
      from unnest(${payers}::text[], ${fen}::bigint[]) as new (payer, fen)
      group by payer order by payer) as spent
    where payer.payer = spent.payer`
}

/** Last, so that a hot row is locked only while it is committed. Throws when there is too little. */
async function takeStock(tx: Tx, all: Purchase[]) {
  const wanted = Map.groupBy(all, (one) => forSale(one.skuId).id)
  const ids = [...wanted.keys()].sort()
  const taken = await tx`
    update ledger.account set posted = posted - new.quantity
    from unnest(${ids}::text[], ${ids.map((id) => wanted.get(id)!.length)}::bigint[])
      as new (id, quantity)
    cross join lateral (
      select ctid from ledger.account where book = 'main' and id = new.id
      for no key update) as found
    where account.ctid = found.ctid and posted - held - new.quantity >= floor
    returning account.id`
  if (taken.length !== ids.length) throw new Error('sold out')
}

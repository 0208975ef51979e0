/**
 * The same purchase without us: the rows our program leaves behind, written straight to the same tables
 * with named statements from one process without HTTP. Once as one transaction per order, once as a bare
 * micro-batch. Nothing is checked but the stock; what it writes passes the ledger's own audit.
 */
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { forSale, soldOf } from '#catalog/stock.ts'
import type { Account } from '#ledger/chain.ts'
import { createBatcher } from '#platform/batcher.ts'
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
  const purchase = (caller: number): Purchase => {
    const { memberId, addressId } = of.shoppers[caller]!
    const { skuId, priceFen } = of.goods[Math.floor(Math.random() * of.goods.length)]!
    const [orderId, number, key] = [randomUUIDv7(), newNumber(), randomUUID()]
    return { orderId, number, memberId, addressId, skuId, priceFen, key }
  }
  const write = (tx: Tx, purchases: Purchase[]) => writePurchases(tx, purchases, made, new Date())
  const batcher = createBatcher({
    run: async (purchases: Purchase[]) => {
      await db.beginByKey((tx) => write(tx, purchases))
      return purchases.map(() => undefined)
    },
  })
  return {
    oneByOne: (caller) => db.beginByKey((tx) => write(tx, [purchase(caller)])),
    batched: (caller) => batcher.submit(purchase(caller)),
  }
}

async function readGoods(db: Db, goods: Goods[]): Promise<Map<string, Made>> {
  const rows = await db<Made & { skuId: string }>`
    select sku.id as sku_id, sku.brand_id, product.id as product_id, title_zh, title_en
    from catalog.sku join catalog.product on product.id = sku.product_id
    where sku.id = any(${goods.map((one) => one.skuId)}::uuid[])`
  return new Map(rows.map((row) => [row.skuId, row]))
}

/** Every statement takes arrays, of length 1 for a single order: the same text and plan either way. */
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
      { ...leg, chain: place, n, kind: 'hold', hold: null as string | null, holdN: null as number | null },
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
    where book = 'main' and account.id = new.id and posted - held - new.quantity >= floor
    returning account.id`
  if (taken.length !== ids.length) throw new Error('sold out')
}

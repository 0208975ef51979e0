/** What trade holds about a member. */
import { findOrderAddresses } from '#pool/order-address.ts'
import { itemOf, sectionOf } from '#pool/rights/section.ts'
import type { DataQuery, DataSection } from '#pool/rights/section.ts'

type Counted = { total: number } & Record<string, unknown>

export async function tradeData(query: DataQuery): Promise<DataSection[]> {
  return Promise.all(
    [orders, orderLines, orderAddresses, refunds, remarks, cart].map((part) => part(query)),
  )
}

async function orders({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, id as "orderId", status, total_fen as "totalFen",
      refunded_fen as "refundedFen", placed_at as "placedAt", paid_at as "paidAt"
    from trade."order" where member_id = any(${personIds}::uuid[]) order by id desc limit ${limit}`
  return sectionOf({ kind: 'orders', source: 'you', why: 'law', until: 'law' }, rows)
}

async function orderLines({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, order_id as "orderId", line.title_zh as title, quantity,
      line.total_fen as "totalFen"
    from trade."order" join trade.order_line as line on order_id = "order".id
    where member_id = any(${personIds}::uuid[]) order by order_id desc, line_no limit ${limit}`
  return sectionOf({ kind: 'order_lines', source: 'you', why: 'law', until: 'law' }, rows)
}

async function orderAddresses(query: DataQuery): Promise<DataSection> {
  const { db, vault, personIds, limit } = query
  const orderIds = await db<{ id: string }>`
    select id from trade."order" where member_id = any(${personIds}::uuid[]) order by id desc`
  const ids = orderIds.map(({ id }) => id)
  const { count, items } = await findOrderAddresses(db, vault, { orderIds: ids, limit })
  const held = {
    kind: 'order_addresses',
    source: 'you',
    why: 'law',
    until: 'three_years_after',
  } as const
  return { ...held, count, items: items.map(itemOf) }
}

async function refunds({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, order_id as "orderId", kind, refund.status, reason,
      amount_fen as "amountFen", requested_at as "requestedAt"
    from trade."order" join trade.refund on order_id = "order".id
    where member_id = any(${personIds}::uuid[]) order by refund.id desc limit ${limit}`
  return sectionOf({ kind: 'refunds', source: 'you', why: 'law', until: 'law' }, rows)
}

/** Also what staff wrote about the member. */
async function remarks({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, author, text, written_at as "writtenAt"
    from trade.remark where member_id = any(${personIds}::uuid[]) order by id desc limit ${limit}`
  return sectionOf({ kind: 'remarks', source: 'you', why: 'service', until: 'closing' }, rows)
}

async function cart({ db, personIds, limit }: DataQuery): Promise<DataSection> {
  const rows = await db<Counted>`
    select count(*) over () as total, sku_id as "skuId", quantity, added_at as "addedAt"
    from trade.cart_line where member_id = any(${personIds}::uuid[])
    order by added_at desc limit ${limit}`
  return sectionOf({ kind: 'cart', source: 'you', why: 'service', until: 'closing' }, rows)
}

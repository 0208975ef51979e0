/** Orders as staff look for them: by state, day, member, and by what somebody typed. */
import { z } from 'zod'
import { findProductIds } from '#catalog/console-listing.ts'
import { findFirstPictures } from '#catalog/picture.ts'
import { Picture } from '#catalog/product.ts'
import { addMs, dayMs, startOfDay } from '#platform/clock.ts'
import { sql } from '#platform/db.ts'
import type { Fragment, Sql } from '#platform/db.ts'
import { ofHuman } from './as-owner.ts'
import { listOrders } from './read-order.ts'
import { instant, OrderStatus, OrderSummary } from './views.ts'

/** What a list of orders may be narrowed by; the export takes the same. */
export const OrderFilter = z.object({
  status: OrderStatus.optional(),
  memberId: z.uuid().optional(),
  /** A calendar day in China on which it was placed. */
  day: z.iso
    .date()
    .refine((day) => day >= '2000-01-01', 'is before any business')
    .optional(),
  /** The beginning or the end of an order's number, a parcel's, or words of goods. */
  q: z.string().trim().min(1).max(100).optional(),
})
export type OrderFilter = z.output<typeof OrderFilter>

/** An order in the list, with what one needs to see whose turn it is. */
export const FoundOrder = OrderSummary.extend({
  paidAt: instant.nullable(),
  /** When it moves on by itself. */
  dueAt: instant.nullable(),
  /** Of its first goods, as they show now. */
  pictures: z.array(Picture).max(3),
  /** Parcels that are still to be sent: pieces by brand. Only a paid order waits for any. */
  waiting: z.array(z.object({ brandId: z.uuid(), pieces: z.int() })),
})

/** How many there are of each state, counted up to a limit so that it stays cheap. */
export const OrderCounts = z.object({
  countMax: z.int(),
  items: z.array(z.object({ status: OrderStatus, count: z.int() })),
})
const countMax = 1_000
/** Words that fit more products than this find orders of the newest of them only. */
const productsMax = 500

/** Newest first, by key. */
export async function findOrders(
  db: Sql,
  query: { where: Fragment; beforeId: string | null; limit: number },
): Promise<z.input<typeof FoundOrder>[]> {
  const orders = await listOrders(db, query)
  const ids = orders.map((order) => order.id)
  const [rows, parcels] = await Promise.all([
    db<{ id: string; paidAt: Date | null; dueAt: Date | null; productIds: string[] }>`
      select id, paid_at, due_at, array(
        select product_id from trade.order_line where order_id = "order".id
        order by line_no limit 3) as product_ids
      from trade."order" where id = any(${ids}::uuid[])`,
    db<{ orderId: string; brandId: string; pieces: number }>`
      select order_id, brand_id, sum(quantity - refunded_quantity) as pieces
      from trade.order_line join trade."order" on "order".id = order_id
      where order_id = any(${ids}::uuid[]) and status = 'paid'
        and shipment_id is null and refunded_quantity < quantity
      group by order_id, brand_id order by order_id, min(line_no)`,
  ])
  const pictures = await findFirstPictures(
    db,
    rows.flatMap((row) => row.productIds),
  )
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const parcelsOf = Map.groupBy(parcels, (parcel) => parcel.orderId)
  return orders.map((order) => {
    const { paidAt, dueAt, productIds } = rowOf.get(order.id)!
    return {
      ...order,
      paidAt,
      dueAt,
      pictures: [...new Set(productIds)].flatMap((id) => pictures.get(id) ?? []),
      waiting: parcelsOf.get(order.id) ?? [],
    }
  })
}

export async function countOrders(
  db: Sql,
  filter: Pick<OrderFilter, 'day' | 'memberId'>,
): Promise<z.input<typeof OrderCounts>> {
  const where = await ordersWhere(db, filter)
  const items = await db<{ status: z.output<typeof OrderStatus>; count: number }>`
    select wanted.status, (
      select count(*) from (
        select from trade."order" where status = wanted.status and ${where} limit ${countMax}
      ) as counted) as count
    from unnest(${OrderStatus.options}::text[]) as wanted (status)`
  return { countMax, items }
}

/** The condition on rows of trade.order. Words are looked up once, for all pages of a list. */
export async function ordersWhere(db: Sql, filter: OrderFilter): Promise<Fragment> {
  const { status, memberId, day, q } = filter
  const conditions = [
    status === undefined ? sql`true` : sql`status = ${status}`,
    memberId === undefined ? sql`true` : await ofHuman(db, memberId),
    day === undefined ? sql`true` : placedOn(day),
    q === undefined ? sql`true` : await fitting(db, q),
  ]
  return conditions.reduce((all, one) => sql`${all} and ${one}`)
}

function placedOn(day: string): Fragment {
  const from = startOfDay(day)
  return sql`placed_at >= ${from} and placed_at < ${addMs(from, dayMs)}`
}

/** By any of what the text can be. Each way has its index, so none reads all orders. */
async function fitting(db: Sql, q: string): Promise<Fragment> {
  const ways = [...byNumber(q), ...byTracking(q)]
  const productIds = await findProductIds(db, q, productsMax)
  if (productIds.length > 0)
    ways.push(sql`
      select order_id from trade.order_line where product_id = any(${productIds}::uuid[])`)
  if (ways.length === 0) return sql`false`
  return sql`id in (${ways.reduce((all, one) => sql`${all} union all ${one}`)})`
}

/** The whole number, its beginning, or its end, by which lists name an order: "…9f3c01ab". */
function byNumber(q: string): Fragment[] {
  const text = q.replace(/^(…|\.\.\.)/, '').toLowerCase()
  if (!/^[\da-f][\da-f-]{3,35}$/.test(text)) return []
  const digits = text.replaceAll('-', '')
  if (digits.length < 4 || digits.length > 32) return []
  const [first, last] = [digits.padEnd(32, '0'), digits.padEnd(32, 'f')]
  const beginning = sql`
    select id from trade."order" where id between ${first}::uuid and ${last}::uuid`
  if (digits.length < 8 || digits.length > 12) return [beginning]
  const end = sql`
    select id from trade."order"
    where right(id::text, 8) = ${digits.slice(-8)}
      and right(id::text, ${digits.length}) = ${digits}`
  return [beginning, end]
}

/** Whatever its letters' case. A range, since `like` with a parameter does not use the index. */
function byTracking(q: string): Fragment[] {
  if (!/^[\da-z-]{5,40}$/i.test(q)) return []
  const text = q.toUpperCase()
  return [
    sql`
      select order_id from trade.shipment
      where upper(tracking_no collate "C") >= ${text}
        and upper(tracking_no collate "C") < ${`${text}\u{FFFF}`}`,
  ]
}

/** A member's orders as they look for them: by what is still to be done, with what was bought. */
import { z } from 'zod'
import { findFirstPictures } from '#catalog/picture.ts'
import { Picture } from '#catalog/product.ts'
import { sql } from '#platform/db.ts'
import type { Fragment, Sql } from '#platform/db.ts'
import { ofHuman } from './as-owner.ts'
import { listOrders } from './read-order.ts'
import { OrderStatus, OrderSummary } from './views.ts'

export const MyOrder = OrderSummary.extend({
  /** The first of its goods; `lineCount` says how many there are. */
  goods: z.array(
    z.object({
      productId: z.uuid(),
      titleZh: z.string(),
      titleEn: z.string(),
      picture: Picture.nullable(),
    }),
  ),
})
type MyOrderView = z.input<typeof MyOrder>

/** A state, or `after_sale`: a refund or a dispute is under way, whatever the state. */
export const MyOrderFilter = z.enum([...OrderStatus.options, 'after_sale'])
type Filter = z.output<typeof MyOrderFilter>

/** How many wait for what, each counted up to 100. */
export const MyOrderCounts = z.object({
  placed: z.int(),
  paid: z.int(),
  shipped: z.int(),
  afterSale: z.int(),
})

const goodsShown = 4
const countMax = 100

/** Newest first, by key. */
export async function listMyOrders(
  db: Sql,
  query: { memberId: string; filter: Filter | undefined; beforeId: string | null; limit: number },
): Promise<MyOrderView[]> {
  const { memberId, filter, ...page } = query
  const mine = await ofHuman(db, memberId)
  const orders = await listOrders(db, { where: whereMine(mine, filter), ...page })
  const ids = orders.map((order) => order.id)
  const goods = await db<Omit<MyOrderView['goods'][number], 'picture'> & { orderId: string }>`
    select line.order_id, line.product_id, line.title_zh, line.title_en
    from unnest(${ids}::uuid[]) as wanted (id)
    cross join lateral (
      select * from trade.order_line where order_id = wanted.id
      order by line_no limit ${goodsShown}) as line`
  const pictures = await findFirstPictures(
    db,
    goods.map((one) => one.productId),
  )
  const goodsOf = Map.groupBy(goods, (one) => one.orderId)
  return orders.map((order) => ({
    ...order,
    goods: (goodsOf.get(order.id) ?? []).map(({ productId, titleZh, titleEn }) => {
      return { productId, titleZh, titleEn, picture: pictures.get(productId) ?? null }
    }),
  }))
}

export async function countMyOrders(
  db: Sql,
  memberId: string,
): Promise<z.input<typeof MyOrderCounts>> {
  const mine = await ofHuman(db, memberId)
  const counted = (filter: Filter) => sql`(
    select count(*) from (
      select from trade."order" where ${whereMine(mine, filter)} limit ${countMax}) as waiting)`
  const [counts] = await db<z.input<typeof MyOrderCounts>>`
    select ${counted('placed')} as placed, ${counted('paid')} as paid,
      ${counted('shipped')} as shipped, ${counted('after_sale')} as after_sale`
  return counts!
}

/** A condition on rows of trade.order. */
function whereMine(mine: Fragment, filter: Filter | undefined): Fragment {
  if (filter === undefined) return mine
  if (filter !== 'after_sale') return sql`${mine} and status = ${filter}`
  return sql`${mine} and (disputed or exists (
    select from trade.refund where order_id = "order".id
      and refund.status in ('requested', 'approved', 'stuck')))`
}

/** Coupons: so many in all, so many per member, a fixed amount off from a minimum spend. */
import { balancesOf } from '#ledger/balance.ts'
import { postChain } from '#ledger/post.ts'
import type { Sql, Tx } from '#platform/db.ts'
import { sql } from '#platform/db.ts'
import type { DomainError } from '#platform/errors.ts'
import type { z } from 'zod'
import { book, couponLeft, couponSource, couponUsed } from './accounts.ts'
import { codeTaken, couponTooGenerous, wrongTerm } from './errors.ts'
import { findUses } from './member-uses.ts'
import type { CouponTerms } from './price-order.ts'
import type { Coupon } from './views.ts'

export type NewCoupon = {
  code: string
  titleZh: string
  titleEn: string
  offFen: number
  minSpendFen: number
  total: number
  perMemberMax: number
  startsAt: Date
  endsAt: Date
}

/**
 * Makes a coupon and puts all its units into the ledger, in one chain `coupon:<couponId>`; there
 * can never be more, and its terms never change. The code is kept in capitals. Answers its id.
 *
 * Errors: wrongTerm, couponTooGenerous, codeTaken.
 */
export async function createCoupon(tx: Tx, coupon: NewCoupon, now: Date): Promise<string> {
  const refusal = whyNotCreate(coupon, now)
  if (refusal) throw refusal
  const { titleZh, titleEn, offFen, minSpendFen, total, perMemberMax, startsAt, endsAt } = coupon
  const code = coupon.code.toUpperCase()
  const [written] = await tx<{ id: string }>`
    insert into trade.coupon (code, title_zh, title_en, off_fen, min_spend_fen, total,
      per_member_max, starts_at, ends_at, created_at)
    values (${code}, ${titleZh}, ${titleEn}, ${offFen}, ${minSpendFen}, ${total}, ${perMemberMax},
      ${startsAt}, ${endsAt}, ${now})
    on conflict (code) do nothing
    returning id`
  if (!written) throw codeTaken({ couponCode: code })
  const { id } = written
  const [from, to] = [couponSource(id), couponLeft(id)]
  const chain = { book, id: `coupon:${id}`, reference: id }
  const transfers = [{ kind: 'post' as const, from, to, amount: total }]
  await postChain(tx, { ...chain, transfers }, now, ({ reason }) => new Error(`coupon: ${reason}`))
  return id
}

/** Why there can be no such coupon, or null when there can. */
export function whyNotCreate(coupon: NewCoupon, now: Date): DomainError | null {
  const { startsAt, endsAt, offFen, minSpendFen } = coupon
  if (startsAt < now || endsAt <= startsAt) return wrongTerm()
  if (minSpendFen <= offFen) return couponTooGenerous()
  return null
}

/**
 * The terms of those of these codes (in capitals) that exist, in no order; one look-up by index.
 */
export async function findCouponTerms(db: Sql, codes: readonly string[]): Promise<CouponTerms[]> {
  return db<CouponTerms>`
    select id as coupon_id, code, off_fen, min_spend_fen, per_member_max, starts_at, ends_at
    from trade.coupon where code = any(${codes}::text[])`
}

/** How many of each coupon nobody has used or holds for an order, in order. */
export async function couponsLeft(db: Sql, couponIds: string[], now: Date): Promise<number[]> {
  const balances = await balancesOf(db, { book, accounts: couponIds.map(couponLeft), now })
  return balances.map((balance) => balance.available)
}

type View = z.input<typeof Coupon>

/** For a member: what can be used now, by them, the one that ends first first. */
export async function listUsableCoupons(
  db: Sql,
  query: { memberId: string; now: Date },
): Promise<View[]> {
  const { memberId, now } = query
  const rows = await db<Row>`
    select ${columns} from trade.coupon
    where starts_at <= ${now} and ends_at > ${now}
    order by ends_at, id
    limit 100`
  const uses = await findUses(db, { memberId, couponIds: rows.map((row) => row.id), saleIds: [] })
  const coupons = await viewsOf(db, rows, now)
  return coupons.filter(({ id, left, perMemberMax }) => {
    return left > 0 && (uses.get(id) ?? 0) < perMemberMax
  })
}

/** For staff: all of them, newest first. Pages by id. */
export async function listCoupons(
  db: Sql,
  query: { afterId?: string | undefined; limit: number; now: Date },
): Promise<View[]> {
  const { afterId = null, limit, now } = query
  const rows = await db<Row>`
    select ${columns} from trade.coupon
    where ${afterId}::uuid is null or id < ${afterId}
    order by id desc
    limit ${limit}`
  return viewsOf(db, rows, now)
}

export async function getCoupon(db: Sql, couponId: string, now: Date): Promise<View> {
  const rows = await db<Row>`select ${columns} from trade.coupon where id = ${couponId}`
  const [coupon] = await viewsOf(db, rows, now)
  return coupon!
}

type Row = Omit<View, 'left' | 'used'>
const columns = sql`id, code, title_zh, title_en, off_fen, min_spend_fen, total, per_member_max,
  starts_at, ends_at`

async function viewsOf(db: Sql, rows: Row[], now: Date): Promise<View[]> {
  const ids = rows.map((row) => row.id)
  const accounts = [...ids.map(couponLeft), ...ids.map(couponUsed)]
  const balances = await balancesOf(db, { book, accounts, now })
  return rows.map((row, index) => ({
    ...row,
    left: balances[index]!.available,
    used: balances[index + rows.length]!.posted,
  }))
}

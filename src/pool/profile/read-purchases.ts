/** What members bought and gave back, all persons of a human together; imported orders among them. */
import type { Sql } from '#platform/db.ts'

export type MemberPurchases = {
  memberId: string
  /** The earliest first. */
  paid: { at: Date; amountFen: number }[]
  refunded: { at: Date; amountFen: number }[]
}

/**
 * Buyers in the order of their ids. `oneOf` takes one of so many of them, always the same ones, spread
 * over all: ids are by time, and the first thousand would be the oldest.
 */
export async function readPurchases(
  db: Sql,
  page: { after: string | null; limit: number; oneOf?: number },
): Promise<MemberPurchases[]> {
  const { after, limit, oneOf = 1 } = page
  const rows = await db<Row>`
    with page as (
      select member_id from pool.profile
      where first_paid_at is not null and (${after}::uuid is null or member_id > ${after})
        and hashtextextended(member_id::text, 0) % ${oneOf}::bigint = 0
      order by member_id limit ${limit}),
    person as (
      select member_id, member_id as person_id from page
      union
      select page.member_id, alias.person_id from page
      join pool.alias on alias.representative_id = page.member_id)
    select person.member_id, bought.paid_at, bought.paid_fen, bought.refunded_fen,
      bought.refunded_at
    from person join pool.bought using (person_id)
    where bought.paid_at is not null
    order by person.member_id, bought.paid_at, bought.order_id`
  const members = new Map<string, MemberPurchases>()
  for (const { memberId, paidAt, paidFen, refundedFen, refundedAt } of rows) {
    const known = members.get(memberId) ?? { memberId, paid: [], refunded: [] }
    members.set(memberId, known)
    known.paid.push({ at: paidAt, amountFen: paidFen })
    if (refundedFen > 0 && refundedAt)
      known.refunded.push({ at: refundedAt, amountFen: refundedFen })
  }
  return [...members.values()]
}

type Row = {
  memberId: string
  paidAt: Date
  paidFen: number
  refundedFen: number
  refundedAt: Date | null
}

export async function countBuyers(db: Sql): Promise<number> {
  const [row] = await db<{ buyers: number }>`
    select count(*) as buyers from pool.profile where first_paid_at is not null`
  return row!.buyers
}

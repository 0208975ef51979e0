/** Orders of whoever is the same human as the one who asks. */
import { componentOf } from '#pool/identity/representative.ts'
import { sql } from '#platform/db.ts'
import type { Fragment, Sql } from '#platform/db.ts'

/**
 * The order with the member whose it is, when that is the same human as who asks; else with who asks,
 * who then finds no such order. Acts go on asking for the order's own member: only who that is, is
 * resolved.
 */
export async function asOwner(
  db: Sql,
  { memberId }: { memberId: string },
  { orderId }: { orderId: string },
): Promise<{ orderId: string; memberId: string }> {
  // Both are asked for, whatever the first says: what is another's takes as long as what is not there.
  const [[order], persons] = await Promise.all([
    db<{ memberId: string }>`select member_id from trade."order" where id = ${orderId}`,
    componentOf(db, memberId),
  ])
  const isMine = order !== undefined && persons.includes(order.memberId)
  return { orderId, memberId: isMine ? order.memberId : memberId }
}

/** The condition on rows of trade.order that it is of this human. */
export async function ofHuman(db: Sql, memberId: string): Promise<Fragment> {
  const persons = await componentOf(db, memberId)
  // Almost everybody is one person only, whose orders come in order from their index.
  return persons.length === 1
    ? sql`member_id = ${memberId}`
    : sql`member_id = any(${persons}::uuid[])`
}

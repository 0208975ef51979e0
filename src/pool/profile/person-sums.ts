/** What the facts of each person add up to, kept under the id they were written with. */
import { json } from '#platform/db.ts'
import type { Tx } from '#platform/db.ts'
import type { ProjectedFact } from '../facts/fact.ts'
import { addBought, addMilestones, boughtOf, milestonesOf } from './milestone.ts'
import type { Bought, Milestones } from './milestone.ts'

export type PersonSum = {
  milestones: Milestones | null
  orders: Map<string, Bought>
}

export type Sums = {
  byPerson: Map<string, PersonSum>
  /** The persons of each member, itself among them. */
  personsOf: Map<string, string[]>
}

type MilestoneRow = {
  personId: string
  firstAt: Date
  visitedAt: Date[]
  lookedAt: Date | null
  signedUpAt: Date | null
  invitedAt: Date | null
  brought: number
  shares: number
  activeAt: Date[]
}
type BoughtRow = Omit<Bought, 'paidAt' | 'refundedAt'> & {
  personId: string
  paidAt: Date | null
  refundedAt: Date | null
}

/**
 * The milestones of everybody these members stand for, and of whoever told the facts.
 *
 * Locks the rows in the order of their ids: who is forgotten meanwhile stays forgotten.
 */
export async function readMilestones(tx: Tx, members: string[], told: string[]): Promise<Sums> {
  const joined = await tx<{ personId: string; memberId: string }>`
    select person_id, representative_id as member_id from pool.alias
    where representative_id = any(${members}::uuid[]) and person_id <> representative_id`
  const personsOf = new Map(members.map((id) => [id, [id]]))
  for (const { personId, memberId } of joined) personsOf.get(memberId)!.push(personId)

  const ids = [...new Set([...[...personsOf.values()].flat(), ...told])].toSorted()
  const byPerson = new Map<string, PersonSum>(
    ids.map((id) => [id, { milestones: null, orders: new Map() }]),
  )
  const rows = await tx<MilestoneRow>`
    select person_id, first_at, visits as visited_at, looked_at, signed_up_at, invited_at, brought,
      shares, active as active_at
    from pool.milestone where person_id = any(${ids}::uuid[]) order by person_id for update`
  for (const { personId, ...row } of rows)
    byPerson.get(personId)!.milestones = {
      ...row,
      firstAt: row.firstAt.getTime(),
      visitedAt: row.visitedAt.map(Number),
      lookedAt: msOf(row.lookedAt),
      signedUpAt: msOf(row.signedUpAt),
      invitedAt: msOf(row.invitedAt),
      activeAt: row.activeAt.map(Number),
    }
  return { byPerson, personsOf }
}

/** Adds the facts to the milestones of who told them. Returns what those were whose changed. */
export function addFacts(sums: Sums, facts: ProjectedFact[]): Map<string, Milestones | null> {
  const before = new Map<string, Milestones | null>()
  for (const fact of facts) {
    const sum = sums.byPerson.get(fact.personId)!
    const said = milestonesOf(fact)
    const was = sum.milestones
    const is = was ? addMilestones(was, said) : said
    if (was && isSame(was, is)) continue
    if (!before.has(fact.personId)) before.set(fact.personId, was)
    sum.milestones = is
  }
  return before
}

/** Whether all that is new is that they did something later, without a silence in between. */
export function wentOnOnly(was: Milestones, is: Milestones): boolean {
  const { length } = was.activeAt
  return (
    length > 0 &&
    length === is.activeAt.length &&
    isSame({ ...was, activeAt: is.activeAt }, is) &&
    areSame(was.activeAt.slice(0, -1), is.activeAt.slice(0, -1))
  )
}

/** Adds what is known of the orders of these persons, and what the facts say of orders. */
export async function keepBought(
  tx: Tx,
  sums: Sums,
  personIds: string[],
  facts: ProjectedFact[],
): Promise<void> {
  const told = facts.flatMap((fact) => {
    const order = boughtOf(fact)
    return order ? [{ personId: fact.personId, order }] : []
  })
  const ids = [...new Set([...personIds, ...told.map((one) => one.personId)])].toSorted()
  if (ids.length === 0) return
  const rows = await tx<BoughtRow>`
    select person_id, order_id, paid_at, paid_fen, refunds, refunded_fen, refunded_at
    from pool.bought where person_id = any(${ids}::uuid[])`
  for (const { personId, ...row } of rows)
    sums.byPerson.get(personId)!.orders.set(row.orderId, {
      ...row,
      paidAt: msOf(row.paidAt),
      refundedAt: msOf(row.refundedAt),
    })
  const changed = new Map<string, { personId: string; order: Bought }>()
  for (const { personId, order } of told) {
    const { orders } = sums.byPerson.get(personId)!
    const known = orders.get(order.orderId)
    const total = known ? addBought(known, order) : order
    orders.set(order.orderId, total)
    changed.set(`${personId} ${order.orderId}`, { personId, order: total })
  }
  await writeBought(tx, [...changed.values()])
}

/** All persons of a human together; null when nothing is known of any of them. */
export function sumOf(parts: PersonSum[]): { milestones: Milestones; orders: Bought[] } | null {
  const known = parts.flatMap(({ milestones }) => milestones ?? [])
  if (known.length === 0) return null
  const orders = new Map<string, Bought>()
  for (const part of parts)
    for (const [id, order] of part.orders) {
      const other = orders.get(id)
      orders.set(id, other ? addBought(other, order) : order)
    }
  return { milestones: known.reduce(addMilestones), orders: [...orders.values()] }
}

export async function writeMilestones(tx: Tx, sums: Sums, personIds: string[]): Promise<void> {
  if (personIds.length === 0) return
  const rows = personIds.toSorted().map((id) => {
    const one = sums.byPerson.get(id)!.milestones!
    return {
      person_id: id,
      first_at: textOf(one.firstAt),
      visits: one.visitedAt.map(textOf),
      looked_at: textOf(one.lookedAt),
      signed_up_at: textOf(one.signedUpAt),
      invited_at: textOf(one.invitedAt),
      brought: one.brought,
      shares: one.shares,
      active: one.activeAt.map(textOf),
    }
  })
  await tx`
    insert into pool.milestone (person_id, first_at, visits, looked_at, signed_up_at, invited_at,
      brought, shares, active)
    select person_id, first_at, visits, looked_at, signed_up_at, invited_at, brought, shares,
      active
    from json_to_recordset(${json(rows)}::json) as new (person_id uuid, first_at timestamptz,
      visits timestamptz[], looked_at timestamptz, signed_up_at timestamptz,
      invited_at timestamptz, brought int, shares int, active timestamptz[])
    on conflict (person_id) do update
    set first_at = excluded.first_at, visits = excluded.visits,
      looked_at = excluded.looked_at, signed_up_at = excluded.signed_up_at,
      invited_at = excluded.invited_at, brought = excluded.brought, shares = excluded.shares,
      active = excluded.active`
}

async function writeBought(tx: Tx, bought: { personId: string; order: Bought }[]): Promise<void> {
  if (bought.length === 0) return
  const orders = bought.map((one) => one.order)
  await tx`
    insert into pool.bought
      (person_id, order_id, paid_at, paid_fen, refunds, refunded_fen, refunded_at)
    select * from unnest(${bought.map((one) => one.personId)}::uuid[],
      ${orders.map((one) => one.orderId)}::uuid[],
      ${orders.map((one) => dateOf(one.paidAt))}::timestamptz[],
      ${orders.map((one) => one.paidFen)}::bigint[], ${orders.map((one) => one.refunds)}::int[],
      ${orders.map((one) => one.refundedFen)}::bigint[],
      ${orders.map((one) => dateOf(one.refundedAt))}::timestamptz[])
    on conflict (person_id, order_id) do update
    set paid_at = excluded.paid_at, paid_fen = excluded.paid_fen, refunds = excluded.refunds,
      refunded_fen = excluded.refunded_fen, refunded_at = excluded.refunded_at`
}

const isSame = (one: Milestones, other: Milestones): boolean =>
  one.firstAt === other.firstAt &&
  one.lookedAt === other.lookedAt &&
  one.signedUpAt === other.signedUpAt &&
  one.invitedAt === other.invitedAt &&
  one.brought === other.brought &&
  one.shares === other.shares &&
  areSame(one.visitedAt, other.visitedAt) &&
  areSame(one.activeAt, other.activeAt)
const areSame = (one: number[], other: number[]) =>
  one === other || (one.length === other.length && one.every((at, index) => at === other[index]))

const msOf = (date: Date | null) => date && date.getTime()
const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms))
function textOf(ms: number): string
function textOf(ms: number | null): string | null
function textOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

/** How a flash sale goes: what it sold by now and when, counted from the lines it sold. */
import { aged } from '#platform/aged.ts'
import type { Aged } from '#platform/aged.ts'
import { minuteMs } from '#platform/clock.ts'
import type { Db, Sql } from '#platform/db.ts'

export type Progress = {
  /** Orders that wait for their payment, and the pieces they hold. */
  waiting: { orders: number; pieces: number }
  sold: { orders: number; pieces: number; fen: number }
  /** Closed without a payment; their pieces went back. */
  closedOrders: number
  /** Of what was sold, given back or about to be. */
  refunded: { orders: number; pieces: number; fen: number }
  /** In pieces of time of this length, from the first to the last in which something happened. */
  stepMinutes: number
  steps: { at: Date; placed: number; paid: number; paidPieces: number }[]
}

type Term = { saleId: string; startsAt: Date; endsAt: Date }

const stepsMax = 90
const stepChoices = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1_440, 10_080]
const recentMax = 50
const recent = new Map<string, (db: Db, now: Date) => Promise<Aged<Progress>>>()

/**
 * Reads every line of the sale by its own index, at most once a second in a process, however many
 * watch.
 */
export async function readProgress(db: Db, sale: Term, now: Date): Promise<Aged<Progress>> {
  const key = `${sale.saleId} ${+sale.endsAt}` // it may be ended early
  const known = recent.get(key)
  const read = known ?? aged(1_000, (of, at) => countProgress(of, sale, at))
  if (!known) {
    if (recent.size >= recentMax) recent.clear()
    recent.set(key, read)
  }
  return read(db, now)
}

async function countProgress(db: Sql, sale: Term, now: Date): Promise<Progress> {
  const stepMinutes = stepOf(sale, now)
  const from = new Date(Math.floor(+sale.startsAt / minuteMs) * minuteMs)
  const [sums, steps] = await Promise.all([
    countOrders(db, sale.saleId),
    now < sale.startsAt ? [] : countSteps(db, { ...sale, from, stepMinutes, now }),
  ])
  return { ...sums, stepMinutes, steps }
}

/** The shortest step of which not more than ninety fit into the time so far. */
export function stepOf(sale: Pick<Term, 'startsAt' | 'endsAt'>, now: Date): number {
  const minutes = (Math.min(+now, +sale.endsAt) - +sale.startsAt) / minuteMs
  return stepChoices.find((choice) => minutes / choice <= stepsMax) ?? stepChoices.at(-1)!
}

async function countOrders(db: Sql, saleId: string) {
  const [row] = await db<Record<(typeof counted)[number], number>>`
    select
      count(*) filter (where status = 'placed') as waiting_orders,
      coalesce(sum(pieces) filter (where status = 'placed'), 0)::int as waiting_pieces,
      count(*) filter (where paid_at is not null) as sold_orders,
      coalesce(sum(pieces) filter (where paid_at is not null), 0)::int as sold_pieces,
      coalesce(sum(fen) filter (where paid_at is not null), 0)::bigint as sold_fen,
      count(*) filter (where status = 'closed') as closed_orders,
      count(*) filter (where refunded_fen > 0) as refunded_orders,
      coalesce(sum(refunded_pieces), 0)::int as refunded_pieces,
      coalesce(sum(refunded_fen), 0)::bigint as refunded_fen
    from (
      select "order".status, "order".paid_at, sum(line.quantity) as pieces,
        sum(line.total_fen) as fen, sum(line.refunded_quantity) as refunded_pieces,
        sum(line.refunded_fen) as refunded_fen
      from trade.order_line as line
      join trade."order" on "order".id = line.order_id
      where line.flash_sale_id = ${saleId}
      group by "order".id) as bought`
  const of = row!
  return {
    waiting: { orders: of.waitingOrders, pieces: of.waitingPieces },
    sold: { orders: of.soldOrders, pieces: of.soldPieces, fen: of.soldFen },
    closedOrders: of.closedOrders,
    refunded: { orders: of.refundedOrders, pieces: of.refundedPieces, fen: of.refundedFen },
  }
}

const counted = [
  'waitingOrders',
  'waitingPieces',
  'soldOrders',
  'soldPieces',
  'soldFen',
  'closedOrders',
  'refundedOrders',
  'refundedPieces',
  'refundedFen',
] as const

/** Orders of the last moments are paid after the end; the steps go on until the last of them. */
async function countSteps(
  db: Sql,
  query: Term & { from: Date; stepMinutes: number; now: Date },
): Promise<Progress['steps']> {
  const { saleId, from, endsAt, stepMinutes, now } = query
  const step = `${stepMinutes} minutes`
  return db<Progress['steps'][number]>`
    with bought as (
      select "order".placed_at, "order".paid_at, sum(line.quantity) as pieces
      from trade.order_line as line
      join trade."order" on "order".id = line.order_id
      where line.flash_sale_id = ${saleId}
      group by "order".id
    ), happened as (
      select date_bin(${step}::interval, placed_at, ${from}) as at, 1 as placed, 0 as paid, 0 as pieces
      from bought
      union all
      select date_bin(${step}::interval, paid_at, ${from}), 0, 1, pieces
      from bought where paid_at is not null
    ), sums as (
      select at, sum(placed) as placed, sum(paid) as paid, sum(pieces) as pieces
      from happened group by at
    )
    select every.at, coalesce(placed, 0)::int as placed, coalesce(paid, 0)::int as paid,
      coalesce(pieces, 0)::int as paid_pieces
    from generate_series(${from}::timestamptz,
      greatest(least(${now}::timestamptz, ${endsAt}::timestamptz - interval '1 microsecond'),
        (select max(at) from sums)), ${step}::interval) as every (at)
    left join sums on sums.at = every.at
    order by every.at`
}

/** What channels brought and cost, put together from the sums. */
import type { Db } from '#platform/db.ts'
import { listChannels } from '../channel.ts'
import type { ChannelKind } from '../channel.ts'
import { marginalCostOf, newcomerValueOf, paybackDaysOf, verdictOf } from './economics.ts'
import type { MarginalCost } from './economics.ts'
import { removalsOf } from './markov.ts'
import { pathModels, splitExactly } from './models.ts'
import type { Model, PathModel } from './models.ts'
import * as read from './read-credit.ts'
import { staleSince } from './stale.ts'
import { wholePpm } from './story.ts'

export type ChannelReport = {
  /** Null: came by themselves, or from where nothing is known. */
  channelId: string | null
  name: string | null
  kind: ChannelKind | null
  visits: number
  people: number
  /** Null where nobody noted one. */
  costFen: number | null
  /** Orders credited by each model, in millionths of an order. */
  credit: Record<Model, number>
  /** Credited by the model asked for. */
  amountFen: number
  /** First orders credited by it, in millionths. */
  newcomersPpm: number
  perVisitFen: number | null
  perNewcomerFen: number | null
  newcomerValueFen: number | null
  paybackDays: number | null
  marginal: MarginalCost
  verdict: ReturnType<typeof verdictOf>
}

export type Asked = read.Asked & {
  model: Model
  /** What is kept of a yuan; null: the platform's share as agreed for each order. */
  marginBps: number | null
}

export async function reportChannels(db: Db, of: Asked, now: Date) {
  // Of single orders and weeks Markov says nothing: there the touches share equally.
  const model: PathModel = of.model === 'markov' ? 'linear' : of.model
  const [channels, credit, reach, costs, weeks, marginDays, paths, stale] = await Promise.all([
    listChannels(db),
    read.sumCredit(db, of, model),
    read.sumReach(db, of),
    read.sumCostByWeek(db, of),
    read.sumCreditByWeek(db, of, model),
    read.sumMarginByDay(db, of, model),
    read.sumPaths(db, of, now),
    staleSince(db),
  ])
  const newcomers = await read.sumCredit(db, { ...of, which: 'first' }, model)
  const markov = shareByMarkov(credit, paths)
  const amountFen = splitAmount(credit, of.model === 'markov' ? markov : null)
  const known = [...channels.map(({ id }) => id), null]
  const reports: ChannelReport[] = known.map((channelId) => {
    const channel = channels.find(({ id }) => id === channelId)
    const own = credit.find((one) => one.channelId === channelId)
    const reached = reach.find((one) => one.channelId === channelId)
    const ownCosts = costs.filter((one) => one.channelId === channelId)
    const costFen = ownCosts.length > 0 ? ownCosts.reduce((sum, one) => sum + one.costFen, 0) : null
    const ownNewcomers = newcomers.find((one) => one.channelId === channelId)
    const newcomersPpm = ownNewcomers?.orders[`${model}Ppm`] ?? 0
    const perPerson = newcomersPpm / wholePpm
    const margin = marginDays
      .filter((one) => one.channelId === channelId)
      .map(({ day, ...sums }) => ({
        day,
        marginFen:
          of.marginBps === null ? sums.marginFen : (sums.amountFen * of.marginBps) / 10_000,
      }))
    const marginal = marginalCostOf(
      ownCosts.map(({ week, costFen: fen }) => ({
        costFen: fen,
        buyers:
          (weeks.find((one) => one.channelId === channelId && one.week === week)?.newcomersPpm ??
            0) / wholePpm,
      })),
    )
    // Of those who came by themselves nobody asks when they have paid back.
    const newcomerValueFen = channelId === null ? null : newcomerValueOf(margin, perPerson)
    const visits = reached?.visits ?? 0
    return {
      channelId,
      name: channel?.name ?? null,
      kind: channel?.kind ?? null,
      visits,
      people: reached?.people ?? 0,
      costFen,
      credit: creditOf(own, channelId, markov),
      amountFen: amountFen.get(channelId) ?? 0,
      newcomersPpm,
      perVisitFen: costFen !== null && visits > 0 ? Math.round(costFen / visits) : null,
      perNewcomerFen: costFen !== null && perPerson > 0 ? Math.round(costFen / perPerson) : null,
      newcomerValueFen,
      paybackDays: costFen !== null && perPerson > 0 ? paybackDaysOf(margin, costFen) : null,
      marginal,
      verdict: verdictOf(marginal, newcomerValueFen),
    }
  })
  return {
    asOf: stale && stale < now ? stale : now,
    channels: reports.filter((one) => isTold(one)),
    weeks: mergeWeeks(weeks, costs),
    paths: paths.slice(0, pathsShown),
    pathsInAll: {
      paths: paths.length,
      orders: paths.reduce((sum, one) => sum + one.orders, 0),
      nulls: paths.reduce((sum, one) => sum + one.nulls, 0),
    },
  }
}

const pathsShown = 12

const isTold = (one: ChannelReport) =>
  one.visits > 0 || one.costFen !== null || Object.values(one.credit).some((ppm) => ppm > 0)

/** Markov's parts of all orders that had a touch, whole millionths that add up to them. */
function shareByMarkov(credit: read.CreditSum[], paths: read.PathSum[]): Map<string, number> {
  const attributed = credit
    .filter(({ channelId }) => channelId !== null)
    .reduce((sum, { orders }) => sum + orders.linearPpm, 0)
  const { removals } = removalsOf(
    paths.map(({ channels, orders, nulls }) => ({ channels, conversions: orders, nulls })),
  )
  const weights = removals.map(({ share }) => BigInt(Math.round(share * 1e15)))
  if (weights.every((weight) => weight === 0n)) return new Map()
  const parts = splitExactly(weights, BigInt(attributed))
  return new Map(removals.map(({ channel }, i) => [channel, Number(parts[i])]))
}

/** Whole fen by channel that add up to the money of all orders. */
function splitAmount(
  credit: read.CreditSum[],
  markov: Map<string, number> | null,
): Map<string | null, number> {
  const all = credit.reduce((sum, { amount }) => sum + amount, 0n) / BigInt(wholePpm)
  if (all <= 0n) return new Map()
  const unknown = credit.find(({ channelId }) => channelId === null)?.amount ?? 0n
  const parts: [string | null, bigint][] = markov
    ? [...markov].map(([channelId, ppm]) => [channelId, BigInt(ppm)])
    : credit.flatMap(({ channelId, amount }) => (channelId === null ? [] : [[channelId, amount]]))
  const known = all - unknown / BigInt(wholePpm)
  const split = new Map<string | null, number>([[null, Number(all - known)]])
  if (known > 0n && parts.some(([, weight]) => weight > 0n)) {
    const fen = splitExactly(
      parts.map(([, weight]) => weight),
      known,
    )
    for (const [i, [channelId]] of parts.entries()) split.set(channelId, Number(fen[i]))
  }
  return split
}

function creditOf(
  own: read.CreditSum | undefined,
  channelId: string | null,
  markov: Map<string, number>,
): Record<Model, number> {
  const byPath = Object.fromEntries(
    pathModels.map((model) => [model, own?.orders[`${model}Ppm`] ?? 0]),
  ) as Record<PathModel, number>
  // Without any touch there is nothing to remove: those orders stay with nobody.
  const byMarkov = channelId === null ? byPath.linear : (markov.get(channelId) ?? 0)
  return { ...byPath, markov: byMarkov }
}

/** A row for each channel and week in which it cost or brought something. */
function mergeWeeks(weeks: read.WeekSum[], costs: read.CostSum[]) {
  const rows = new Map<string, read.WeekSum & { costFen: number | null }>()
  for (const week of weeks) rows.set(`${week.week} ${week.channelId}`, { ...week, costFen: null })
  for (const { week, channelId, costFen } of costs) {
    const none = { week, channelId, amountFen: 0, newcomersPpm: 0 }
    const key = `${week} ${channelId}`
    rows.set(key, { ...none, ...rows.get(key), costFen })
  }
  return [...rows.values()].toSorted((a, b) => (a.week < b.week ? -1 : a.week > b.week ? 1 : 0))
}

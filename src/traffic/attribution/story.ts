/** What somebody's touches led to: a path for each order, and those that led to none. Pure. */
import { dayMs } from '#platform/clock.ts'
import { pathModels, splitExactly, weightsOf } from './models.ts'
import type { PathModel } from './models.ts'

export const windows = [7, 30, 90] as const
export type Window = (typeof windows)[number]

export type StoryTouch = { at: Date; channelId: string; campaignId: string | null }
export type Conversion = {
  orderId: string
  paidAt: Date
  amountFen: number
  marginFen: number
  refundedFen: number
}

export type Path = {
  endedAt: Date
  orderId: string | null
  isFirst: boolean
  amountFen: number
  marginFen: number
  touches: StoryTouch[]
}

/**
 * Touches count for an order when they came within the window before it, for every order anew. Those
 * that count for none are paths without one; where more than a window lies between two of them, another
 * path begins. Orders that went back wholly are none. `boughtBefore`: a first order elsewhere, earlier.
 *
 * Both lists in the order of time.
 */
export function pathsOf(
  story: { touches: StoryTouch[]; conversions: Conversion[]; boughtBefore: Date | null },
  windowDays: Window,
): Path[] {
  const { touches, boughtBefore } = story
  const windowMs = windowDays * dayMs
  const standing = story.conversions.filter((one) => one.refundedFen < one.amountFen)
  const isElsewhere = !story.conversions.some(
    ({ paidAt }) => boughtBefore && paidAt <= boughtBefore,
  )
  const used = new Set<StoryTouch>()
  const paths: Path[] = standing.map((order, i) => {
    const before = touches.filter(({ at }) => {
      return at <= order.paidAt && order.paidAt.getTime() - at.getTime() <= windowMs
    })
    for (const touch of before) used.add(touch)
    const isFirst = i === 0 && !(boughtBefore && isElsewhere && boughtBefore < order.paidAt)
    const amountFen = order.amountFen - order.refundedFen
    // What went back takes its part of the margin along; a part of a fen is not kept.
    const marginFen = Math.floor((order.marginFen * amountFen) / order.amountFen)
    const { orderId, paidAt } = order
    return { endedAt: paidAt, orderId, isFirst, amountFen, marginFen, touches: bounded(before) }
  })
  let open: Path | undefined
  for (const touch of touches) {
    if (used.has(touch)) continue
    const follows = open && touch.at.getTime() - open.endedAt.getTime() <= windowMs
    if (open && follows && open.touches.length < touchesMax) {
      open.touches.push(touch)
      open.endedAt = touch.at
      continue
    }
    open = { ...nothing, endedAt: touch.at, touches: [touch] }
    paths.push(open)
  }
  return paths
}

/** Nobody comes so often in ninety days; whoever seems to keeps the first and the latest. */
const touchesMax = 100
const bounded = (touches: StoryTouch[]) =>
  touches.length <= touchesMax ? touches : [touches[0]!, ...touches.slice(1 - touchesMax)]

const nothing = { orderId: null, isFirst: false, amountFen: 0, marginFen: 0 }

export type Part = {
  channelId: string | null
  campaignId: string | null
  ppm: Record<PathModel, number>
}

export const wholePpm = 1_000_000

/** The parts of an order by channel and campaign; each model's add up to 1,000,000. */
export function partsOf({ endedAt, touches }: Path): Part[] {
  if (touches.length === 0)
    return [{ channelId: null, campaignId: null, ppm: ppmOf(() => wholePpm) }]
  const parts = new Map<string, Part>()
  const keyOf = (touch: StoryTouch) => `${touch.channelId} ${touch.campaignId}`
  for (const touch of touches) {
    const { channelId, campaignId } = touch
    parts.set(keyOf(touch), { channelId, campaignId, ppm: ppmOf(() => 0) })
  }
  const timed = touches.map(({ at, channelId }) => ({
    channel: channelId,
    daysBefore: (endedAt.getTime() - at.getTime()) / dayMs,
  }))
  for (const model of pathModels) {
    const split = splitExactly(weightsOf(model, timed), BigInt(wholePpm))
    for (const [i, touch] of touches.entries())
      parts.get(keyOf(touch))!.ppm[model] += Number(split[i])
  }
  return [...parts.values()]
}

const ppmOf = (value: (model: PathModel) => number) =>
  Object.fromEntries(pathModels.map((model) => [model, value(model)])) as Record<PathModel, number>

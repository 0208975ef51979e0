/**
 * What was looked at before it was bought. The history knows nothing of it, so it is made from the orders:
 * each came with a visit, in which every article of it was looked at and put into the cart.
 */
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import type { NewFact } from '#pool/facts/fact.ts'
import { factsPerTransaction, writeFacts } from '#pool/facts/write-facts.ts'
import type { Program } from '../src/services.ts'
import { agreesToProfiling } from './agrees.ts'
import { between, stableId } from './chance.ts'
import { pieces } from './open-shop.ts'
import type { PlannedOrder } from './orders.ts'
import type { Plan } from './plan.ts'

/** Long enough for what the screens ask of behaviour, and short enough to be loaded in seconds. */
const browsedDays = 90
const visitMs = 30 * minuteMs

export async function browse({ db }: Program, plan: Plan): Promise<number> {
  let written = 0
  for (const some of pieces(planBrowsing(plan), factsPerTransaction))
    written += await db.begin((tx) => writeFacts(tx, some, plan.endsAt))
  return written
}

/** In the order of the orders. */
export function planBrowsing(plan: Plan): NewFact[] {
  const topicOf = new Map(plan.categories.map(({ id, slug }) => [id, slug]))
  const goods = new Map(
    plan.products.map(({ skuId, id, categoryId }) => [
      skuId,
      { productId: id, topic: topicOf.get(categoryId)! },
    ]),
  )
  const customers = new Set(plan.members.flatMap(({ id, kind }) => (kind === 'customer' ? id : [])))
  const since = addMs(plan.endsAt, -browsedDays * dayMs)
  const facts: NewFact[] = []
  for (const order of plan.orders) {
    const { placedAt, memberId, lines } = order
    if (placedAt < since || placedAt >= plan.endsAt) continue
    // As in the shop itself: without consent a browser's visit is nobody's.
    const isKnown = customers.has(memberId) && agreesToProfiling(memberId)
    const personId = isKnown ? memberId : stableId('visitor', order.invoiceNo)
    const startsAt = addMs(placedAt, -visitMs - between(`${order.id}:visit`, 0, 600_000))
    const none = { personId, topic: '', objectId: null, amountFen: null, quantity: null }
    facts.push({
      ...none,
      happenedAt: startsAt,
      id: stableId('visited', order.invoiceNo),
      kind: 'visited',
    })
    const stepMs = Math.floor((visitMs - minuteMs) / lines.length)
    const wanted = Map.groupBy(lines, (line) => line.skuId)
    for (const [index, [skuId, [line]]] of [...wanted].entries()) {
      const { productId, topic } = goods.get(skuId)!
      const viewedAt = addMs(startsAt, minuteMs + index * stepMs)
      const of = { ...none, topic, objectId: productId }
      facts.push(
        { ...of, happenedAt: viewedAt, id: idOf('viewed', order, skuId), kind: 'viewed' },
        {
          ...of,
          happenedAt: addMs(viewedAt, Math.floor(stepMs / 2)),
          id: idOf('added', order, skuId),
          kind: 'added',
          quantity: line!.quantity,
        },
      )
    }
  }
  return facts
}

const idOf = (kind: string, { invoiceNo }: PlannedOrder, skuId: string) =>
  stableId(kind, `${invoiceNo}:${skuId}`)

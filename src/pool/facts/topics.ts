/** What a product is about: the code of its category, remembered for a while. */
import { minuteMs } from '#platform/clock.ts'

/** Those of these products that ever were on sale; the catalogue knows. */
export type FindTopics = (productIds: string[]) => Promise<{ productId: string; topic: string }[]>

/** A product that changes its category keeps its former topic for so long. */
const keptForMs = 5 * minuteMs
const keptMax = 100_000

/** What is unknown is asked for again each time: it may be on sale by then. */
export function createTopics(find: FindTopics) {
  let kept = new Map<string, string>()
  let keptSince = 0
  return async (productIds: Set<string>, now: Date): Promise<Map<string, string>> => {
    if (now.getTime() > keptSince + keptForMs || kept.size > keptMax) {
      kept = new Map()
      keptSince = now.getTime()
    }
    const topics = kept
    const missing = [...productIds].filter((id) => !topics.has(id))
    if (missing.length > 0)
      for (const { productId, topic } of await find(missing)) topics.set(productId, topic)
    return topics
  }
}

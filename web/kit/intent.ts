/**
 * What a person means to do once is done once: the first try of a write gets a key, and every repeat
 * of the same write keeps that key until the server has given a definite answer. The keys outlive a
 * reload of the page, so a lost answer followed by another tap does not order twice.
 */
import type { Answer, Args, Contract, Endpoint } from './client.ts'
import { ApiError, call } from './client.ts'

export type KeyStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export type Intents = {
  /** The key of this intent: a new one, or that of an earlier try without a definite answer. */
  keyOf(to: Endpoint, args: unknown): string
  /** The server has answered: the next try is another intent. */
  settle(to: Endpoint, args: unknown): void
}

export function createIntents(store: KeyStore, newKey: () => string): Intents {
  return {
    keyOf(to, args) {
      const name = nameOf(to, args)
      const known = store.getItem(name)
      if (known) return known
      const key = newKey()
      store.setItem(name, key)
      return key
    },
    settle: (to, args) => store.removeItem(nameOf(to, args)),
  }
}

/** The arguments go in as a digest only: an address does not belong into the browser's storage. */
function nameOf(to: Endpoint, args: unknown): string {
  return `intent ${to.method} ${to.path} ${digest(JSON.stringify(args ?? {}))}`
}

/** Tells apart what one person does in one tab, no more (FNV-1a, twice 32 bits). */
function digest(text: string): string {
  let one = 0x811c9dc5
  let two = 0x1b873593
  for (let at = 0; at < text.length; at += 1) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x01000193)
    two = Math.imul(two ^ text.charCodeAt(at), 0x85ebca6b) ^ (two >>> 13)
  }
  return `${(one >>> 0).toString(36)}${(two >>> 0).toString(36)}`
}

const waitsMs = [400, 1_200, 3_000]

/** Writes, and repeats with the same key while the outcome is unknown. */
export async function act<R extends Contract>(
  to: Endpoint<R>,
  args: Args<R> | undefined,
  intents: Intents,
  wait: (ms: number) => Promise<void> = sleep,
): Promise<Answer<R>> {
  const key = intents.keyOf(to, args)
  for (const waitMs of [...waitsMs, null]) {
    try {
      const answer = await call(to, args, { key })
      intents.settle(to, args)
      return answer
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!error.isUnsettled) intents.settle(to, args)
      if (waitMs === null || !isWorthRepeating(error)) throw error
      await wait(waitMs)
    }
  }
  throw new Error('unreachable')
}

/** Too many requests are not answered with more of them. */
const isWorthRepeating = (error: ApiError) => error.isUnsettled && error.status !== 429

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

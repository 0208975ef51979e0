/**
 * What somebody has collected who is not signed in: this browser keeps it, and at signing in it joins
 * the member's cart. It holds nothing and promises no price.
 */
import { useSyncExternalStore } from 'react'
import * as api from '#web/kit/api.ts'
import { call } from '#web/kit/client.ts'

export type CollectedLine = { skuId: string; quantity: number }

const stored = 'tessera.collected'
const linesMax = 50
const listeners = new Set<() => void>()
const none: CollectedLine[] = []
let current: { text: string | null; lines: CollectedLine[] } = { text: null, lines: none }

/** The longest there first. */
export function collected(): CollectedLine[] {
  const text = readStored()
  if (text !== current.text) current = { text, lines: linesOf(text) }
  return current.lines
}

/** Puts an article in or changes how many. False when this browser keeps nothing, or no more. */
export function collect(line: CollectedLine): boolean {
  const lines = collected()
  const isThere = lines.some(({ skuId }) => skuId === line.skuId)
  if (!isThere && lines.length >= linesMax) return false
  return store(
    isThere ? lines.map((one) => (one.skuId === line.skuId ? line : one)) : [...lines, line],
  )
}

export const uncollect = (skuId: string) =>
  store(collected().filter((line) => line.skuId !== skuId))

/** For a member: into their cart. What did not arrive stays here for the next time. */
export async function joinCart(): Promise<boolean> {
  const lines = collected()
  if (lines.length === 0) return false
  await call(api.postCollected, { lines })
  return store([])
}

export const useCollected = () => useSyncExternalStore(subscribe, collected)

function subscribe(listener: () => void) {
  listeners.add(listener)
  window.addEventListener('storage', listener) // another tab
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

function store(lines: CollectedLine[]): boolean {
  try {
    if (lines.length > 0) localStorage.setItem(stored, JSON.stringify(lines))
    else localStorage.removeItem(stored)
  } catch {
    return false
  }
  for (const listener of listeners) listener()
  return true
}

function readStored(): string | null {
  try {
    return localStorage.getItem(stored)
  } catch {
    return null
  }
}

/** Whatever else stands there is none of ours. */
function linesOf(text: string | null): CollectedLine[] {
  try {
    const lines = JSON.parse(text ?? '[]') as CollectedLine[]
    return lines.filter(isLine).slice(0, linesMax)
  } catch {
    return none
  }
}

const isLine = ({ skuId, quantity }: CollectedLine) =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(skuId) &&
  Number.isInteger(quantity) &&
  quantity > 0 &&
  quantity <= 9_999

/**
 * Tells the server what was looked at and done, some seconds later and a few at a time; no page waits for
 * it. A fact is kept in the tab until the server has it, and has its id from the start, so telling it
 * again changes nothing. Who asks by Global Privacy Control not to be followed is not.
 */
import { postFacts } from '#web/kit/api.ts'
import { ApiError, call, requestOf, serverNow } from '#web/kit/client.ts'
import type { Args, Contract, Endpoint } from '#web/kit/client.ts'
import { newKey } from '#web/kit/use-api.ts'

type ArgsOf<E> = E extends Endpoint<infer R extends Contract> ? Args<R> : never
type Fact = ArgsOf<typeof postFacts>['facts'][number]
type Without<F> = F extends Fact ? Omit<F, 'id' | 'happenedAt'> : never
export type Happening = Without<Fact>

type Store = Pick<Storage, 'getItem' | 'setItem'>
export type Surroundings = {
  /** Of the tab. */
  store: Store
  /** Of the browser, so that another tab is no other visit. */
  shared: Store
  send(facts: Fact[]): Promise<unknown>
  now(): number
  /** Calls back after so many milliseconds. */
  later(work: () => void, ms: number): void
}

const stored = 'tessera.facts'
const seen = 'tessera.seenAt'
const waitMs = 5_000
const waitMaxMs = 60_000
/** In one call: a beacon takes 64 kB. */
const atOnce = 100
/** What is beyond it was long without a network: the oldest go. */
const keptMax = 500
/** Somebody who comes back after so long comes anew. */
const visitMs = 1_800_000

export function createTeller({ store, shared, send, now, later }: Surroundings) {
  let waiting = read()
  let isPlanned = false
  let waits = waitMs

  function read(): Fact[] {
    try {
      const facts: unknown = JSON.parse(store.getItem(stored) ?? '[]')
      return Array.isArray(facts) ? facts.slice(-keptMax) : []
    } catch {
      return []
    }
  }

  function keep(facts: Fact[]) {
    waiting = facts.slice(-keptMax)
    try {
      store.setItem(stored, JSON.stringify(waiting))
    } catch {
      // A browser that keeps nothing still tells it.
    }
    plan()
  }

  function plan() {
    if (isPlanned || waiting.length === 0) return
    isPlanned = true
    later(() => void flush(), waits)
  }

  async function flush(): Promise<void> {
    const facts = waiting.slice(0, atOnce)
    let isSettled = true
    try {
      await send(facts)
    } catch (error) {
      // What the server does not take, it will not take later either.
      isSettled = error instanceof ApiError && !error.isUnsettled
    }
    isPlanned = false
    waits = isSettled ? waitMs : Math.min(waits * 2, waitMaxMs)
    if (!isSettled) return plan()
    const told = new Set(facts)
    keep(waiting.filter((fact) => !told.has(fact)))
  }

  /** Somebody is here: for the first time, or again after a while. */
  function come(): void {
    const at = now()
    const isNew = !(Math.abs(at - Number(shared.getItem(seen))) < visitMs)
    shared.setItem(seen, String(at))
    if (isNew) add({ kind: 'visited' })
  }

  function tell(happening: Happening): void {
    come()
    add(happening)
  }

  const add = (happening: Happening) =>
    keep([...waiting, { ...happening, id: newId(), happenedAt: new Date(now()).toISOString() }])

  plan()
  return { come, tell, waiting: () => waiting.slice(0, atOnce) }
}

/** A UUID of version 4. */
const newId = () => newKey().replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-a$4-')

let teller: ReturnType<typeof createTeller> | undefined

/** Something was done just now. */
export const tell = (happening: Happening): void => teller?.tell(happening)

/** From now on what is done is told, beginning with the visit. */
export function startTelling(): void {
  if ((navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) return
  try {
    start()
  } catch {
    // A browser that lets nothing be kept is not followed.
  }
}

function start(): void {
  const { come, waiting } = (teller = createTeller({
    store: sessionStorage,
    shared: localStorage,
    send: (facts) => call(postFacts, { facts }),
    now: serverNow,
    later: (work, ms) => void setTimeout(work, ms),
  }))
  // Whether a beacon arrives is not known: its facts are told once more when the tab goes on.
  addEventListener('pagehide', () => {
    if (waiting().length === 0) return
    const { url, body } = requestOf(postFacts, { facts: waiting() })
    navigator.sendBeacon(url, new Blob([body!], { type: 'application/json' }))
  })
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) come()
  })
  come()
}

/**
 * Events: what happened, written in the transaction that made it true. Consumers (see `consumers.ts`)
 * read them later, in an order that loses nothing but is not causal: an event about a thing carries
 * the thing's `version`, and a consumer ignores an older one.
 */
import { z } from 'zod'
import type { Tx } from './db.ts'
import { json } from './db.ts'

export type EventType<Shape extends z.ZodRawShape> = {
  readonly name: string
  readonly payload: z.ZodObject<Shape>
  record(tx: Tx, payload: z.infer<z.ZodObject<Shape>>): Promise<void>
  /** One statement for any number. */
  recordAll(tx: Tx, payloads: z.infer<z.ZodObject<Shape>>[]): Promise<void>
}

/** Declares an event. Payloads hold ids and figures, never a name, phone, address or free text. */
export function defineEvent<Shape extends z.ZodRawShape>(
  name: string,
  shape: Shape,
): EventType<Shape> {
  const payload = z.strictObject(shape)
  const recordAll = async (tx: Tx, payloads: z.infer<typeof payload>[]) => {
    if (payloads.length === 0) return
    const texts = payloads.map((one) => json(one))
    await tx`
      insert into platform.event (name, payload)
      select ${name}, payload from unnest(${texts}::jsonb[]) as new (payload)`
    tx.afterCommit(announce)
  }
  const type = { name, payload, recordAll, record: (tx: Tx, one: never) => recordAll(tx, [one]) }
  return type
}

const listeners = new Set<() => void>()

/** Calls back soon after this process recorded events; other processes are reached by NOTIFY. */
export function onRecorded(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function announce() {
  for (const listener of listeners) listener()
}

/** What the events of one kind say, among others. */
export function payloadsOf<Payload>(
  events: readonly { name: string; payload: unknown }[],
  type: { name: string; payload: { parse(payload: unknown): Payload } },
): Payload[] {
  return events.flatMap((event) =>
    event.name === type.name ? [type.payload.parse(event.payload)] : [],
  )
}

/**
 * The one way to send a member what they did not ask for. Whether it may be is decided where it is
 * written, in one transaction: consent, age, hours of quiet, and the budget, whose floor in the ledger
 * nobody can pass.
 */
import { createBatcher } from '#platform/batcher.ts'
import type { Batcher } from '#platform/batcher.ts'
import { dayOf } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import type { SenderClass } from './classes.ts'
import type { Channel } from './purpose.ts'
import { sendBatch } from './send-batch.ts'

export type Send = {
  /** The caller's, of 1 to 120 of [a-z0-9_:-]: the same id again sends nothing again. */
  id: string
  memberId: string
  class: SenderClass
  /** Staff's words in two languages: `pool.template`. */
  templateId: string
  channel: Channel
  /** What it is about, `kind:id`: what an outreach or a journey sent is found by it. */
  about: string
  /** Ids, figures and codes that the words may name. */
  facts: Record<string, string | number>
  at: Date
  /** Refused for now (hours of quiet, budget), it waits until it may be sent, at most until then. */
  deferUntil?: Date
}

/** Why it was not sent; of several reasons the first. */
export const refusals = [
  'closed',
  'unreachable', // no member, or no such address of theirs
  'minor',
  'no_consent',
  'quiet_hours',
  'over_budget',
] as const
export type Refused = (typeof refusals)[number]

export type SendResult =
  /** `fresh` is false when this id was sent before. */
  | { outcome: 'delivered'; messageId: string; fresh: boolean }
  | { outcome: 'deferred'; until: Date; reason: Refused }
  | { outcome: 'refused'; reason: Refused }

export type Sends = Batcher<Send, SendResult>

declare module '#platform/route.ts' {
  interface Services {
    sends: Sends
  }
}

export function createSends(db: Db, vault: Vault, onBatch?: (size: number) => void): Sends {
  return createBatcher({ run: (sends: Send[]) => sendAll(db, vault, sends), onBatch })
}

/** A transaction for each day that is asked for, which is nearly always one: its windows are of a day. */
export async function sendAll(db: Db, vault: Vault, sends: Send[]): Promise<SendResult[]> {
  const results: SendResult[] = Array.from({ length: sends.length })
  const days = Map.groupBy(sends.keys(), (index) => dayOf(sends[index]!.at))
  for (const places of days.values()) {
    const ofDay = places.map((index) => sends[index]!)
    const done = await db.beginByKey((tx) => sendBatch(tx, vault, ofDay))
    places.forEach((index, n) => (results[index] = done[n]!))
  }
  return results
}

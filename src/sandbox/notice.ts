/**
 * Notices to the merchant: stored in the transaction of what they tell, delivered at least once, tried
 * again by a fixed schedule until the merchant answers 200 or 204.
 */
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db, Tx } from '#platform/db.ts'
import type { Signer } from '#platform/key-ring.ts'
import { sealMessage } from '#platform/signed-message.ts'
import type { NoticeFault } from './faults.ts'
import type { Entry } from './books.ts'
import { outcomeOf } from './outcome.ts'
import { sealHeaders } from './seal-headers.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
/** The wait before each repetition. After the last, the merchant has to ask by itself. */
export const retryWaitsMs = [
  ...[15 * second, 15 * second, 30 * second, 3 * minute, 10 * minute, 20 * minute],
  ...[30 * minute, 30 * minute, 30 * minute, hour, 3 * hour, 3 * hour, 3 * hour, 6 * hour, 6 * hour],
]

/** One notice that tells of these entries as they are now. */
export async function enqueueNotice(tx: Tx, entries: Entry[], dueAt: Date): Promise<void> {
  const outcomes = JSON.stringify(entries.map((entry) => outcomeOf(entry)))
  await tx`insert into sandbox.notice (outcomes, due_at) values (${outcomes}, ${dueAt})`
}

export type Delivery = {
  merchant: string
  notifyUrl: string
  signer: Signer
  /** Shortens the waits for tests and demonstrations. */
  retryScale: number
  now: Date
  fault?: NoticeFault | undefined
}

type Due = { id: number; outcomes: string; attempts: number }

/**
 * Delivers what is due, one after the other in the order it fell due, and returns how many were tried.
 * The next attempt is written before each is made: a program that dies in between loses none.
 */
export async function deliverDue(db: Db, delivery: Delivery): Promise<number> {
  const { now, retryScale } = delivery
  const waits = retryWaitsMs.map((ms) => ms * retryScale)
  const due = await db<Due>`
    update sandbox.notice
    set attempts = attempts + 1,
      due_at = ${now}::timestamptz + (${waits}::float8[])[attempts + 1] * interval '1 ms'
    where id in (
      select id from sandbox.notice where due_at <= ${now} order by due_at, id limit 20
      for update skip locked)
    returning id, outcomes, attempts`
  for (const notice of due.toSorted((a, b) => a.id - b.id)) {
    if (!(await deliver(notice, delivery))) continue
    await db`update sandbox.notice set due_at = null, heard_at = ${now} where id = ${notice.id}`
  }
  return due.length
}

async function deliver(notice: Due, delivery: Delivery): Promise<boolean> {
  const body = noticeBody(delivery.merchant, notice.outcomes)
  const { fault } = delivery
  if (fault?.delayMs) await sleep(fault.delayMs)
  const heard = await post(body, delivery)
  return fault?.isTwice ? (await post(body, delivery)) && heard : heard
}

export const noticeBody = (recipient: string, outcomes: string) =>
  Buffer.from(`{"recipient":${JSON.stringify(recipient)},"outcomes":${outcomes}}`)

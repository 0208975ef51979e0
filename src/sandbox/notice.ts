/**
 * Notices to the merchant: stored in the transaction of what they tell, delivered at least once,
 * tried again by a fixed schedule until the merchant answers 200 or 204.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db, Tx } from '#platform/db.ts'
import type { Signer } from '#platform/key-ring.ts'
import type { Entry } from './books.ts'
import { type Fault, type Faults, faultyOutcomes, faultySeal } from './faults.ts'
import { outcomeOf } from './outcome.ts'
import { sealHeaders } from './seal-headers.ts'
import type { Outcome } from './wire.ts'

const secondsBetween = '15 15 30 180 600 1200 1800 1800 1800 3600 10800 10800 10800 21600 21600'
/** The wait before each repetition. After the last, the merchant has to ask by itself. */
export const retryWaitsMs = secondsBetween.split(' ').map((seconds) => Number(seconds) * 1000)

const answerWithinMs = 5_000

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
  faults: Faults
}

type Due = { id: number; outcomes: string; attempts: number }

/**
 * Delivers what is due, one after the other as it was written, and returns how many were tried. The
 * next attempt is stored before each is made: a program that dies in between loses none.
 */
export async function deliverDue(db: Db, delivery: Delivery): Promise<number> {
  const { now, retryScale, faults } = delivery
  const waits = retryWaitsMs.map((ms) => ms * retryScale)
  const due = await db<Due>`
    update sandbox.notice
    set attempts = attempts + 1,
      due_at = ${now}::timestamptz + (${waits}::float8[])[attempts + 1] * interval '1 ms'
    where id in (
      select id from sandbox.notice where due_at <= ${now} order by due_at, id limit 20
      for update skip locked)
    returning id, outcomes, attempts`
  const inOrder = due.toSorted((a, b) => a.id - b.id)
  for (const notice of faults.nextNotices[0] === 'reorder' ? inOrder.toReversed() : inOrder) {
    if (!(await deliver(notice, delivery))) continue
    await db`update sandbox.notice set due_at = null, heard_at = ${now} where id = ${notice.id}`
  }
  return due.length
}

async function deliver({ outcomes }: Due, delivery: Delivery): Promise<boolean> {
  const fault = delivery.faults.nextNotices.shift()
  if (fault === 'drop') return false
  if (typeof fault === 'object') await sleep(fault.delayMs)
  const told =
    fault === 'wrong_amount'
      ? JSON.stringify(faultyOutcomes(JSON.parse(outcomes) as Outcome[], fault))
      : outcomes
  const body = Buffer.from(`{"recipient":${JSON.stringify(delivery.merchant)},"outcomes":${told}}`)
  if (fault === 'duplicate') await post(body, delivery)
  return post(body, delivery, fault)
}

/** True when the merchant has heard it. */
async function post(body: Buffer, { notifyUrl, signer, now }: Delivery, fault?: Fault) {
  try {
    const response = await fetch(notifyUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...sealHeaders(faultySeal(signer, body, now, fault)),
      },
      body: new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.timeout(answerWithinMs),
    })
    await response.body?.cancel()
    return response.status === 200 || response.status === 204
  } catch {
    return false // not there, too slow, or broken: the schedule tries again
  }
}

/** Journeys that begin an hour before noon, and members who act. */
import { randomUUIDv7 } from 'node:crypto'
import { addMs, hourMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import { noon, vault } from '../attention/attention.fixture.ts'
import { createSends } from '../attention/send.ts'
import type { FactKind } from '../facts/fact.ts'
import { writeFacts } from '../facts/write-facts.ts'
import { followForJourneys } from './come-in.ts'
import type { Graph, Step } from './graph.ts'
import { createJourney, startJourney } from './journey.ts'
import { moveJourneys } from './step.ts'

export const staffId = randomUUIDv7()
export const start = addMs(noon, -hourMs)

/** Who puts something into the cart comes in, once for good. */
export const cart: Omit<Graph, 'steps'> = {
  entry: { is: 'fact', kind: 'added', topic: null },
  again: { is: 'never' },
}

export const message = (id: string, templateId: string): Step => ({
  id,
  is: 'message',
  templateId,
  channel: 'inbox',
  waitHours: 0,
})

/** A journey that runs from the start on; without a control group unless one is asked for. */
export async function aJourney(db: Db, graph: Graph, controlBps = 0): Promise<string> {
  return db.begin(async (tx) => {
    const id = await createJourney(tx, {
      name: 'Left the cart',
      graph,
      controlBps,
      controlReason: controlBps === 0 ? 'A test of single steps' : null,
      measuredDays: 7,
      now: start,
      staffId,
    })
    await startJourney(tx, { id, edition: 1, now: start, staffId })
    return id
  })
}

export async function tell(
  db: Db,
  personId: string,
  kind: FactKind,
  at: Date,
  amountFen: number | null = null,
): Promise<void> {
  const fact = { personId, kind, happenedAt: at, id: randomUUIDv7(), topic: '', objectId: null }
  await db.begin((tx) => writeFacts(tx, [{ ...fact, amountFen, quantity: null }], at))
  await horizonPassed(db)
}

/** Everything that is due by then, in the order of time. */
export async function live(db: Db, now: Date): Promise<void> {
  const sends = createSends(db, vault)
  while ((await followForJourneys(db, now)) > 0);
  while ((await moveJourneys(db, { sends }, now)) > 0);
  await sends.drain()
}

/** What members went through, in the order of time. */
export const stories = (db: Db) => db<{ step: string; outcome: string }>`
  select step, outcome from pool.enrolment_step order by at, member_id, move`

/** What brings people into journeys: facts, a segment, a birthday; and facts that others wait for. */
import { addMs, dayMs, dayOf, hourMs, startOfDay } from '#platform/clock.ts'
import type { Consumer } from '#platform/consumers.ts'
import { lockCursor, makeCursor, moveCursor } from '#platform/cursor.ts'
import type { Db, Tx } from '#platform/db.ts'
import type { NewFact } from '../facts/fact.ts'
import { readFactsAfter } from '../facts/read-facts.ts'
import { componentOf } from '../identity/representative.ts'
import { segmentChanged } from '../segment/events.ts'
import { enter } from './enter.ts'
import type { Running } from './enter.ts'
import { readRunning } from './journey.ts'

const cursorName = 'pool.journeys'
export const factsPiece = 2_000

/** What happened so long ago brings nobody in: a history that is loaded starts nothing. */
const freshForMs = 24 * hourMs

/** Follows the facts; answers how many it read. */
export async function followForJourneys(db: Db, now: Date): Promise<number> {
  await makeCursor(db, cursorName)
  return db.begin(async (tx) => {
    const cursor = await lockCursor(tx, cursorName)
    if (!cursor) return 0
    const { facts, next } = await readFactsAfter(tx, cursor, factsPiece)
    if (facts.length === 0) return 0
    const running = await readRunning(tx)
    for (const journey of running) await enter(tx, journey, comingBy(journey, facts, now), now)
    await wake(tx, facts, now)
    await moveCursor(tx, cursorName, next.txid, now)
    return facts.length
  })
}

function comingBy({ graph: { entry }, startedAt }: Running, facts: NewFact[], now: Date) {
  if (entry.is !== 'fact') return []
  const since = Math.max(startedAt.getTime(), now.getTime() - freshForMs)
  return facts
    .filter(
      (fact) =>
        fact.kind === entry.kind &&
        (entry.topic === null || fact.topic === entry.topic) &&
        fact.happenedAt.getTime() >= since,
    )
    .map((fact) => ({ personId: fact.personId, entry: `fact:${fact.id}`, at: fact.happenedAt }))
}

/** Who waits for one of these goes on. At the end of their time they look themselves once more. */
async function wake(tx: Tx, facts: NewFact[], now: Date): Promise<void> {
  const kinds = await tx<{ waitsKind: string }>`
    select distinct waits_kind from pool.enrolment
    where ended_at is null and waits_kind = any(${[...new Set(facts.map((one) => one.kind))]})`
  const awaited = new Set(kinds.map((one) => one.waitsKind))
  const some = facts.filter((fact) => awaited.has(fact.kind))
  if (some.length === 0) return
  await tx`
    update pool.enrolment set due_at = ${now}
    from (select alias.person_id as member_id, new.kind, new.happened_at
        from unnest(${some.map((one) => one.personId)}::uuid[], ${some.map((one) => one.kind)}::text[],
          ${some.map((one) => one.happenedAt)}::timestamptz[]) as new (person_id, kind, happened_at)
        cross join lateral (
          select new.person_id union
          select joined.person_id from pool.alias as mine
          join pool.alias as joined using (representative_id)
          where mine.person_id = new.person_id) as alias (person_id)) as done
    where enrolment.member_id = done.member_id and ended_at is null and waits_kind = done.kind
      and done.happened_at >= since and due_at > ${now}`
}

/** Who came into a segment comes into the journeys that follow it. */
export const enterBySegment: Consumer = {
  name: 'pool.enter_by_segment',
  wants: [segmentChanged.name],
  async take(tx, events, now) {
    const running = await readRunning(tx)
    for (const { id, payload } of events) {
      const change = segmentChanged.payload.parse(payload)
      if (change.isFilling) continue
      const coming = change.entered.map((personId) => ({
        personId,
        entry: `event:${id}`,
        at: new Date(change.at),
      }))
      for (const journey of running)
        if (
          journey.graph.entry.is === 'segment' &&
          journey.graph.entry.segmentId === change.segmentId &&
          new Date(change.at) >= journey.startedAt
        )
          await enter(tx, journey, coming, now)
    }
  },
}

export const fillPiece = 500

/** Who was in the segment when the journey started; answers how many were looked at. */
export async function fillJourneys(db: Db, now: Date): Promise<number> {
  const waiting = await db<{ id: string }>`
    select id from pool.journey where is_filling and status = 'running' limit 5`
  let looked = 0
  for (const { id } of waiting) looked += await db.begin((tx) => fill(tx, id, now))
  return looked
}

async function fill(tx: Tx, id: string, now: Date): Promise<number> {
  const [state] = await tx<{ fillingAfter: string | null }>`
    select filling_after from pool.journey where id = ${id} and is_filling
    for update skip locked`
  const journey = (await readRunning(tx)).find((one) => one.id === id)
  if (!state || journey?.graph.entry.is !== 'segment') return 0
  const found = await tx<{ memberId: string }>`
    select member_id from pool.segment_member
    where segment_id = ${journey.graph.entry.segmentId}
      and (${state.fillingAfter}::uuid is null or member_id > ${state.fillingAfter})
    order by member_id limit ${fillPiece}`
  const coming = found.map(({ memberId: personId }) => ({ personId, entry: 'start', at: now }))
  await enter(tx, journey, coming, now)
  const isFilling = found.length === fillPiece
  await tx`
    update pool.journey set filling_after = ${isFilling ? found.at(-1)!.memberId : null},
      is_filling = ${isFilling}
    where id = ${id}`
  return found.length
}

/** Of today and of yesterday, which may have been slept through; once a year each. */
export async function enterByBirthday(db: Db, now: Date): Promise<number> {
  let entered = 0
  for (const journey of await readRunning(db)) {
    const { entry } = journey.graph
    if (entry.is !== 'birthday') continue
    for (const back of [1, 0]) {
      const today = addMs(now, -back * dayMs)
      if (dayOf(today) < dayOf(journey.startedAt)) continue
      const day = dayOf(addMs(startOfDay(dayOf(today)), entry.daysBefore * dayMs))
      entered += await enterBorn(db, { journey, day, now })
    }
  }
  return entered
}

async function enterBorn(
  db: Db,
  of: { journey: Running; day: string; now: Date },
): Promise<number> {
  const { journey, day, now } = of
  let entered = 0
  for (let after: string | null = null; ;) {
    const born: { memberId: string }[] = await db<{ memberId: string }>`
      select member_id from pool.profile
      where birth_month_day = any(${birthdaysOn(day)}::smallint[]) and kind = 'member'
        and (${after}::uuid is null or member_id > ${after})
        and not exists (select from pool.enrolment
          where enrolment.member_id = profile.member_id and journey_id = ${journey.id}
            and entry = ${`year:${day.slice(0, 4)}`})
      order by member_id limit ${fillPiece}`
    const entry = `year:${day.slice(0, 4)}`
    const coming = born.map(({ memberId: personId }) => ({ personId, entry, at: now }))
    entered += await db.begin((tx) => enter(tx, journey, coming, now))
    if (born.length < fillPiece) return entered
    after = born.at(-1)!.memberId
  }
}

/** As month and day: whoever was born on a 29 February has it on the 28th where the year has none. */
export function birthdaysOn(day: string): number[] {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const own = month * 100 + date
  return own === 228 && !isLeap ? [228, 229] : [own]
}

/** Whether whoever is this human did something of the kind from `since` to `until`, both included. */
export async function hasHappened(
  tx: Tx,
  of: { memberId: string; kind: string; topic: string | null; since: Date; until: Date },
): Promise<boolean> {
  const persons = await componentOf(tx, of.memberId)
  const [found] = await tx`
    select from pool.fact
    where person_id = any(${persons}::uuid[]) and kind = ${of.kind}
      and (${of.topic}::text is null or topic = ${of.topic})
      and happened_at >= ${of.since} and happened_at <= ${of.until} limit 1`
  return found !== undefined
}

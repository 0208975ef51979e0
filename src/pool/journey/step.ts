/**
 * Moves people along their journeys. What a step does carries an id made of the enrolment and the step,
 * or takes place in the transaction that moves on, so a worker that dies between does nothing twice.
 */
import { postChains } from '#ledger/post.ts'
import { addMs, hourMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import type { Sends, SendResult } from '../attention/send.ts'
import { pointSource, pointsBook, pointsOf } from '../points.ts'
import { setTags, tagEnd } from '../profile/tags.ts'
import { askRule } from '../segment/ask-rule.ts'
import { hasHappened } from './come-in.ts'
import { compile, nextMinute } from './graph.ts'
import type { Graph, Node, Program, Step } from './graph.ts'

export const movePiece = 200

type Standing = {
  memberId: string
  id: string
  journeyId: string
  version: number
  isControl: boolean
  enteredAt: Date
  step: string
  moves: number
  since: Date | null
}
/** Where somebody goes from here, and what was done. */
type Move = Standing & {
  node: Node
  to: string | null
  dueAt: Date | null
  sinceAt: Date | null
  waitsKind: string | null
  outcome: string | null
}

/** Takes those whose time has come one step further; answers how many there were. */
export async function moveJourneys(
  db: Db,
  { sends }: { sends: Sends },
  now: Date,
): Promise<number> {
  const due = await db<Standing>`
    select member_id, enrolment.id, journey_id, enrolment.version, is_control, entered_at, step,
      moves, since
    from pool.enrolment join pool.journey on journey.id = enrolment.journey_id
    where ended_at is null and due_at <= ${now} and journey.status = 'running'
    order by due_at limit ${movePiece}`
  if (due.length === 0) return 0
  const programs = await readPrograms(db, due)
  const placed = due.map((one) => {
    const node = programs.get(keyOf(one))!.nodes.get(one.step)!
    return {
      ...one,
      node,
      to: node.next,
      dueAt: now,
      sinceAt: null,
      waitsKind: null,
      outcome: null,
    }
  })
  // What is sent is sent in transactions of its own, before anybody moves: the same id sends nothing twice.
  const sent = await Promise.all(placed.map((one) => send(sends, one, now)))
  return db.begin(async (tx) => {
    const mine = await lock(tx, placed)
    const moves: Move[] = []
    for (const [index, one] of placed.entries())
      if (mine.has(one.id)) moves.push(await decide(tx, one, sent[index] ?? null, now))
    await branch(tx, moves, now)
    await write(tx, moves, now)
    await takeEffect(tx, moves, now)
    return due.length
  })
}

const keyOf = (of: { journeyId: string; version: number }) => `${of.journeyId} ${of.version}`

async function readPrograms(db: Db, due: Standing[]): Promise<Map<string, Program>> {
  const wanted = [...new Map(due.map((one) => [keyOf(one), one])).values()]
  const rows = await db<{ journeyId: string; version: number; graph: Graph }>`
    select journey_id, version, graph from pool.journey_version
    join unnest(${wanted.map((one) => one.journeyId)}::uuid[],
      ${wanted.map((one) => one.version)}::int[]) as wanted (journey_id, version)
      using (journey_id, version)`
  return new Map(rows.map((row) => [keyOf(row), compile(row.graph)]))
}

/** Whoever is still where they were, and is nobody else's just now. */
async function lock(tx: Tx, placed: Standing[]): Promise<Set<string>> {
  const rows = await tx<{ id: string }>`
    select enrolment.id from pool.enrolment
    join unnest(${placed.map((one) => one.memberId)}::uuid[], ${placed.map((one) => one.id)}::uuid[],
      ${placed.map((one) => one.moves)}::int[]) as wanted (member_id, id, moves)
      using (member_id, id, moves)
    where ended_at is null order by member_id, enrolment.id for update of enrolment skip locked`
  return new Set(rows.map((row) => row.id))
}

/** Those who are kept out go the same way and get nothing. */
async function send(
  sends: Sends,
  one: Standing & { node: Node },
  now: Date,
): Promise<SendResult | null> {
  const { step } = one.node
  if ((step.is !== 'message' && step.is !== 'coupon') || one.isControl) return null
  return sends.submit({
    id: `journey:${one.id}:${step.id}`,
    memberId: one.memberId,
    class: 'journey',
    templateId: step.templateId,
    channel: step.channel,
    about: `journey:${one.journeyId}`,
    facts: step.is === 'coupon' ? { coupon: step.code } : {},
    at: now,
    ...(step.waitHours > 0 && { deferUntil: addMs(now, step.waitHours * hourMs) }),
  })
}

async function decide(tx: Tx, one: Move, sent: SendResult | null, now: Date): Promise<Move> {
  const { step } = one.node
  const stay = (until: Date, since: Date): Move => ({
    ...one,
    to: one.step,
    dueAt: until,
    sinceAt: since,
  })
  switch (step.is) {
    case 'wait':
      return one.since ? one : stay(addMs(now, step.hours * hourMs), now)
    case 'until':
      return one.since ? one : stay(nextMinute(step.minute, now), now)
    case 'wait_for':
      return waitFor(tx, one, step, now)
    case 'message':
    case 'coupon':
      return { ...one, outcome: sent ? outcomeOf(sent) : 'kept_out' }
    case 'tag':
    case 'points':
      return { ...one, outcome: one.isControl ? 'kept_out' : 'done' }
    case 'branch':
    case 'end':
      return one
  }
}

const outcomeOf = (sent: SendResult): string =>
  sent.outcome === 'refused' ? sent.reason : sent.outcome

type WaitFor = Extract<Step, { is: 'wait_for' }>

/** From the first step on what counts is what happened since they came in. */
async function waitFor(tx: Tx, one: Move, step: WaitFor, now: Date): Promise<Move> {
  const since = one.since ?? (one.moves === 0 ? one.enteredAt : now)
  const until = addMs(since, step.hours * hourMs)
  const { kind, topic } = step
  const { memberId } = one
  if (await hasHappened(tx, { memberId, kind, topic, since, until: now < until ? now : until }))
    return { ...one, to: one.node.yes, outcome: 'yes' }
  if (now >= until) return { ...one, to: one.node.no, outcome: 'no' }
  return { ...one, to: one.step, dueAt: until, sinceAt: since, waitsKind: kind }
}

/** Asks the rules of all who stand at a branch; what is known of people is loaded once for each rule. */
async function branch(tx: Tx, moves: Move[], now: Date): Promise<void> {
  const standing = moves.filter((one) => one.node.step.is === 'branch')
  for (const of of Map.groupBy(standing, (one) => `${keyOf(one)} ${one.step}`).values()) {
    const { rule } = of[0]!.node.step as Extract<Step, { is: 'branch' }>
    const members = of.map((one) => one.memberId)
    const answers = await askRule(tx, rule, members, now)
    for (const one of of) {
      const { isIn } = answers.get(one.memberId)!
      one.to = isIn ? one.node.yes : one.node.no
      one.outcome = isIn ? 'yes' : 'no'
    }
  }
}

async function write(tx: Tx, moves: Move[], now: Date): Promise<void> {
  await tx`
    update pool.enrolment set step = new.step, moves = enrolment.moves + 1, due_at = new.due_at,
      since = new.since, waits_kind = new.waits_kind,
      ended_at = case when new.step is null then ${now}::timestamptz end,
      ended_why = case when new.step is null then 'done' end
    from unnest(${moves.map((one) => one.memberId)}::uuid[], ${moves.map((one) => one.id)}::uuid[],
      ${moves.map((one) => one.to)}::text[],
      ${moves.map((one) => (one.to ? one.dueAt : null))}::timestamptz[],
      ${moves.map((one) => one.sinceAt)}::timestamptz[], ${moves.map((one) => one.waitsKind)}::text[])
      as new (member_id, id, step, due_at, since, waits_kind)
    where enrolment.member_id = new.member_id and enrolment.id = new.id`
  const told = moves.filter((one) => one.outcome !== null)
  await tx`
    insert into pool.enrolment_step (member_id, enrolment_id, move, step, outcome, at)
    select member_id, id, move, step, outcome, ${now}::timestamptz
    from unnest(${told.map((one) => one.memberId)}::uuid[], ${told.map((one) => one.id)}::uuid[],
      ${told.map((one) => one.moves)}::int[], ${told.map((one) => one.step)}::text[],
      ${told.map((one) => one.outcome)}::text[])
      as new (member_id, id, move, step, outcome)`
}

/** In the transaction that moves on; the ledger last. */
async function takeEffect(tx: Tx, moves: Move[], now: Date): Promise<void> {
  const done = moves.filter((one) => one.outcome === 'done')
  const tags = done.flatMap(({ memberId, journeyId, node: { step } }) =>
    step.is === 'tag'
      ? [
          {
            personId: memberId,
            tag: step.tag,
            origin: 'rule' as const,
            confidenceBps: 10_000,
            setBy: `journey:${journeyId}`,
            expiresAt: tagEnd(step.days, now),
          },
        ]
      : [],
  )
  await setTags(tx, tags, now)
  const chains = done.flatMap(({ memberId, id, journeyId, node: { step } }) =>
    step.is === 'points'
      ? [
          {
            book: pointsBook,
            id: `journey_points:${id}:${step.id}`,
            reference: `journey:${journeyId}`,
            transfers: [
              {
                kind: 'post' as const,
                from: pointSource(`journey:${journeyId}`),
                to: pointsOf(memberId),
                amount: step.points,
              },
            ],
          },
        ]
      : [],
  )
  if (chains.length > 0) await postChains(tx, chains, now)
}

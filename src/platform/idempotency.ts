/**
 * Safe repeats: the answer of a write is stored under (actor, route, key) in the transaction of its
 * effect. The same key with the same request gets the stored answer; with another request, 422; while
 * the first still runs, 409. Refusals are stored too, invalid input is not. Answers live seven days.
 */
import { hash } from 'node:crypto'
import { json, withSavepoint } from './db.ts'
import type { Db, Sql, Tx } from './db.ts'
import { DomainError, errorOfCode, keyReused, keyRunning } from './errors.ts'
import type { Idempotency } from './route.ts'

export type StoredAnswer = { status: number; answer: unknown }
export type Answered = Idempotency & StoredAnswer

export const keyPattern = /^[\x21-\x7e]{8,255}$/

/** Digest of what a request says: its address and its parsed contents, whatever their spelling. */
export function digestRequest(path: string, contents: unknown): string {
  return hash('sha256', `${path}\n${JSON.stringify(contents)}`, 'base64url')
}

/** Runs `work` once per key, in `tx`. A refusal of `work` leaves nothing but the stored refusal. */
export async function once(
  tx: Tx,
  request: Idempotency,
  now: Date,
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const { actor, route, key } = request
  const [turn] = await tx<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${actor} ${route} ${key}`}, 1)) as mine`
  const [stored] = await findAnswers(tx, [request])
  if (stored) return replay(stored, request)
  if (!turn!.mine) throw keyRunning()
  let answered: StoredAnswer
  try {
    answered = await withSavepoint(tx, work)
  } catch (error) {
    if (!(error instanceof DomainError) || error.status >= 429) throw error
    answered = { status: error.status, answer: refusalOf(error) }
  }
  await storeAnswers(tx, [{ ...request, ...answered }], now)
  return answered
}

/** The stored answer, or 422 when the key was used for another request. */
export function replay(stored: Answered, request: Idempotency): StoredAnswer {
  if (stored.digest !== request.digest) throw keyReused()
  return { status: stored.status, answer: stored.answer }
}

export async function findAnswers(db: Sql, requests: Idempotency[]): Promise<Answered[]> {
  return db<Answered>`
    select actor, route, key, digest, status, answer from platform.idempotency
    join unnest(${requests.map((one) => one.actor)}::text[],
      ${requests.map((one) => one.route)}::text[],
      ${requests.map((one) => one.key)}::text[]) as wanted (actor, route, key)
      using (actor, route, key)`
}

export async function storeAnswers(tx: Tx, answers: Answered[], now: Date): Promise<void> {
  if (answers.length === 0) return
  await tx`
    insert into platform.idempotency (actor, route, key, digest, status, answer, at)
    select *, ${now}::timestamptz from unnest(
      ${answers.map((one) => one.actor)}::text[], ${answers.map((one) => one.route)}::text[],
      ${answers.map((one) => one.key)}::text[], ${answers.map((one) => one.digest)}::text[],
      ${answers.map((one) => one.status)}::smallint[],
      ${answers.map((one) => json(one.answer))}::jsonb[])`
}

/** How a refusal is stored and answered: the changing members (trace id) are added on the way out. */
export function refusalOf(error: DomainError) {
  return { refused: true, code: error.code, facts: error.facts }
}

const keptDays = 7

/** Forgets old answers, a bounded piece at a time. */
export async function forgetAnswers(db: Db, now: Date, limit = 5_000): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 86_400_000)
  const gone = await db`
    delete from platform.idempotency where ctid = any(array(
      select ctid from platform.idempotency where at < ${before} limit ${limit}))
    returning 1`
  return gone.length
}

/** A stored refusal is thrown again, so that a repeat is answered just like the first. */
export function throwIfRefused(stored: StoredAnswer): void {
  const answer = stored.answer as { refused?: true; code: string; facts: Record<string, unknown> }
  if (answer?.refused === true) throw errorOfCode(answer.code, answer.facts)
}

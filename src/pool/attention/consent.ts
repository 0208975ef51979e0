/**
 * Consent: what a person agreed to, for one purpose and one channel at a time, and until when.
 *
 * Persons that are one human answer together, and the strictest answer counts: a withdrawal of any of
 * them closes it for all, until one of them agrees again while they are joined. Nobody's rows are
 * changed by a merge, so taking it back returns everybody's own answers.
 */
import assert from 'node:assert/strict'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { consentGiven, consentWithdrawn } from '../events.ts'
import { touchMembers } from '../segment/touch-members.ts'
import { fits } from './purpose.ts'
import type { Channel, ConsentChannel, Purpose } from './purpose.ts'

/** For how long nobody asks again after a no. */
const askAgainAfterDays = 30

export type Consent = {
  personId: string
  purpose: Purpose
  channel: ConsentChannel
  /** Where: `shop`, `sign_in`, `import`, `unsubscribe_link`. */
  how: string
  now: Date
}

/** Opens the gate to today's text. Given before, to that text, it stays as it is. */
export async function giveConsent(tx: Tx, consent: Consent & { givenAt?: Date }): Promise<void> {
  const { personId, purpose, channel, how, now, givenAt = now } = consent
  assert(fits(consent), `${purpose} has no channel ${channel}`)
  const persons = await lockConsents(tx, consent)
  const others = persons.filter((one) => one !== personId)
  const [may] = await mayUse(tx, purpose, [{ personId, channel }])
  if (may) return
  // What was agreed to with an older text ends where the new one begins.
  await tx`
    update pool.consent set withdrawn_at = greatest(given_at, ${givenAt})
    where person_id = ${personId} and purpose = ${purpose} and channel = ${channel}
      and withdrawn_at is null`
  await tx`
    insert into pool.consent (person_id, purpose, channel, version, given_at, how, also_for)
    select ${personId}, purpose, ${channel}, version, ${givenAt}, ${how}, ${others}::uuid[]
    from pool.purpose where purpose = ${purpose}`
  await answerAsked(tx, { personId, purpose, answer: 'given', now })
  const at = now.toISOString()
  await touchMembers(tx, [personId])
  await consentGiven.record(tx, { personId, purpose, channel, at, version: 1 })
}

/** Closes the gate at once, for everybody who is this human. Withdrawn before, nothing happens. */
export async function withdrawConsent(tx: Tx, consent: Consent): Promise<void> {
  const { personId, purpose, channel, how, now } = consent
  assert(fits(consent), `${purpose} has no channel ${channel}`)
  await lockConsents(tx, consent)
  const own = await tx`
    update pool.consent set withdrawn_at = greatest(given_at, ${now})
    where person_id = ${personId} and purpose = ${purpose} and channel = ${channel}
      and withdrawn_at is null
    returning 1`
  const [may] = await mayUse(tx, purpose, [{ personId, channel }])
  if (own.length === 0 && !may) return
  // Somebody joined with them had agreed: the withdrawal stands beside it, and counts.
  if (may)
    await tx`
      insert into pool.consent (person_id, purpose, channel, version, withdrawn_at, how)
      select ${personId}, purpose, ${channel}, version,
        (select greatest(${now}, max(given_at) + interval '1 microsecond') from pool.consent
          where person_id = any(${await personsOf(tx, personId)}::uuid[])
            and purpose = ${purpose} and channel = ${channel}), ${how}
      from pool.purpose where purpose = ${purpose}`
  const at = now.toISOString()
  await touchMembers(tx, [personId])
  await consentWithdrawn.record(tx, { personId, purpose, channel, at, version: 1 })
}

/** Of each: may this member be sent marketing on this channel, now? One answer each, in order. */
export function mayMessage(
  db: Sql,
  wanted: { memberId: string; channel: Channel }[],
): Promise<boolean[]> {
  const asked = wanted.map(({ memberId, channel }) => ({ personId: memberId, channel }))
  return mayUse(db, 'marketing', asked)
}

/**
 * The same for who is about to send: a withdrawal that is heard from now on waits for this
 * transaction, so that nothing is decided on a consent that is gone when it is written.
 */
export async function holdConsents(
  tx: Tx,
  wanted: { memberId: string; channel: Channel; personIds: string[] }[],
): Promise<boolean[]> {
  const persons = [...new Set(wanted.flatMap((one) => one.personIds))]
  await tx`
    select from pool.consent
    where person_id = any(${persons}::uuid[]) and purpose = 'marketing' and withdrawn_at is null
    order by person_id, id for share`
  return mayMessage(tx, wanted)
}

/** Those of these members whose doings may be kept under their own name. */
export async function mayProfile(db: Sql, memberIds: string[]): Promise<Set<string>> {
  const wanted = memberIds.map((personId) => ({ personId, channel: 'all' as const }))
  const may = await mayUse(db, 'profiling', wanted)
  return new Set(memberIds.filter((_, index) => may[index]))
}

/**
 * Somebody of them agreed to the text of today, and each withdrawal was answered by a later yes of the
 * same person, or of one who was joined with them when they said it.
 */
async function mayUse(
  db: Sql,
  purpose: Purpose,
  wanted: { personId: string; channel: ConsentChannel }[],
): Promise<boolean[]> {
  if (wanted.length === 0) return []
  const rows = await db<{ n: number }>`
    select wanted.n::int as n
    from unnest(${wanted.map((one) => one.personId)}::uuid[],
      ${wanted.map((one) => one.channel)}::text[]) with ordinality as wanted (person_id, channel, n)
    cross join lateral (
      select array(
        select alias.person_id from pool.alias where alias.representative_id = (
          select representative_id from pool.alias as own where own.person_id = wanted.person_id)
        union select wanted.person_id) as ids
      offset 0) as persons
    cross join lateral (
      select from pool.consent
      where consent.person_id = any(persons.ids) and consent.purpose = ${purpose}
        and consent.channel = wanted.channel and withdrawn_at is null
        and version = (select version from pool.purpose where purpose.purpose = ${purpose})
      limit 1) as given
    where not exists (
      select from pool.consent as ended
      where ended.person_id = any(persons.ids) and ended.purpose = ${purpose}
        and ended.channel = wanted.channel and ended.withdrawn_at is not null
        and not exists (
          select from pool.consent as later
          where later.person_id = any(persons.ids) and later.purpose = ${purpose}
            and later.channel = wanted.channel and later.given_at >= ended.withdrawn_at
            and (later.person_id = ended.person_id or ended.person_id = any(later.also_for))))`
  const may = new Set(rows.map(({ n }) => n))
  return wanted.map((_, index) => may.has(index + 1))
}

/** Everybody who is this human, the person first. */
export async function personsOf(db: Sql, personId: string): Promise<string[]> {
  const others = await db<{ personId: string }>`
    select person_id from pool.alias where person_id <> ${personId} and representative_id = (
      select representative_id from pool.alias where person_id = ${personId})
    order by person_id`
  return [personId, ...others.map((one) => one.personId)]
}

/**
 * One change of a person's consents at a time. Who is about to send holds the open rows, too: a
 * message that was decided before is out before the withdrawal is heard, and none is after.
 */
async function lockConsents(tx: Tx, of: Consent): Promise<string[]> {
  await tx`select pg_advisory_xact_lock(hashtextextended('consent' || ${of.personId}, 0))`
  const persons = await personsOf(tx, of.personId)
  await tx`
    select from pool.consent
    where person_id = any(${persons}::uuid[]) and purpose = ${of.purpose}
      and channel = ${of.channel} and withdrawn_at is null
    order by person_id, id for update`
  return persons
}

/** Whether this person may be asked now: not after a yes, and for thirty days not after a no. */
export async function mayAsk(
  db: Db | Tx,
  of: { personId: string; purpose: Purpose; channel: ConsentChannel; now: Date },
): Promise<boolean> {
  const { personId, purpose, channel, now } = of
  const [given] = await mayUse(db, purpose, [{ personId, channel }])
  if (given) return false
  const persons = await personsOf(db, personId)
  const [refused] = await db`
    select from pool.consent_asked
    where person_id = any(${persons}::uuid[]) and purpose = ${purpose}
      and (answer = 'refused' and asked_at > ${now}::timestamptz - make_interval(days => ${askAgainAfterDays}))
    union all
    select from pool.consent
    where person_id = any(${persons}::uuid[]) and purpose = ${purpose} and channel = ${channel}
      and withdrawn_at > ${now}::timestamptz - make_interval(days => ${askAgainAfterDays})
    limit 1`
  return !refused
}

/** The person was asked, and this is what they said. */
export async function answerAsked(
  tx: Tx,
  of: { personId: string; purpose: Purpose; answer: 'given' | 'refused'; now: Date },
): Promise<void> {
  await tx`
    insert into pool.consent_asked (person_id, purpose, asked_at, answer)
    values (${of.personId}, ${of.purpose}, ${of.now}, ${of.answer})
    on conflict (person_id, purpose) do update
      set asked_at = excluded.asked_at, answer = excluded.answer`
}

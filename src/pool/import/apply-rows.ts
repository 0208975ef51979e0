/** Brings rows of a file in: makes members, or fills what is empty of those who are known. */
import type { Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { giveConsent } from '../attention/consent.ts'
import type { Channel } from '../attention/purpose.ts'
import { enrolMembers } from '../enrol.ts'
import { attachIdentities } from '../identity/attach.ts'
import { setTags } from '../profile/tags.ts'
import { lockPhones } from '../sign-in-code.ts'
import type { CleanRow } from './clean-row.ts'
import { erasedAmong } from './erased.ts'
import { fillFields } from './fill-fields.ts'
import { indexesOf, matchRows } from './match-rows.ts'
import type { Match } from './match-rows.ts'
import { orderKeyOf, writePastOrders } from './past-order.ts'
import type { Tally } from './tally.ts'

export type Bringing = {
  importId: string
  rows: CleanRow[]
  consentChannels: Channel[]
  now: Date
}

/**
 * Rows of somebody who closed their account since are left out, and say so in their reasons.
 *
 * What is known of a member is never written over, so the same rows again change nothing. Locks: what
 * people are known by, in one order, as sign-in does.
 */
export async function applyRows(tx: Tx, vault: Vault, bringing: Bringing): Promise<Tally> {
  const { importId, rows, consentChannels, now } = bringing
  await lockPhones(tx, indexesOf(vault, rows))
  const found = await matchRows(tx, vault, rows)
  // Only now: who is gone after this is found closed by all that follows.
  const erased = await erasedAmong(tx, vault, { importId, rows })
  for (const row of erased) row.reasons.push('row:erased')
  const matches = found.filter(({ row }) => !erased.has(row))
  const by = `import:${importId}`
  await enrolMembers(
    tx,
    vault,
    firstOfEach(matches.filter(({ isNew }) => isNew)).map(({ memberId, row }) => ({
      memberId,
      ...(row.nickname && { nickname: row.nickname }),
      createdAt: row.registeredAt ?? row.order?.at ?? now,
    })),
  )
  const given = matches.flatMap(({ memberId, row }) =>
    row.identities.map((one) => ({ ...one, memberId, how: 'import' as const, by })),
  )
  const attached = await attachIdentities(tx, vault, given, now)
  const filled = new Set(
    given.flatMap(({ memberId }, at) => (attached[at]!.outcome === 'attached' ? [memberId] : [])),
  )
  for (const memberId of await fillFields(tx, vault, matches, now)) filled.add(memberId)
  const tags = await addTags(tx, matches, by, now)
  for (const { personId } of tags) filled.add(personId)
  const consents = await addConsents(tx, matches, consentChannels, now)
  const orders = await writePastOrders(
    tx,
    matches.flatMap(({ memberId, row }) =>
      row.order
        ? [{ memberId, key: orderKeyOf(vault, row, row.order), order: row.order, importId }]
        : [],
    ),
    now,
  )
  const made = new Set(matches.flatMap(({ isNew, memberId }) => (isNew ? [memberId] : [])))
  const known = new Set(matches.map((one) => one.memberId).filter((id) => !made.has(id)))
  const changed = [...known].filter((id) => filled.has(id)).length
  return {
    peopleNew: made.size,
    peopleFilled: changed,
    peopleSame: known.size - changed,
    conflicts: matches.filter(({ isConflict }) => isConflict).length,
    ordersNew: orders,
    ordersKnown: matches.filter(({ row }) => row.order).length - orders,
    consents,
    tags: tags.length,
  }
}

const firstOfEach = (matches: Match[]): Match[] => [
  ...new Map(matches.toReversed().map((match) => [match.memberId, match])).values(),
]

/** A tag that is there keeps its origin. */
async function addTags(tx: Tx, matches: Match[], setBy: string, now: Date) {
  const wanted = matches.flatMap(({ memberId: personId, row }) =>
    row.tags.map((tag) => ({ personId, tag })),
  )
  if (wanted.length === 0) return []
  const there = await tx<{ personId: string; tag: string }>`
    select person_id, tag from pool.tag
    where person_id = any(${wanted.map((one) => one.personId)}::uuid[])
      and (expires_at is null or expires_at > ${now})`
  const known = new Set(there.map(({ personId, tag }) => `${personId} ${tag}`))
  const fresh = wanted.filter(({ personId, tag }) => {
    const key = `${personId} ${tag}`
    return !known.has(key) && known.add(key)
  })
  const origin = 'import' as const
  const tags = fresh.map((one) => ({
    ...one,
    origin,
    confidenceBps: 10_000,
    setBy,
    expiresAt: null,
  }))
  const persons = new Set(await setTags(tx, tags, now))
  return fresh.filter(({ personId }) => persons.has(personId))
}

/** Only where nobody ever asked: what a member said themselves is newer than any file. */
async function addConsents(
  tx: Tx,
  matches: Match[],
  channels: Channel[],
  now: Date,
): Promise<number> {
  const agreed = matches.filter(({ row }) => row.consentAt !== null)
  if (agreed.length === 0 || channels.length === 0) return 0
  const answered = await tx<{ personId: string; channel: string }>`
    select person_id, channel from pool.consent
    where person_id = any(${agreed.map((one) => one.memberId)}::uuid[]) and purpose = 'marketing'`
  const asked = new Set(answered.map(({ personId, channel }) => `${personId} ${channel}`))
  let given = 0
  for (const { memberId: personId, row } of agreed)
    for (const channel of channels) {
      if (asked.has(`${personId} ${channel}`)) continue
      asked.add(`${personId} ${channel}`)
      const consent = { personId, purpose: 'marketing' as const, channel, how: 'import' }
      await giveConsent(tx, { ...consent, now, givenAt: row.consentAt! })
      given++
    }
  return given
}

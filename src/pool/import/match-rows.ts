/**
 * Who the rows of a file are: members that are known by what the row gives, or somebody new. What a file
 * says is not proven, so it never takes a member over: a phone goes to a member who has none, and ids
 * that point to two members are a proposal to join them, which staff decide.
 */
import { randomUUIDv7 } from 'node:crypto'
import type { Sql } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import type { IdentityKind } from '../identity/evidence.ts'
import { representativesOf } from '../identity/representative.ts'
import type { CleanRow } from './clean-row.ts'

export type Match = {
  row: CleanRow
  memberId: string
  isNew: boolean
  /** An id of this row is known of another member. */
  isConflict: boolean
}

type Known = { memberId: string; hasPhone: boolean }

/** In the order of the rows: a later row finds whom an earlier one makes. */
export async function matchRows(db: Sql, vault: Vault, rows: CleanRow[]): Promise<Match[]> {
  const known = await findKnown(db, vault, rows)
  const standing = await representativesOf(db, [
    ...new Set([...known.values()].map((one) => one.memberId)),
  ])
  const standsFor = (id: string) => standing.get(id) ?? id
  return rows.map((row) => {
    const given = row.identities.map((one) => {
      const index = vault.blindIndex(one.kind, one.value)
      return { ...one, index, key: keyOf(one.kind, index) }
    })
    const found = given.flatMap((one) => {
      const who = known.get(one.key)
      return who ? [{ who }] : []
    })
    const phone = given.find((one) => one.kind === 'phone')
    const isOtherPhone = phone && !known.has(phone.key) && found[0]?.who.hasPhone
    const who = found[0] && !isOtherPhone ? found[0].who : undefined
    const self: Known = who ?? { memberId: randomUUIDv7(), hasPhone: false }
    for (const { kind, key } of given)
      if (!known.has(key)) {
        known.set(key, self)
        if (kind === 'phone') self.hasPhone = true
      }
    const isConflict = found.some(
      ({ who: other }) => standsFor(other.memberId) !== standsFor(self.memberId),
    )
    return { row, memberId: self.memberId, isNew: !who, isConflict }
  })
}

const keyOf = (kind: IdentityKind, index: Buffer) => `${kind} ${index.toString('hex')}`

async function findKnown(db: Sql, vault: Vault, rows: CleanRow[]): Promise<Map<string, Known>> {
  const indexes = indexesOf(vault, rows)
  const found = await db<{ blindIndex: Buffer; kind: IdentityKind } & Known>`
    select blind_index, kind, member_id, exists (
      select from pool.identity as phone
      where phone.member_id = identity.member_id and phone.kind = 'phone') as has_phone
    from pool.identity where blind_index = any(${indexes}::bytea[])`
  const members = new Map<string, Known>()
  return new Map(
    found.map(({ blindIndex, kind, memberId, hasPhone }) => {
      const who = members.get(memberId) ?? { memberId, hasPhone }
      members.set(memberId, who)
      return [keyOf(kind, blindIndex), who]
    }),
  )
}

/** Each once, in one order: whoever locks them waits for others and never in turn. */
export function indexesOf(vault: Vault, rows: Pick<CleanRow, 'identities'>[]): Buffer[] {
  const byHex = new Map<string, Buffer>()
  for (const row of rows)
    for (const { kind, value } of row.identities) {
      const index = vault.blindIndex(kind, value)
      byHex.set(index.toString('hex'), index)
    }
  return [...byHex.keys()].toSorted().map((hex) => byHex.get(hex)!)
}

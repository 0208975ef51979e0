/** What a member is known by: how each kind is spelled, and how it is shown without being told. */
import type { Db, Tx } from '#platform/db.ts'
import type { Place, Vault } from '#platform/vault.ts'
import { identityPlace } from '../enrol.ts'
import { maskPhone, normalisePhone } from '../phone.ts'
import type { IdentityKind } from './evidence.ts'

/** The one spelling of a value of this kind, or null for what is none. */
export function normalise(kind: IdentityKind, text: string): string | null {
  return spellings[kind](text.normalize('NFKC').trim())
}

const spellings: Record<IdentityKind, (text: string) => string | null> = {
  phone: normalisePhone,
  email: (text) =>
    matching(
      text.toLowerCase(),
      /^(?=.{3,254}$)[^\s@<>",;:()]{1,64}@(?:[\p{L}\d-]{1,63}\.)+[\p{L}\d-]{2,63}$/u,
    ),
  // As the provider spells them: upper and lower case differ.
  wechat_openid: (text) => matching(text, /^[\w-]{6,64}$/),
  wechat_unionid: (text) => matching(text, /^[\w-]{6,64}$/),
  store_card: (text) => matching(text.replace(/[\s-]/g, '').toUpperCase(), /^[A-Z\d]{4,32}$/),
}

const matching = (text: string, pattern: RegExp) => (pattern.test(text) ? text : null)

/** Enough for its owner to know it again, too little for anybody else. */
export function mask(kind: IdentityKind, value: string): string {
  if (kind === 'phone') return maskPhone(value)
  if (kind === 'email') {
    const [name = '', host = ''] = value.split('@')
    return `${name.slice(0, 1)}***@${host}`
  }
  return `${value.slice(0, value.length > 8 ? 2 : 0)}****${value.slice(-2)}`
}

/** Where the value is sealed for. Phones keep the place they had when there was nothing else. */
export const identityPlaceOf = (one: { memberId: string; kind: IdentityKind }): Place =>
  identityPlace(one.kind === 'phone' ? one.memberId : `${one.memberId}:${one.kind}`)

export type HeldIdentity = {
  id: string
  memberId: string
  kind: IdentityKind
  masked: string
  how: string
  setBy: string
  since: Date
}

/** What these members are known by, masked, with who said so and when. */
export async function listIdentities(
  db: Db | Tx,
  vault: Vault,
  memberIds: string[],
): Promise<HeldIdentity[]> {
  const rows = await readIdentities(db, vault, memberIds)
  return rows.map(({ value, ...one }) => ({ ...one, masked: mask(one.kind, value) }))
}

/** In plain: for the member's own eyes, or a reading that is audited. */
export async function readIdentities(
  db: Db | Tx,
  vault: Vault,
  memberIds: string[],
): Promise<(Omit<HeldIdentity, 'masked'> & { value: string })[]> {
  const rows = await db<Omit<HeldIdentity, 'masked'> & { valueCipher: Buffer }>`
    select id, member_id, kind, value_cipher, how, set_by, created_at as since
    from pool.identity where member_id = any(${memberIds}::uuid[])
    order by member_id, created_at, id`
  return rows.map(({ valueCipher, ...one }) => ({
    ...one,
    value: vault.open(identityPlaceOf(one), valueCipher),
  }))
}

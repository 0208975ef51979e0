/** Where a member wants goods sent. All of it is personal, so all of it is sealed as one record. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import type { Db, Tx } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import type { Vault } from '#platform/vault.ts'
import { addressNotFound, memberNotFound, tooManyAddresses } from './errors.ts'
import { Phone } from './phone.ts'

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, 'is more than one line')

export const AddressContents = z.object({
  name: line(50),
  phone: Phone,
  province: line(50),
  city: line(50),
  /** Some cities have none. */
  district: line(50).or(z.literal('')),
  street: line(200),
})
export type AddressContents = z.output<typeof AddressContents>

export const Address = AddressContents.extend({
  addressId: z.uuid(),
  /** E.164. */
  phone: z.string(),
  changedAt: instant,
})

const addressesMax = 20

export async function listAddresses(
  db: Db,
  vault: Vault,
  memberId: string,
): Promise<z.input<typeof Address>[]> {
  const rows = await db<{ id: string; cipher: Buffer; changedAt: Date }>`
    select id, cipher, changed_at from pool.address
    where member_id = ${memberId} order by changed_at desc, id limit ${addressesMax}`
  return rows.map(({ id, cipher, changedAt }) => ({
    addressId: id,
    ...openAddress(vault, id, cipher),
    changedAt,
  }))
}

/** Errors: tooManyAddresses, memberNotFound (the account was closed meanwhile). */
export async function addAddress(
  tx: Tx,
  vault: Vault,
  address: { memberId: string; contents: AddressContents; now: Date },
): Promise<{ addressId: string }> {
  const { memberId, contents, now } = address
  // The member's row is the lock: additions are counted one by one, and none after a closing.
  const [member] = await tx`
    select 1 from pool.member where id = ${memberId} and closed_at is null for update`
  if (!member) throw memberNotFound({ memberId })
  const [kept] = await tx<{ count: number }>`
    select count(*) from pool.address where member_id = ${memberId}`
  if (kept!.count >= addressesMax) throw tooManyAddresses({ max: addressesMax })
  const addressId = randomUUIDv7()
  await enrolAddresses(tx, vault, [{ memberId, addressId, contents, createdAt: now }])
  return { addressId }
}

export type NewAddress = {
  memberId: string
  addressId: string
  contents: AddressContents
  createdAt: Date
}

/** Writes any number at once, for programs that bring whole members. */
export async function enrolAddresses(tx: Tx, vault: Vault, addresses: NewAddress[]): Promise<void> {
  const ciphers = addresses.map((one) => sealAddress(vault, one.addressId, one.contents))
  await tx`
    insert into pool.address (member_id, id, cipher, created_at, changed_at)
    select member_id, id, cipher, created_at, created_at
    from unnest(${addresses.map((one) => one.memberId)}::uuid[],
      ${addresses.map((one) => one.addressId)}::uuid[], ${ciphers}::bytea[],
      ${addresses.map((one) => one.createdAt)}::timestamptz[])
      as new (member_id, id, cipher, created_at)`
}

/** Orders that were placed keep the address as it was. Errors: addressNotFound. */
export async function changeAddress(
  tx: Tx,
  vault: Vault,
  address: { memberId: string; addressId: string; contents: AddressContents; now: Date },
): Promise<void> {
  const { memberId, addressId, contents, now } = address
  const changed = await tx`
    update pool.address
    set cipher = ${sealAddress(vault, addressId, contents)}, changed_at = ${now}
    where member_id = ${memberId} and id = ${addressId} returning 1`
  if (changed.length === 0) throw addressNotFound({ addressId })
}

/** Errors: addressNotFound. */
export async function deleteAddress(
  tx: Tx,
  address: { memberId: string; addressId: string },
): Promise<void> {
  const { memberId, addressId } = address
  const gone = await tx`
    delete from pool.address where member_id = ${memberId} and id = ${addressId} returning 1`
  if (gone.length === 0) throw addressNotFound({ addressId })
}

const placeOf = (addressId: string) => ({
  table: 'pool.address',
  column: 'cipher',
  rowId: addressId,
})

const sealAddress = (vault: Vault, addressId: string, contents: AddressContents) =>
  vault.seal(placeOf(addressId), JSON.stringify(contents))

/** Opens the record of an address, or the copy of it that an order keeps. */
export const openAddress = (vault: Vault, addressId: string, cipher: Buffer) =>
  JSON.parse(vault.open(placeOf(addressId), cipher)) as AddressContents

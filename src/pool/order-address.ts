/** The address of an order, as it was when the order was placed. Part of the hot order batch. */
import { sql } from '#platform/db.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { openAddress } from './address.ts'
import type { AddressContents } from './address.ts'
import { addressNotFound } from './errors.ts'

export type MembersAddress = { memberId: string; addressId: string }

/** For each pair, in order, whether this member has this address. */
export async function whichAddressesExist(db: Sql, pairs: MembersAddress[]): Promise<boolean[]> {
  if (pairs.length === 0) return []
  const rows = await db<{ exists: boolean }>`
    select address.id is not null as exists
    from unnest(${pairs.map((one) => one.memberId)}::uuid[],
      ${pairs.map((one) => one.addressId)}::uuid[])
      with ordinality as wanted (member_id, address_id, place)
    left join pool.address
      on address.member_id = wanted.member_id and address.id = wanted.address_id
    order by wanted.place`
  return rows.map((row) => row.exists)
}

/**
 * Copies the sealed addresses to their orders, all or none.
 *
 * Errors: addressNotFound, when one is another member's or was deleted since it was looked at. In a
 * batch of orders this fails the batch, whose members then run singly and are refused by themselves.
 */
export async function snapshotAddresses(
  tx: Tx,
  orders: (MembersAddress & { orderId: string })[],
): Promise<void> {
  if (orders.length === 0) return
  const copied = await tx<{ orderId: string }>`
    insert into pool.order_address (order_id, address_id, cipher)
    select wanted.order_id, address.id, address.cipher
    from unnest(${orders.map((one) => one.orderId)}::uuid[],
      ${orders.map((one) => one.memberId)}::uuid[], ${orders.map((one) => one.addressId)}::uuid[])
      as wanted (order_id, member_id, address_id)
    join pool.address
      on address.member_id = wanted.member_id and address.id = wanted.address_id
    returning order_id`
  if (copied.length === orders.length) return
  const done = new Set(copied.map((row) => row.orderId))
  throw addressNotFound({ addressId: orders.find((one) => !done.has(one.orderId))?.addressId })
}

/** Null when the order never had one or it was erased. A staff reader audits the reading. */
export async function readOrderAddress(
  db: Db | Tx,
  vault: Vault,
  orderId: string,
): Promise<AddressContents | null> {
  const [row] = await db<{ addressId: string; cipher: Buffer }>`
    select address_id, cipher from pool.order_address where order_id = ${orderId}`
  return row ? openAddress(vault, row.addressId, row.cipher) : null
}

/** Of these orders those that have one, in the order given: how many, and the first of them in plain. */
export async function findOrderAddresses(
  db: Db,
  vault: Vault,
  query: { orderIds: string[]; limit: number },
): Promise<{ count: number; items: (AddressContents & { orderId: string })[] }> {
  const { orderIds, limit } = query
  const rows = await db<{ count: number; orderId: string; addressId: string; cipher: Buffer }>`
    select count(*) over () as count, order_id, address_id, cipher
    from unnest(${orderIds}::uuid[]) with ordinality as wanted (order_id, place)
    join pool.order_address using (order_id)
    order by place limit ${limit}`
  const items = rows.map(({ orderId, addressId, cipher }) => ({
    orderId,
    ...openAddress(vault, addressId, cipher),
  }))
  return { count: rows[0]?.count ?? 0, items }
}

/** Orders that have an address and were placed before an instant (their ids say when), by key. */
export async function listOldOrderAddresses(
  db: Db,
  query: { placedBefore: Date; afterId: string | null; limit: number },
): Promise<string[]> {
  const { placedBefore, afterId, limit } = query
  const time = placedBefore.getTime().toString(16).padStart(12, '0')
  const end = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
  const rows = await db<{ orderId: string }>`
    select order_id from pool.order_address
    where order_id < ${end} and ${afterId === null ? sql`true` : sql`order_id > ${afterId}`}
    order by order_id limit ${limit}`
  return rows.map((row) => row.orderId)
}

/** The law asks for them no longer. */
export async function forgetOrderAddresses(tx: Tx, orderIds: string[]): Promise<void> {
  await tx`delete from pool.order_address where order_id = any(${orderIds}::uuid[])`
}

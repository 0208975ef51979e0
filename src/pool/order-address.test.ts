import assert from 'node:assert/strict'
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { Db } from '#platform/db.ts'
import { createVault, VaultRefusal } from '#platform/vault.ts'
import { testDb } from '#test/db.ts'
import { changeAddress, deleteAddress, enrolAddresses } from './address.ts'
import { enrolMembers } from './enrol.ts'
import { readOrderAddress, snapshotAddresses, whichAddressesExist } from './order-address.ts'

const vault = createVault(randomBytes(32))
const now = new Date('2026-11-20T04:00:00Z')
const contents = (name: string) => ({
  name,
  phone: '+8613800138000',
  province: '上海市',
  city: '上海市',
  district: '徐汇区',
  street: '漕溪北路 1 号',
})

/** Two members with an address each. */
async function twoMembers(db: Db) {
  const members = ['甲', '乙'].map((name) => ({
    memberId: randomUUIDv7(),
    addressId: randomUUIDv7(),
    contents: contents(name),
    createdAt: now,
  }))
  await db.begin(async (tx) => {
    await enrolMembers(tx, vault, members)
    await enrolAddresses(tx, vault, members)
  })
  return [members[0]!, members[1]!] as const
}

test('an address exists only for the member whose it is', async () => {
  await using db = await testDb()
  const [one, other] = await twoMembers(db)
  const pairs = [
    { memberId: one.memberId, addressId: other.addressId },
    one,
    { memberId: one.memberId, addressId: randomUUIDv7() },
    other,
    one,
  ]
  assert.deepEqual(await whichAddressesExist(db, pairs), [false, true, false, true, true])
  assert.deepEqual(await whichAddressesExist(db, []), [])
})

test('an order gets no copy of another’s address or of one that is gone, nor do its fellows', async () => {
  await using db = await testDb()
  const [one, other] = await twoMembers(db)
  const snapshot = (...orders: { memberId: string; addressId: string }[]) =>
    db.begin((tx) =>
      snapshotAddresses(
        tx,
        orders.map((order) => ({ ...order, orderId: randomUUIDv7() })),
      ),
    )
  const stolen = { memberId: other.memberId, addressId: one.addressId }
  await assert.rejects(snapshot(one, stolen), { code: 'address_not_found' })
  await db.begin((tx) => deleteAddress(tx, other))
  await assert.rejects(snapshot(one, other), { code: 'address_not_found' })
  assert.equal((await db`select 1 from pool.order_address`).length, 0)
  await snapshot(one)
  await snapshot()
  assert.equal((await db`select 1 from pool.order_address`).length, 1)
  assert.equal(await readOrderAddress(db, vault, randomUUIDv7()), null)
})

test('an order keeps its address when the member changes or deletes it', async () => {
  await using db = await testDb()
  const [one] = await twoMembers(db)
  const [early, late] = [randomUUIDv7(), randomUUIDv7()]
  const snapshot = (orderId: string) =>
    db.begin((tx) => snapshotAddresses(tx, [{ ...one, orderId }]))
  await snapshot(early)
  await db.begin((tx) => changeAddress(tx, vault, { ...one, contents: contents('丙'), now }))
  await snapshot(late)
  await db.begin((tx) => deleteAddress(tx, one))
  assert.equal((await readOrderAddress(db, vault, early))?.name, '甲')
  assert.equal((await readOrderAddress(db, vault, late))?.name, '丙')
})

test('an order’s copy put under another address id does not open', async () => {
  await using db = await testDb()
  const [one, other] = await twoMembers(db)
  const [mine, theirs] = [randomUUIDv7(), randomUUIDv7()]
  await db.begin((tx) =>
    snapshotAddresses(tx, [
      { ...one, orderId: mine },
      { ...other, orderId: theirs },
    ]),
  )
  await db`
    update pool.order_address set cipher = other.cipher from pool.order_address as other
    where order_address.order_id = ${mine} and other.order_id = ${theirs}`
  await assert.rejects(readOrderAddress(db, vault, mine), VaultRefusal)
})

test('a thousand members with addresses are enrolled in one go', async () => {
  await using db = await testDb()
  const members = Array.from({ length: 1_000 }, (_, at) => ({
    memberId: randomUUIDv7(),
    addressId: randomUUIDv7(),
    contents: contents(`人${at}`),
    createdAt: now,
    ...(at % 2 ? { phone: `+86139${String(at).padStart(8, '0')}` } : { nickname: `人${at}` }),
  }))
  await db.begin(async (tx) => {
    await enrolMembers(tx, vault, members)
    await enrolAddresses(tx, vault, members)
  })
  const [counts] = await db`
    select (select count(*) from pool.member where nickname is null) as nameless,
      (select count(*) from pool.identity) as phones,
      (select count(*) from pool.address) as addresses,
      (select count(*) from platform.event where name = 'pool.member_enrolled') as events`
  assert.deepEqual(counts, { nameless: 500, phones: 500, addresses: 1_000, events: 1_000 })
})

import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { addMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { threeYearsMs } from '#pool/rights/retention.ts'
import { testDb } from '#test/db.ts'
import { forgetOldAddresses } from './forget-addresses.ts'

const placedAt = new Date('2023-01-01T04:00:00Z')
const endedAt = new Date('2023-02-01T04:00:00Z')
const later = new Date('2023-06-01T04:00:00Z')

test('where an order went is forgotten three years after its last step, to the second; what goes on keeps it', async () => {
  await using db = await testDb()
  const completed = await order(db, { status: 'completed', completed_at: endedAt })
  const closed = await order(db, { status: 'closed', closed_at: endedAt })
  const shipped = await order(db, { status: 'shipped', shipped_at: endedAt })
  const disputed = await order(db, { status: 'completed', completed_at: endedAt, disputed: true })
  const refunded = await order(db, { status: 'completed', completed_at: endedAt })
  await db`
    insert into trade.refund (order_id, kind, status, amount_fen, reason, restock, requested_by,
      requested_at, done_at)
    values (${refunded}, 'return', 'done', 1, 'damaged', false, 'member', ${endedAt}, ${later})`
  const due = addMs(endedAt, threeYearsMs)
  assert.equal(await forgetOldAddresses(db, addMs(due, -1_000)), 0)
  assert.equal(await forgetOldAddresses(db, due), 2)
  assert.deepEqual(await kept(db), [shipped, disputed, refunded].toSorted())
  assert.equal(await forgetOldAddresses(db, addMs(due, 1_000)), 0)
  assert.equal(await forgetOldAddresses(db, addMs(later, threeYearsMs)), 1)
  assert.deepEqual(await kept(db), [shipped, disputed].toSorted())
  assert.equal([completed, closed].length, 2)
})

async function order(db: Db, state: Record<string, unknown>): Promise<string> {
  const time = placedAt.getTime().toString(16).padStart(12, '0')
  const id = `${time.slice(0, 8)}-${time.slice(8)}${randomUUIDv7().slice(13)}`
  const row = {
    id,
    member_id: randomUUIDv7(),
    goods_fen: 100,
    discount_fen: 0,
    total_fen: 100,
    address_id: randomUUIDv7(),
    placed_at: placedAt,
    pay_by: placedAt,
    version: 1,
    refunded_fen: 0,
    disputed: false,
    ...state,
  }
  await db`
    insert into trade."order"
    select * from jsonb_populate_record(null::trade."order", ${JSON.stringify(row)}::jsonb)`
  await db`
    insert into pool.order_address (order_id, address_id, cipher)
    values (${id}, ${row.address_id}, '\\x00')`
  return id
}

const kept = async (db: Db) =>
  (await db<{ orderId: string }>`select order_id from pool.order_address order by order_id`).map(
    (row) => row.orderId,
  )

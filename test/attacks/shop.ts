/** A running shop to be attacked: goods, members and staff over HTTP, and a picture of all its rows. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '#platform/db.ts'
import { nobodysPhc } from '#platform/password.ts'
import { openSession } from '#platform/sessions.ts'
import { findBreaches } from '#ledger/invariants.ts'
import type { Role } from '#platform/staff.ts'
import { checkReply } from '../answers.ts'
import { createClient } from '../client.ts'
import type { Client, Reply } from '../client.ts'
import { testDb } from '../db.ts'
import type { TestDb } from '../db.ts'
import { runProgram } from '../running.ts'
import type { Running, RunningOptions } from '../running.ts'
import { enrolShoppers, stockGoods } from '../shoppers.ts'
import type { Goods } from '../shoppers.ts'

export type Member = { memberId: string; addressId: string; client: Client }
export type Order = {
  id: string
  totalFen: number
  payment: { number: string; cashierUrl: string }
}
export type OrderOptions = { quantity?: number; goods?: Goods; payment?: 'balance' | 'cashier' }

export type AttackedShop = AsyncDisposable & {
  running: Running
  db: Db
  goods: Goods[]
  visitor(): Client
  member(): Promise<Member>
  staff(...roles: Role[]): Promise<Client>
  /** What a member would send to buy this. */
  wanted(member: Member, options?: OrderOptions): Record<string, unknown> & { lines: object[] }
  /** Placed, and paid when it is paid from the balance. */
  order(member: Member, options?: OrderOptions): Promise<Order>
  shipped(member: Member, options?: OrderOptions): Promise<Order>
  received(member: Member, options?: OrderOptions): Promise<Order>
  /** A digest of each table. */
  rows(): Promise<Map<string, string>>
}

export async function openShop(
  options: RunningOptions & { db?: TestDb } = {},
): Promise<AttackedShop> {
  const stack = new AsyncDisposableStack()
  const db = options.db ?? stack.use(await testDb())
  const { now = new Date('2026-11-20T04:00:00Z') } = options
  const running = stack.use(await runProgram(db, { now, ...options }))
  const { services } = running.program
  const stock = { count: 4, stock: 1_000, now }
  const goods = await stockGoods(db, services.payments, stock)
  const visitor = () =>
    createClient(running.url, (reply, what) => {
      const why = reply.status >= 500 ? running.logged.at(-1) : ''
      checkReply(reply, `${what} ${why}`.trim())
    })
  let operations: Client | undefined

  const shop: AttackedShop = {
    running,
    db,
    goods,
    visitor,
    async member() {
      const [shopper] = await enrolShoppers(db, services.vault, 1, running.now)
      const { memberId, addressId, cookie } = shopper!
      return { memberId, addressId, client: withCookie(visitor(), cookie) }
    },
    async staff(...roles) {
      const staffId = randomUUIDv7()
      const { now } = running
      await db`
        insert into platform.staff (id, login, name, roles, password_phc, created_at)
        values (${staffId}, ${staffId}, 'x', ${roles}::text[], ${nobodysPhc}, ${now})`
      const opened = { kind: 'staff' as const, actorId: staffId, now }
      const { token } = await db.begin((tx) => openSession(tx, opened))
      return withCookie(visitor(), `tessera_staff=${token}`)
    },
    wanted({ addressId }, { quantity = 2, goods: of = goods[0]!, payment = 'balance' } = {}) {
      const { skuId, priceFen: unitPriceFen } = of
      return { lines: [{ skuId, quantity, unitPriceFen }], addressId, payment }
    },
    async order(member, options) {
      const reply = await member.client.post('/orders', shop.wanted(member, options))
      assert.equal(reply.status, 201, reply.text)
      return reply.body as Order
    },
    async shipped(member, options) {
      const order = await shop.order(member, options)
      operations ??= await shop.staff('operations')
      const { body } = await member.client.get(`/orders/${order.id}`)
      const parcel = { brandId: body.lines[0].brandId, carrier: 'SF', trackingNo: 'SF1' }
      const sent = await operations.post(`/console/orders/${order.id}/shipments`, parcel)
      assert.equal(sent.status, 201, sent.text)
      return order
    },
    async received(member, options) {
      const order = await shop.shipped(member, options)
      const receipt = await member.client.post(`/orders/${order.id}/receipt`)
      assert.equal(receipt.status, 200, receipt.text)
      await running.work()
      return order
    },
    rows: () => digestRows(db),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
  return shop
}

function withCookie(client: Client, cookie: string): Client {
  const [name = '', value = ''] = cookie.split('=')
  client.cookies.set(name, value)
  return client
}

export type Attack = {
  case: string
  send: () => Promise<Reply>
  /** Status and code. */
  answer: string
}

/** Each is refused as it says, and leaves every row as it was. */
export async function refuseAll(shop: AttackedShop, attacks: Attack[]): Promise<void> {
  let before = await shop.rows()
  for (const { case: name, send, answer } of attacks) {
    const reply = await send()
    assert.equal(`${reply.status} ${reply.body?.code}`, answer, `${name}: ${reply.text}`)
    const after = await shop.rows()
    assert.deepEqual(changed(before, after), [], `${name} changed something`)
    before = after
  }
}

/** After the clock was moved: until all that is due has been done, here and at the institution. */
export async function settle(shop: AttackedShop): Promise<void> {
  for (let before = await shop.rows(); ;) {
    await shop.running.work()
    await sleep(300)
    const after = await shop.rows()
    if (changed(before, after).length === 0) return
    before = after
  }
}

const changed = (before: Map<string, string>, after: Map<string, string>) =>
  [...after].filter(([table, digest]) => before.get(table) !== digest).map(([table]) => table)

/** Stored refusals and the institution's own books may grow; sessions note when they were used. */
const passedOver = ['platform.idempotency', 'platform.session']
/** A refused order may leave accounts behind, but only empty ones. */
const inUse = new Map([['ledger.account', 'where posted <> 0 or held <> 0']])

async function digestRows(db: Db): Promise<Map<string, string>> {
  const tables = await db<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('platform', 'ledger', 'pool', 'catalog', 'trade') order by name`
  const parts = tables
    .filter(({ name }) => !passedOver.includes(name))
    .map(
      ({ name }) =>
        `select '${name}' as name,
          md5(coalesce(string_agg(kept::text, ' ' order by kept::text), '')) as digest
        from ${name} as kept ${inUse.get(name) ?? ''}`,
    )
  const { rows } = await db.pool.query<{ name: string; digest: string }>(parts.join(' union all '))
  return new Map(rows.map(({ name, digest }) => [name, digest]))
}

/** Every transfer adds up, and so does every account. */
export async function assertSound(shop: AttackedShop): Promise<void> {
  assert.deepEqual(await findBreaches(shop.db), [])
}

/** The program is killed, told to stop, or starts again: what was said stays said, and happens once. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBreaches } from '#ledger/invariants.ts'
import { consume, lagOf } from '#platform/consumers.ts'
import type { Consumer } from '#platform/consumers.ts'
import { connect } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { testSandbox } from '#sandbox/for-tests.ts'
import { createSandboxAdapter } from '#trade/sandbox-adapter.ts'
import { openShop } from '../attacks/shop.ts'
import { testDb } from '../db.ts'
import { horizonPassed } from '../horizon.ts'
import { freePort } from '../program.ts'
import { createCaller, enrolShoppers, orderOf, stockGoods } from '../shoppers.ts'

const root = path.join(import.meta.dirname, '../..')

test('the server is killed twice with orders in flight: each key has one order, and no acknowledged one is lost', async () => {
  await using db = await testDb()
  await using program = await startServer(db)
  const [shoppers, [goods]] = await Promise.all([
    enrolShoppers(db, program.vault, 40),
    stockGoods(db, program.adapter, { count: 1, stock: 1_000 }),
  ])
  const wanted = shoppers.flatMap((shopper) =>
    Array.from({ length: 4 }, () => ({ shopper, key: randomUUID(), id: '' })),
  )
  const { caller } = program
  const place = async (one: (typeof wanted)[number]) => {
    const { shopper, key } = one
    const options = { cookie: shopper.cookie, key, body: orderOf(shopper, goods!) }
    const { status, body } = await caller.call('POST', '/orders', options)
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
    const { id } = body as { id: string }
    assert.ok(one.id === '' || one.id === id, 'an acknowledged order became another one')
    one.id = id
  }
  for (let round = 0; round < 2; round++) {
    const half = wanted.slice(round * 80, round * 80 + 80)
    const first = Promise.allSettled(half.slice(0, 40).map(place))
    while (!half.some(({ id }) => id)) await sleep(5)
    const second = Promise.allSettled(half.slice(40).map(place))
    await sleep(10)
    await program.kill()
    const ended = [...(await first), ...(await second)]
    assert.ok(
      ended.some(({ status }) => status === 'rejected'),
      'some were in flight',
    )
    await program.start()
  }
  await Promise.all(wanted.map(place))
  const kept = await db<{ id: string }>`select id from trade."order"`
  assert.deepEqual(new Set(kept.map(({ id }) => id)), new Set(wanted.map(({ id }) => id)))
  assert.equal(kept.length, 160)
  assert.deepEqual(await findBreaches(db), [])
})

test('told to stop it answers what it has begun, closes what is open, and ends well in time', async () => {
  await using db = await testDb()
  await using program = await startServer(db)
  const [shoppers, [goods]] = await Promise.all([
    enrolShoppers(db, program.vault, 30),
    stockGoods(db, program.adapter, { count: 1, stock: 1_000 }),
  ])
  const { caller } = program
  const [first] = shoppers
  const order = { cookie: first!.cookie, body: orderOf(first!, goods!) }
  const placed = await caller.call('POST', '/orders', order)
  const live = await openStream(program.url, (placed.body as { id: string }).id, first!.cookie)
  const { placing, exit, startedAt } = await db.begin(async (tx) => {
    // All of them are read and wait for the goods when the word to stop comes.
    await tx`select from ledger.account where floor is not null for update`
    const placing = Promise.all(
      shoppers.map((shopper) =>
        caller.call('POST', '/orders', { cookie: shopper.cookie, body: orderOf(shopper, goods!) }),
      ),
    )
    await sleep(500)
    const startedAt = performance.now()
    const exit = program.stop()
    await sleep(200)
    return { placing, exit, startedAt }
  })
  const [code] = await exit
  const tookMs = performance.now() - startedAt
  assert.equal(code, 0)
  assert.ok(tookMs < 8_000, `it took ${tookMs} ms`)
  await live.ended
  assert.deepEqual(new Set((await placing).map(({ status }) => status)), new Set([201]))
  const [kept] = await db<{ count: number }>`select count(*) from trade."order"`
  assert.equal(kept!.count, shoppers.length + 1)
  assert.deepEqual(await findBreaches(db), [])
})

test('a reader of events that dies in the middle has each effect once when it starts again', async () => {
  await using shop = await openShop()
  const { db } = shop
  const member = await shop.member()
  for (let n = 0; n < 30; n++) await shop.order(member, { quantity: 1 })
  await horizonPassed(db)
  await db`create table public.effect (event_id bigint not null)`
  let deaths = 0
  const consumer = (dies: (taken: number) => boolean): Consumer => ({
    name: 'test.counts',
    wants: ['trade.order_paid'],
    take: async (tx: Tx, events) => {
      for (const [index, { id }] of events.entries()) {
        await tx`insert into public.effect values (${id})`
        if (!dies(index)) continue
        deaths += 1
        // As when the process is killed: the line is gone before anything is said.
        await tx`select pg_terminate_backend(pg_backend_pid())`
      }
    },
  })
  for (let round = 0; round < 6; round++) {
    const own = connect((db as Db & { url: string }).url, { connectionsMax: 2 })
    await consume(
      own,
      consumer((index) => index === round % 3),
      shop.running.now,
      10,
    ).catch(() => {})
    await own.end()
    // In between it works for a bit.
    if (round % 2)
      await consume(
        db,
        consumer(() => false),
        shop.running.now,
        7,
      )
  }
  // Its place is its own until the line is gone at the server, too.
  const living = consumer(() => false)
  while ((await lagOf(db, living.name)).waiting > 0)
    await consume(db, living, shop.running.now, 100)
  assert.ok(deaths >= 3)
  const [row] = await db`
    select (select count(*) from public.effect) as effects,
      (select count(distinct event_id) from public.effect) as events,
      (select count(*) from platform.event where name = 'trade.order_paid') as paid,
      (select count(*) from platform.dead_event) as dead`
  assert.deepEqual(row, { effects: 30, events: 30, paid: 30, dead: 0 })
})

/** src/serve.ts as a process of its own, in production, with an institution here. */
async function startServer(db: Db & { url: string }) {
  const stack = new AsyncDisposableStack()
  const sandbox = stack.use(await testSandbox(db))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const secret = randomBytes(32)
  sandbox.notify(`${url}/api/payments/notices`)
  const env = {
    ...process.env,
    TESSERA_MODE: 'production',
    DATABASE_URL: db.url,
    TESSERA_SECRET: secret.toString('base64'),
    PORT: String(port),
    SANDBOX_URL: sandbox.url,
    SANDBOX_KEYS_DIR: sandbox.keysDir,
    RATE_PER_ADDRESS: '1000000',
    RATE_ORDERS: '1000000',
    LOG_LEVEL: 'error',
  }
  const launch = () =>
    spawn(process.execPath, ['src/serve.ts'], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  let child = launch()
  const caller = createCaller(url, 100)
  const start = async () => {
    if (child.exitCode !== null || child.signalCode !== null) child = launch()
    const giveUpAt = performance.now() + 20_000
    for (;;) {
      const isUp = await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (isUp) return
      assert.ok(performance.now() < giveUpAt && child.exitCode === null, 'it does not start')
      await sleep(50)
    }
  }
  stack.defer(() => {
    caller.close()
    child.kill('SIGKILL')
  })
  const stop = async () => {
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    return exit as Promise<[number | null]>
  }
  const kill = () => {
    child.kill('SIGKILL')
    return once(child, 'exit')
  }
  await start()
  return {
    url,
    caller,
    start,
    stop,
    kill,
    vault: createVault(secret),
    adapter: createSandboxAdapter({ url: sandbox.url, keysDir: sandbox.keysDir }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** A page that watches its order; `ended` once the server closes it. */
async function openStream(url: string, orderId: string, cookie: string) {
  const request = http.get(`${url}/api/orders/${orderId}/live`, { headers: { cookie } })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  assert.equal(response.statusCode, 200)
  response.resume()
  response.on('error', () => {})
  return { ended: once(response, 'close') }
}

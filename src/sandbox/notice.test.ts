import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { test } from 'node:test'
import { addMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { openKeyRing } from '#platform/key-ring.ts'
import { whyNotTrusted } from '#platform/signed-message.ts'
import { testDb } from '#test/db.ts'
import { carryOutAll } from './carry-out.ts'
import { pressClose, pressPay } from './cashier/press.ts'
import { noFaults } from './faults.ts'
import { type TestSandbox, testSandbox } from './for-tests.ts'
import { retryWaitsMs } from './notice.ts'
import { readSeal } from './seal-headers.ts'

const start = new Date('2026-11-22T08:00:00Z')

type Heard = { body: Buffer; headers: IncomingHttpHeaders; told: Notice }
type Notice = { recipient: string; outcomes: { number: string; status: string }[] }

/** A merchant that answers as told; with 0 it hangs up. */
async function aMerchant() {
  const heard: Heard[] = []
  const merchant = { status: 204, heard, url: '' }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      heard.push({ body, headers: request.headers, told: JSON.parse(body.toString()) as Notice })
      if (merchant.status === 0) return void response.destroy()
      response.writeHead(merchant.status, { location: '/elsewhere' }).end('thanks')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  merchant.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`
  const stop = async () => void server.close()
  return Object.assign(merchant, { [Symbol.asyncDispose]: stop })
}

/** An institution whose clock the test moves, and which works only when the test says so. */
async function aWorld(db: Db) {
  const time = { now: start }
  const merchant = await aMerchant()
  const sandbox = await testSandbox(db, {
    clock: () => time.now,
    faults: noFaults(),
    worksByItself: false,
  })
  sandbox.notify(merchant.url)
  await sandbox.work()
  const dispose = async () => {
    await sandbox[Symbol.asyncDispose]()
    await merchant[Symbol.asyncDispose]()
  }
  return { time, merchant, sandbox, [Symbol.asyncDispose]: dispose }
}

async function aWaitingCharge(db: Db, payBy = addMs(start, 600_000)) {
  const token = randomUUID()
  const number = randomUUID()
  await carryOutAll(db, {
    instructions: [
      {
        kind: 'charge',
        number,
        amountFen: 100,
        method: 'cashier',
        payer: 'payer',
        subject: 'Order',
        payBy,
        returnUrl: 'http://127.0.0.1/',
      },
    ],
    now: start,
    isReplay: false,
    openingFen: 1000,
    newInstitutionNumber: () => 'SBX-test',
    newToken: () => token,
  })
  return { number, token }
}
const pay = (db: Db, token: string, now = start) =>
  pressPay(db, { token, now, retryScale: 1, telling: 'once' })

const statuses = (heard: Heard[]) => heard.map(({ told }) => told.outcomes[0]!.status)

test('a payment is told once, signed, to the right merchant, when it says that it heard', async () => {
  await using db = await testDb()
  await using world = await aWorld(db)
  const { merchant, sandbox, time } = world
  for (const status of [200, 204]) {
    merchant.status = status
    const charge = await aWaitingCharge(db)
    await pay(db, charge.token)
    await sandbox.work()
    time.now = addMs(time.now, 86_400_000)
    await sandbox.work()
    const [only, ...more] = merchant.heard.splice(0)
    assert.deepEqual(more, [])
    assert.equal(only!.told.recipient, 'tessera')
    assert.deepEqual(
      only!.told.outcomes.map(({ number }) => number),
      [charge.number],
    )
    assertSigned(sandbox, only!, addMs(time.now, -86_400_000))
    time.now = start
  }
})

function assertSigned(sandbox: TestSandbox, heard: Heard, now: Date) {
  const ring = openKeyRing(path.join(sandbox.keysDir, 'institution'))
  assert.equal(whyNotTrusted(ring, readSeal(heard.headers), '', heard.body, now), null)
}

test('a merchant that does not hear is told again by the schedule, then no more', async () => {
  await using db = await testDb()
  await using world = await aWorld(db)
  const { merchant, sandbox, time } = world
  const { token } = await aWaitingCharge(db)
  merchant.status = 503
  await pay(db, token)
  await sandbox.work()
  assert.equal(merchant.heard.length, 1)
  for (const [index, waitMs] of retryWaitsMs.entries()) {
    const soon = addMs(time.now, waitMs - 1)
    time.now = soon
    await sandbox.work()
    assert.equal(
      merchant.heard.length,
      index + 1,
      `nothing ${waitMs - 1} ms after attempt ${index + 1}`,
    )
    time.now = addMs(soon, 1)
    await sandbox.work()
    assert.equal(merchant.heard.length, index + 2, `again ${waitMs} ms after attempt ${index + 1}`)
    // Its time is new, or a receiver would find it stale.
    assertSigned(sandbox, merchant.heard.at(-1)!, time.now)
  }
  assert.equal(merchant.heard.length, 16)
  time.now = addMs(time.now, 30 * 86_400_000)
  await sandbox.work()
  assert.equal(merchant.heard.length, 16)
  assert.equal(new Set(merchant.heard.map(({ body }) => body.toString())).size, 1)
})

test('a redirect, an error or a broken line is no ear; the next attempt is', async () => {
  await using db = await testDb()
  await using world = await aWorld(db)
  const { merchant, sandbox, time } = world
  const { token } = await aWaitingCharge(db)
  await pay(db, token)
  let attempts = 0
  for (const status of [302, 201, 400, 500, 0, 200]) {
    merchant.status = status
    time.now = addMs(time.now, 30 * 60_000)
    await sandbox.work()
    assert.equal(merchant.heard.length, ++attempts)
  }
  time.now = addMs(time.now, 86_400_000)
  await sandbox.work()
  assert.equal(merchant.heard.length, attempts)
})

test('an institution that stops goes on with its notices when it is back', async () => {
  await using db = await testDb()
  const { token } = await aWaitingCharge(db)
  {
    await using world = await aWorld(db)
    world.merchant.status = 0
    await pay(db, token)
    await world.sandbox.work()
    assert.equal(world.merchant.heard.length, 1)
  }
  await using world = await aWorld(db)
  world.time.now = addMs(start, 15_000)
  await world.sandbox.work()
  assert.deepEqual(statuses(world.merchant.heard), ['done'])
})

test('without an address notices wait for one', async () => {
  await using db = await testDb()
  await using world = await aWorld(db)
  world.sandbox.notify(undefined)
  const { token } = await aWaitingCharge(db)
  await pay(db, token)
  await world.sandbox.work()
  assert.deepEqual(world.merchant.heard, [])
  world.sandbox.notify(world.merchant.url)
  await world.sandbox.work()
  assert.deepEqual(statuses(world.merchant.heard), ['done'])
})

test('a charge that nobody paid in time is closed and told, once', async () => {
  await using db = await testDb()
  await using world = await aWorld(db)
  const { number, token } = await aWaitingCharge(db)
  world.time.now = addMs(start, 599_999)
  await world.sandbox.work()
  assert.deepEqual(world.merchant.heard, [])
  world.time.now = addMs(start, 600_000)
  await world.sandbox.work()
  await world.sandbox.work()
  assert.deepEqual(statuses(world.merchant.heard), ['closed'])
  const late = await pay(db, token, world.time.now)
  assert.equal(late!.refusal, 'charge_closed')
  const [entry] = await db<{ reason: string }>`
    select reason from sandbox.instruction where number = ${number}`
  assert.equal(entry!.reason, 'expired')
})

test('a charge that payer and merchant close at once is told once', async () => {
  await using db = await testDb()
  await using world = await aWorld(db)
  const { number, token } = await aWaitingCharge(db)
  const close = { kind: 'close', number: randomUUID(), chargeNumber: number } as const
  await Promise.all([
    pressClose(db, { token, now: start }),
    carryOutAll(db, {
      instructions: [close],
      now: start,
      isReplay: false,
      openingFen: 0,
      newInstitutionNumber: () => 'SBX-test',
      newToken: randomUUID,
    }),
  ])
  await world.sandbox.work()
  assert.deepEqual(statuses(world.merchant.heard), ['closed'])
})

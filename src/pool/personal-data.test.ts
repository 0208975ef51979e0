import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import pino from 'pino'
import { createVault } from '#platform/vault.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { findInDatabase } from '#test/marked-person.ts'
import { createConsoleSender } from './code-sender.ts'
import { closeAccount } from './member.ts'
import { readOrderAddress, snapshotAddresses } from './order-address.ts'
import * as routes from './routes.ts'

const vault = createVault(randomBytes(32))
const phone = '13977788899'
const marked = {
  name: '标记某某Zebrafish',
  phone: '13966655544',
  province: 'Markedprovince省',
  city: 'Markedcity市',
  district: 'Markeddistrict区',
  street: 'Quokkastreet 4711 号',
}
const markers = [phone, ...Object.values(marked)]

/** A stream that keeps what is written. */
function paper() {
  const lines: string[] = []
  const out = new Writable({
    write: (chunk: Buffer, _, done) => {
      lines.push(chunk.toString())
      done()
    },
  })
  return { lines, out }
}

test('a marked person is found wherever a row shows one', async () => {
  await using db = await testDb()
  await db`create table public.leak (note text, facts jsonb, bytes bytea, list text[])`
  const leaks = [
    () => db`insert into public.leak (note) values (${`to ${marked.name}!`})`,
    () => db`insert into public.leak (facts) values (${JSON.stringify({ x: marked.name })}::jsonb)`,
    () => db`insert into public.leak (bytes) values (${Buffer.from(`to ${marked.name}!`)})`,
    () => db`insert into public.leak (list) values (${[marked.name]}::text[])`,
    () => db`insert into public.leak (note)
      values (${Buffer.from(`{"name":"${marked.name}"}`).toString('base64')})`,
  ]
  for (const leak of leaks) {
    await leak()
    assert.deepEqual(await findInDatabase(db, markers), [
      { table: 'public.leak', marker: marked.name },
    ])
    await db`truncate public.leak`
  }
})

test('a marked person who signs up and gives an address is in no table and no log', async () => {
  await using db = await testDb()
  const [console_, log] = [paper(), paper()]
  await using app = await testApp({
    db,
    routes: routesOf(routes),
    services: { vault, codeSender: createConsoleSender(console_.out) },
    log: pino({ level: 'trace' }, log.out),
  })
  const browser = app.browser()
  await browser.post('/sign-in/codes', { phone })
  const code = /: (\d{6})\n$/.exec(console_.lines.join(''))?.[1] ?? ''
  assert.equal((await browser.post('/sign-in', { phone, code: '000000' })).status, 401)
  const { memberId } = (await browser.post('/sign-in', { phone, code })).body
  const { addressId } = (await browser.post('/addresses', { ...marked, street: 'first' })).body
  assert.equal((await browser.put(`/addresses/${addressId}`, marked)).status, 204)
  assert.equal((await browser.post('/addresses', { ...marked, phone: 'none' })).status, 400)
  assert.equal((await browser.patch('/me', { nickname: '小明' })).status, 204)
  const orderId = randomUUID()
  await db.begin((tx) => snapshotAddresses(tx, [{ orderId, memberId, addressId }]))
  const kept = { ...marked, phone: `+86${marked.phone}` }
  assert.deepEqual(await readOrderAddress(db, vault, orderId), kept)

  assert.deepEqual(await findInDatabase(db, markers), [])
  // Not even the digest of such a request is kept: a phone could be guessed from it.
  assert.equal((await db`select 1 from platform.idempotency`).length, 0)
  assert.equal(console_.lines.length, 1)
  assert.equal(console_.lines[0], `sign-in code for 139****8899: ${code}\n`)
  const logged = log.lines.join('')
  for (const secret of [...markers, code]) assert.ok(!logged.includes(secret), secret)
})

test('a closed account leaves its id only: nobody signs in with it, reads it or counts as it', async () => {
  await using db = await testDb()
  const console_ = paper()
  await using app = await testApp({
    db,
    routes: routesOf(routes),
    services: { vault, codeSender: createConsoleSender(console_.out) },
  })
  const browser = app.browser()
  const enter = async () => {
    await browser.post('/sign-in/codes', { phone })
    const code = /(\d{6})\n$/.exec(console_.lines.at(-1) ?? '')?.[1]
    return (await browser.post('/sign-in', { phone, code })).body
  }
  const { memberId } = await enter()
  await browser.patch('/me', { nickname: '小明' })
  await browser.post('/addresses', marked)
  await db.begin((tx) => closeAccount(tx, { memberId, now: app.now }))

  assert.equal((await browser.get('/me')).status, 401)
  const [left] = await db`
    select (select count(*) from pool.identity) as identities,
      (select count(*) from pool.address) as addresses,
      (select count(*) from platform.session) as sessions`
  assert.deepEqual(left, { identities: 0, addresses: 0, sessions: 0 })
  const members = await db`select id, nickname, closed_at from pool.member`
  assert.deepEqual(members, [{ id: memberId, nickname: null, closedAt: app.now }])

  app.now = new Date(app.now.getTime() + 60_000)
  const again = await enter()
  assert.equal(again.isNew, true)
  assert.notEqual(again.memberId, memberId)
})

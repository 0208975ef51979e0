import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { addMs, hourMs, minuteMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { createLog } from '#platform/log.ts'
import { testDb } from '#test/db.ts'
import { aSend, aTemplate, noon, sendOne, told, vault } from './attention.fixture.ts'
import { giveConsent, withdrawConsent } from './consent.ts'
import { readUnsubscribeToken } from './my-attention.ts'
import { createConsoleSenders } from './outside-sender.ts'
import type { OutsideMessage, OutsideSender } from './outside-sender.ts'
import { testOutsideSender } from './outside-sender.contract.ts'
import { sendOutside } from './send-outside.ts'
import { enrolMembers } from '../enrol.ts'

const log = createLog('silent', 'test')
const sms = { purpose: 'marketing', channel: 'sms', how: 'shop' } as const

async function aQueued(db: Db, at = noon): Promise<string> {
  const memberId = randomUUIDv7()
  await db.begin(async (tx) => {
    await enrolMembers(tx, vault, [{ memberId, phone: '+8613800138000', createdAt: noon }])
    await giveConsent(tx, { ...sms, personId: memberId, now: noon })
  })
  const send = aSend({ memberId, templateId: await aTemplate(db), channel: 'sms', at })
  assert.equal(told(await sendOne(db, send)), 'delivered')
  return memberId
}

function listening(answer: () => Promise<'sent' | 'failed'> = async () => 'sent') {
  const messages: OutsideMessage[] = []
  const sender: OutsideSender = {
    send: (message) => {
      messages.push(message)
      return answer()
    },
  }
  const run = (db: Db, now: Date) => {
    const senders = { sms: sender, email: sender }
    return sendOutside({ db, vault, senders, shopUrl: 'https://shop.example', now, log })
  }
  return { messages, run }
}

const stateOf = async (db: Db) => (await db`select state from pool.send`)[0]!['state']

test('a text message goes to the phone once, says who sends it and how to end it', async () => {
  await using db = await testDb()
  const memberId = await aQueued(db)
  const { messages, run } = listening()
  await Promise.all([run(db, noon), run(db, noon)])
  await run(db, addMs(noon, hourMs))
  assert.equal(messages.length, 1)
  const [{ to, sender, url, unsubscribeUrl }] = messages as [OutsideMessage]
  assert.deepEqual(
    [to, sender, url],
    ['+8613800138000', 'Tessera', 'https://shop.example/products'],
  )
  const token = unsubscribeUrl.split('#')[1]!
  assert.deepEqual(readUnsubscribeToken(vault, token, noon), { memberId, channel: 'sms' })
  assert.equal(readUnsubscribeToken(vault, `${token.slice(0, -2)}xx`, noon), null)
  assert.equal(await stateOf(db), 'sent')
})

test('what breaks off while it is handed over is given up and never sent again', async () => {
  await using db = await testDb()
  await aQueued(db)
  const { messages, run } = listening(() => Promise.reject(new Error('the line is gone')))
  await run(db, noon)
  assert.equal(await stateOf(db), 'sending')
  await run(db, addMs(noon, 11 * minuteMs))
  assert.equal(await stateOf(db), 'failed')
  assert.equal(messages.length, 1)
})

test('what waited into the quiet goes out after it, and not at all once it was withdrawn', async () => {
  await using db = await testDb()
  const at = new Date('2026-11-20T20:59:00+08:00')
  const memberId = await aQueued(db, at)
  const { messages, run } = listening()
  await run(db, addMs(at, minuteMs))
  assert.equal(messages.length, 0)
  await db.begin((tx) => withdrawConsent(tx, { ...sms, personId: memberId, now: at }))
  await run(db, addMs(at, 12 * hourMs))
  await run(db, addMs(at, 13 * hourMs))
  assert.deepEqual([messages.length, await stateOf(db)], [0, 'stopped'])
})

for (const channel of ['sms', 'email'] as const)
  testOutsideSender(`the console's ${channel} sender`, {
    channel,
    make: async () => {
      const out = new PassThrough({ encoding: 'utf8' })
      let written = ''
      out.on('data', (piece: string) => (written += piece))
      return { sender: createConsoleSenders(out)[channel], logged: () => written }
    },
  })

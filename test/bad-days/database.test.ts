/** The database is gone for ten seconds, in two ways; nobody waits for ever and nothing is lost. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply } from '../client.ts'
import { testDb } from '../db.ts'
import { badLine } from '../bad-line.ts'
import type { BadLine } from '../bad-line.ts'
import { assertSound, openShop } from '../attacks/shop.ts'
import type { AttackedShop, Member } from '../attacks/shop.ts'

const goneMs = 10_000
const answerWithinMs = 6_000

type Answered = { reply: Reply; tookMs: number; at: number }

suite('the database is gone for ten seconds', { concurrency: 2 }, () => {
  for (const state of ['cut', 'silent'] as const)
    test(
      `the database is ${state === 'cut' ? 'down' : 'silent'} for ten seconds: 503 in time, nothing lost, healed by itself`,
      { concurrency: true },
      async () => {
        await using db = await testDb()
        await using line = await badLine(db.url)
        await using shop = await openShop({ db, config: { databaseUrl: line.url, work: true } })
        const member = await shop.member()
        const wanted = await placeThrough(shop, line, member, state)

        const late = wanted.answers.filter(({ tookMs }) => tookMs > answerWithinMs)
        assert.deepEqual(
          late.map(({ tookMs }) => Math.round(tookMs)),
          [],
          'answers took too long',
        )
        const during = wanted.answers.filter(({ reply }) => reply.status === 503)
        assert.ok(during.length >= 5, `${during.length} were refused`)
        for (const { reply } of during) {
          assert.equal(reply.body.code, 'unavailable')
          assert.equal(reply.headers['retry-after'], '1')
        }
        const others = wanted.answers.filter(({ reply }) => ![200, 201, 503].includes(reply.status))
        assert.deepEqual(
          others.map(({ reply }) => reply.text),
          [],
        )

        // Who repeats with the same key gets the order, and there is one for each key.
        const ids = new Set<string>()
        for (const key of wanted.keys) ids.add((await untilPlaced(shop, member, key)).body.id)
        assert.equal(ids.size, wanted.keys.length)
        const kept = await db<{ id: string }>`
        select id from trade."order" where member_id = ${member.memberId}`
        assert.deepEqual(new Set(kept.map(({ id }) => id)), ids)
        for (const id of wanted.acknowledged)
          assert.ok(ids.has(id), 'an acknowledged order is lost')
        await assertSound(shop)
      },
    )
})

/** Orders every 200 ms, each with a key of its own: a second before, all the time, and after. */
async function placeThrough(
  shop: AttackedShop,
  line: BadLine,
  member: Member,
  state: 'cut' | 'silent',
) {
  const keys: string[] = []
  const answers: Answered[] = []
  const acknowledged: string[] = []
  const running: Promise<void>[] = []
  const startedAt = performance.now()
  const since = () => performance.now() - startedAt
  const ask = async (send: () => Promise<Reply>) => {
    const at = since()
    const reply = await send()
    answers.push({ reply, tookMs: since() - at, at })
    return reply
  }
  let healthy = 0
  for (let step = 0; since() < 2_000 + goneMs; step++) {
    if (line.state === 'up' && since() > 1_000 && since() < 1_000 + goneMs) line.state = state
    if (line.state !== 'up' && since() > 1_000 + goneMs) line.state = 'up'
    const key = randomUUID()
    keys.push(key)
    running.push(
      ask(() => place(shop, member, key)).then(({ status, body }) => {
        if (status === 201) acknowledged.push(body.id)
      }),
    )
    if (step % 5 === 0) running.push(ask(() => member.client.get('/orders')).then(() => {}))
    if (step % 5 === 1)
      healthy += Number((await shop.visitor().send('GET', '/health')).status === 200)
    await sleep(200)
  }
  line.state = 'up'
  await Promise.all(running)
  assert.ok(healthy >= 5, 'alive all the time')
  return { keys, answers, acknowledged }
}

const place = (shop: AttackedShop, { client, ...member }: Member, key: string) =>
  client.post('/orders', shop.wanted({ client, ...member }, { quantity: 1 }), {
    'idempotency-key': key,
  })

async function untilPlaced(shop: AttackedShop, member: Member, key: string): Promise<Reply> {
  const giveUpAt = performance.now() + 20_000
  for (;;) {
    const reply = await place(shop, member, key)
    if (reply.status === 201) return reply
    assert.ok(performance.now() < giveUpAt, `it does not heal: ${reply.text}`)
    await sleep(250)
  }
}

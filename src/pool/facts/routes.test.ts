import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs, minuteMs } from '#platform/clock.ts'
import { testDb } from '#test/db.ts'
import { withdrawConsent } from '../attention/consent.ts'
import { acceptedAheadMs, acceptedBackMs } from './browser-fact.ts'
import { cup, factApp, lamp, now, rowsOf, viewed } from './facts.fixture.ts'

test('what cannot be a fact is refused by its place and code, and the rest is kept', async () => {
  await using db = await testDb()
  await using app = await factApp(db)
  const browser = app.browser()
  const at = now.toISOString()
  const { status, body } = await browser.post('/facts', {
    facts: [
      viewed(),
      viewed(addMs(now, acceptedAheadMs + 1)),
      viewed(new Date(0)),
      viewed(addMs(now, -acceptedBackMs - 1)),
      { ...viewed(), kind: 'bribed' },
      { ...viewed(), kind: 'paid' }, // only the program knows
      { ...viewed(), amountFen: 100 },
      { ...viewed(), topic: 'gold' },
      viewed(now, { productId: randomUUID() }),
      { id: 'x', kind: 'visited', happenedAt: at },
      { id: randomUUID(), kind: 'visited', happenedAt: 'yesterday' },
      { id: randomUUID(), kind: 'opened', happenedAt: at, messageId: randomUUID() },
      null,
      [],
      7,
      viewed(addMs(now, acceptedAheadMs)),
      viewed(addMs(now, -acceptedBackMs)),
    ],
  })
  assert.equal(status, 200)
  assert.deepEqual(
    body.refused.map(({ index, code }: { index: number; code: string }) => `${index} ${code}`),
    [
      '1 from_future',
      '2 too_old',
      '3 too_old',
      '4 unknown_kind',
      '5 unknown_kind',
      '6 malformed',
      '7 malformed',
      '8 unknown_product',
      '9 malformed',
      '10 malformed',
      '11 unknown_message',
      '12 malformed',
      '13 malformed',
      '14 malformed',
    ],
  )
  assert.equal(body.accepted, 3)
  assert.deepEqual(
    (await rowsOf(db)).map(({ kind, topic, objectId }) => [kind, topic, objectId]),
    Array.from({ length: 3 }, () => ['viewed', 'kitchen', cup]),
  )
})

test('too many facts, none, and what is no list of facts are refused as a whole', async () => {
  await using db = await testDb()
  await using app = await factApp(db)
  const browser = app.browser()
  const facts = (count: number) => ({ facts: Array.from({ length: count }, () => viewed()) })
  const answerTo = async (body: unknown) => {
    const answer = await browser.post('/facts', body)
    return `${answer.status} ${answer.body.code}`
  }
  assert.equal(await answerTo(facts(501)), '413 too_many_facts')
  assert.equal(await answerTo(facts(100_000)), '413 too_large')
  assert.equal(await answerTo(facts(0)), '400 invalid_input')
  assert.equal(await answerTo({}), '400 invalid_input')
  assert.equal(await answerTo({ facts: {} }), '400 invalid_input')
  assert.equal(await answerTo({ ...facts(1), personId: randomUUID() }), '400 invalid_input')
  assert.equal((await browser.post('/facts', facts(500))).body.accepted, 500)
  assert.equal((await rowsOf(db)).length, 500)
})

test('the same fact is kept once: twice in a call, in two calls, and in two processes at once', async () => {
  await using db = await testDb()
  await using app = await factApp(db)
  await using other = await factApp(db)
  // Both processes have one secret in truth.
  const browser = app.browser()
  const facts = Array.from({ length: 200 }, (_, n) => viewed(addMs(now, -n * minuteMs)))
  await browser.post('/facts', { facts: [viewed()] }) // is given its cookie
  const [visitor] = await rowsOf(db)
  const tellings = Array.from({ length: 12 }, (_, n) => ({
    visitorId: visitor!.personId,
    memberId: null,
    now,
    facts: facts.map((fact, index) => ({ index, fact: fact as never })),
    process: n % 2 === 0 ? app : other,
  }))
  // Each in an order of its own.
  for (const telling of tellings) telling.facts.sort(() => Math.random() - 0.5)
  await Promise.all([
    ...tellings.map(({ process, ...telling }) => process.factIntake.submit(telling)),
    browser.post('/facts', { facts: [...facts, ...facts] }),
  ])
  const again = await browser.post('/facts', { facts })
  assert.deepEqual(again.body, { accepted: 200, refused: [], isCounted: true })
  assert.equal((await rowsOf(db)).length, 201)
})

test('a cookie that was changed, moved or outlived makes a new visitor, never another', async () => {
  await using db = await testDb()
  await using app = await factApp(db)
  await using stranger = await factApp(db) // signs with another secret
  const name = 'tessera_visitor'
  const whoTells = async (cookie: string | undefined) => {
    const browser = app.browser()
    if (cookie) browser.cookies.set(name, cookie)
    await db`delete from pool.fact`
    const answer = await browser.post('/facts', { facts: [viewed(app.now)] })
    const [row] = await rowsOf(db)
    return { person: row!.personId, cookie: browser.cookies.get(name)!, answer }
  }
  const first = await whoTells(undefined)
  assert.match(String(first.answer.headers['set-cookie']), /HttpOnly; SameSite=Lax/)
  const kept = await whoTells(first.cookie)
  assert.equal(kept.person, first.person)
  assert.equal(kept.answer.headers['set-cookie'], undefined)

  const [text = '', signature = ''] = first.cookie.split('.')
  const claims = JSON.parse(Buffer.from(text, 'base64url').toString())
  const victim = randomUUID()
  const forged = Buffer.from(JSON.stringify({ ...claims, claims: victim })).toString('base64url')
  const foreign = stranger.vault.signToken('visitor', victim, addMs(now, dayMs))
  const otherUse = app.vault.signToken('source', victim, addMs(now, dayMs))
  const noText = app.vault.signToken('visitor', { victim }, addMs(now, dayMs))
  for (const cookie of [`${forged}.${signature}`, `${text}.`, 'x', foreign, otherUse, noText]) {
    const { person, cookie: given } = await whoTells(cookie)
    assert.ok(![victim, first.person].includes(person), cookie)
    assert.notEqual(given, cookie)
  }
  app.now = addMs(now, 400 * dayMs)
  assert.notEqual((await whoTells(first.cookie)).person, first.person)
})

test('what a member does is kept under the member only with consent, from that moment to its end', async () => {
  await using db = await testDb()
  await using app = await factApp(db)
  const silent = await app.member({ consents: false })
  const { browser, memberId } = await app.member({ consents: true })
  await silent.browser.post('/facts', { facts: [viewed()] })
  await browser.post('/facts', { facts: [viewed()] })
  const consent = { personId: memberId, purpose: 'profiling', channel: 'all', how: 'shop' } as const
  await db.begin((tx) => withdrawConsent(tx, { ...consent, now }))
  await browser.post('/facts', { facts: [viewed()] })
  const persons = (await rowsOf(db)).map(({ personId }) => personId)
  assert.equal(persons.filter((id) => id === memberId).length, 1)
  assert.ok(!persons.includes(silent.memberId))
  assert.equal(new Set(persons).size, 3) // two visitors beside
})

test('an opened message is of whoever is signed in, and is told with consent only', async () => {
  await using db = await testDb()
  await using app = await factApp(db)
  const mine = await app.member({ consents: true })
  const silent = await app.member({ consents: false })
  const other = await app.member({ consents: true })
  const message = async (memberId: string) => {
    const id = randomUUID()
    await db`
      insert into pool.message (member_id, id, class, kind, about, version, facts, happened_at)
      values (${memberId}, ${id}, 'service', 'order_paid', ${`order:${id}`}, 1, '{}', ${now})`
    return { id: randomUUID(), kind: 'opened', happenedAt: now.toISOString(), messageId: id }
  }
  const ofMine = await message(mine.memberId)
  const codeOf = async ({ browser }: typeof mine, fact: object) => {
    const { body } = await browser.post('/facts', { facts: [fact] })
    return body.refused[0]?.code ?? 'accepted'
  }
  assert.equal(await codeOf(other, ofMine), 'unknown_message')
  assert.equal(await codeOf(silent, await message(silent.memberId)), 'no_consent')
  assert.equal(await codeOf(mine, ofMine), 'accepted')
  const rows = await rowsOf(db)
  assert.deepEqual(
    rows.map(({ personId, objectId }) => [personId, objectId]),
    [[mine.memberId, ofMine.messageId]],
  )
})

test('who asks by Global Privacy Control not to be followed leaves nothing and gets no cookie', async () => {
  await using db = await testDb()
  await using app = await factApp(db)
  const { browser } = await app.member({ consents: true })
  const answer = await browser.post('/facts', { facts: [viewed()] }, { 'sec-gpc': '1' })
  assert.deepEqual(answer.body, { accepted: 0, refused: [], isCounted: false })
  assert.equal(answer.headers['set-cookie'], undefined)
  assert.equal((await rowsOf(db)).length, 0)
})

test('another site cannot tell facts with a reader’s cookies, nor as anything but JSON', async () => {
  await using db = await testDb()
  await using app = await factApp(db)
  const browser = app.browser()
  const facts = [viewed(now, { productId: lamp })]
  for (const headers of [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
  ])
    assert.equal(
      (await browser.post('/facts', { facts }, headers as never)).body.code,
      'cross_site',
    )
  const text = await app.server.inject({
    method: 'POST',
    url: '/api/facts',
    headers: { 'content-type': 'text/plain' },
    payload: JSON.stringify({ facts }),
  })
  assert.equal(text.statusCode, 415)
  assert.equal((await rowsOf(db)).length, 0)
})

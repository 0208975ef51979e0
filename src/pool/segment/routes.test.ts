import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { addMs, dayMs } from '#platform/clock.ts'
import { routesOf } from '#platform/route.ts'
import { testApp } from '#test/app.ts'
import { testDb } from '#test/db.ts'
import { staffBrowser } from '#test/staff.ts'
import type { NewFact } from '../facts/fact.ts'
import { writeFacts } from '../facts/write-facts.ts'
import { caughtUp } from './history.fixture.ts'
import * as segmentRoutes from './routes.ts'
import type { Rule } from './rule.ts'

const now = new Date('2026-11-20T04:00:00Z')
const routes = routesOf(segmentRoutes)
const viewed: Rule = { is: 'did', did: true, kind: 'viewed', topic: null, times: 2, days: 7 }
const quiet: Rule = { ...viewed, did: false }

const aFact = (personId: string, kind: NewFact['kind'], daysAgo: number): NewFact => ({
  personId,
  kind,
  happenedAt: addMs(now, -daysAgo * dayMs),
  id: randomUUID(),
  topic: '',
  objectId: null,
  amountFen: null,
  quantity: null,
})

async function open() {
  const db = await testDb()
  const app = await testApp({ db, routes, now })
  const people = [randomUUID(), randomUUID(), randomUUID()] as const
  const facts = people.map((person) => aFact(person, 'visited', 3))
  facts.push(aFact(people[0], 'viewed', 1), aFact(people[0], 'viewed', 2))
  await db.begin((tx) => writeFacts(tx, facts, now))
  await caughtUp(db, now)
  const staff = (role: 'operations' | 'support' | 'finance') => staffBrowser(app, db, role)
  return {
    db,
    app,
    people,
    staff,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
    },
  }
}

test('a segment is made, filled, changed, archived and taken up again, and each is on record', async () => {
  await using shop = await open()
  const { db, people } = shop
  const operations = await shop.staff('operations')
  const path = '/console/segments'
  const made = await operations.post(path, { name: 'Lookers', rule: viewed })
  assert.equal(made.status, 201)
  const { segmentId } = made.body
  const look = async () => (await operations.get(`${path}/${segmentId}`)).body
  assert.deepEqual((await look()).filling, { asked: 0, everybody: 3 })
  await caughtUp(db, now)
  const filled = await look()
  assert.deepEqual([filled.filling, filled.members, filled.sample.length], [null, 1, 1])
  assert.equal(filled.sample[0].memberId, people[0])
  assert.deepEqual(
    filled.sizes.map((size: { members: number }) => size.members),
    [1],
  )

  const changed = { name: 'Silent', rule: quiet, version: 1 }
  assert.equal((await operations.put(`${path}/${segmentId}`, changed)).status, 200)
  assert.equal((await operations.put(`${path}/${segmentId}`, changed)).body.code, 'stale_version')
  await caughtUp(db, now)
  assert.deepEqual([(await look()).members, (await look()).versions.length], [2, 2])

  assert.equal((await operations.post(`${path}/${segmentId}/archiving`)).status, 200)
  assert.deepEqual((await operations.get(path)).body.items, [])
  assert.equal((await operations.get(`${path}?status=archived`)).body.items.length, 1)
  assert.equal((await operations.post(`${path}/${segmentId}/restoring`)).status, 200)
  await caughtUp(db, now)
  assert.equal((await look()).members, 2)
  const acts = await db<{ act: string }>`select act from platform.audit order by id`
  assert.deepEqual(
    acts.map(({ act }) => act).filter((act) => act.includes('segment')),
    ['create', 'change', 'archive', 'restore'].map((act) => `pool.${act}_segment`),
  )
})

test('a rule is counted while it is typed, with what it shares with others, and warned of when it says nothing', async () => {
  await using shop = await open()
  const support = await shop.staff('support')
  const operations = await shop.staff('operations')
  const made = await operations.post('/console/segments', { name: 'A', rule: viewed })
  const other = await operations.post('/console/segments', { name: 'B', rule: quiet })
  await caughtUp(shop.db, now)
  const { segmentId } = made.body
  const count = async (rule: Rule) =>
    (await support.post('/console/segment-counts', { rule, segmentIds: [segmentId] })).body
  const { counted, warning } = await count(viewed)
  assert.deepEqual(counted, {
    everybody: 3,
    count: 1,
    sample: [shop.people[0]],
    overlaps: [
      {
        segmentId,
        members: 1,
        both: 1,
      },
    ],
  })
  assert.equal(warning, null)
  assert.equal((await count({ ...viewed, times: 99 })).warning, 'nobody')
  assert.equal((await count({ is: 'none', of: [] })).warning, 'nearly_everybody')
  assert.equal((await count({ is: 'in', in: false, segmentId })).counted.count, 2)

  const ids = `${segmentId},${other.body.segmentId}`
  const overlap = (await support.get(`/console/segment-overlap?ids=${ids}`)).body
  const sizes = overlap.regions.map((one: { members: number }) => one.members)
  assert.deepEqual(sizes, [2, 1])
})

test('what is no rule is refused: circles, depth, unknown kinds, two of one name, and who may not', async () => {
  await using shop = await open()
  const operations = await shop.staff('operations')
  const path = '/console/segments'
  const one = await operations.post(path, { name: 'One', rule: viewed })
  const { segmentId } = one.body
  const itself = { is: 'in', in: true, segmentId }
  const two = await operations.post(path, { name: 'Two', rule: itself })
  const circle = { is: 'in', in: true, segmentId: two.body.segmentId }
  const put = { name: 'One', version: 1, rule: circle }
  assert.equal((await operations.put(`${path}/${segmentId}`, put)).body.code, 'rule_names_itself')
  let deep: unknown = viewed
  for (let depth = 0; depth < 7; depth++) deep = { is: 'all', of: [deep] }
  const many = {
    is: 'any',
    of: [...Array(26).keys()].map(() => ({ is: 'all', of: [viewed, quiet] })),
  }
  const missing = { is: 'in', in: true, segmentId: randomUUID() }
  const cases: [unknown, string][] = [
    [deep, 'rule_too_large'],
    [many, 'rule_too_large'],
    [missing, 'segment_not_found'],
    [{ ...viewed, kind: 'dropped' }, 'invalid_input'],
    [{ ...viewed, times: 0 }, 'invalid_input'],
    [{ ...viewed, sql: '1=1' }, 'invalid_input'],
  ]
  for (const [rule, code] of cases)
    assert.equal((await operations.post(path, { name: 'X', rule })).body.code, code)
  const again = await operations.post(path, { name: 'ONE', rule: viewed })
  assert.equal(again.body.code, 'segment_name_taken')
  const support = await shop.staff('support')
  assert.equal((await support.post(path, { name: 'X', rule: viewed })).status, 403)
  const finance = await shop.staff('finance')
  assert.equal((await finance.get(path)).status, 403)
  assert.equal((await finance.post('/console/segment-counts', { rule: viewed })).status, 403)
})

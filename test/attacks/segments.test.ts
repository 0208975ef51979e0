/** Rules of segments: too deep, too long, around in a circle, or SQL, and nobody counts who may not. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Client } from '../client.ts'
import { openShop, refuseAll } from './shop.ts'
import type { AttackedShop } from './shop.ts'
import { made } from './traffic-shop.ts'

let shop: AttackedShop
let desk: Client

const members = { is: 'kind', kind: 'member' }
const nested = (levels: number, is = 'all') =>
  Array.from({ length: levels }).reduce<object>((rule) => ({ is, of: [rule] }), members)
const inside = (segmentId: string) => ({ is: 'in', in: true, segmentId })

suite('segments', () => {
  before(async () => {
    shop = await openShop()
    desk = await shop.staff('operations')
  })
  after(() => shop[Symbol.asyncDispose]())

  test('a rule that is too deep or too long is refused, however much deeper it is', async () => {
    const count = (rule: object) => () => desk.post('/console/segment-counts', { rule })
    const save = (rule: object) => () => desk.post('/console/segments', { name: 'x', rule })
    const many = (length: number) => ({ is: 'any', of: Array.from({ length }, () => members) })
    await refuseAll(shop, [
      { case: '50 levels', send: count(nested(50)), answer: '422 rule_too_large' },
      { case: '50 levels saved', send: save(nested(50)), answer: '422 rule_too_large' },
      { case: '5,000 levels', send: count(nested(5_000, 'none')), answer: '400 invalid_input' },
      { case: '5,000 levels saved', send: save(nested(5_000)), answer: '400 invalid_input' },
      { case: '5,000 conditions', send: count(many(5_000)), answer: '400 invalid_input' },
    ])
    const steps = { graph: { steps: nested(5_000) } }
    assert.equal((await desk.post('/console/journeys', steps)).status, 400)
    const facts = { facts: [nested(5_000)] }
    assert.equal((await shop.visitor().post('/facts', facts)).status, 400)
  })

  test('words in a rule are words: no quote, pattern or NUL finds more, or less', async () => {
    await shop.member()
    const count = (rule: object) => desk.post('/console/segment-counts', { rule })
    const all = (await made(count(members))).counted.everybody
    for (const word of [
      "'; drop table pool.member; --",
      "' or '1'='1",
      '%',
      '_',
      '\\',
      '$1',
      '{}',
    ]) {
      const [has, hasNot] = [true, false].map((of) => count({ is: 'tag', has: of, tag: word }))
      assert.equal((await made(has!)).counted.count, 0, word)
      assert.equal((await made(hasNot!)).counted.count, all, word)
      const did = { is: 'did', did: true, kind: 'viewed', topic: word, times: 1, days: 30 }
      assert.equal((await made(count(did))).counted.count, 0, word)
    }
    for (const tag of ['\0', '\ud800', 'x'.repeat(41)])
      assert.equal((await count({ is: 'tag', has: true, tag })).status, 400)
    const spent = { is: 'spent', atLeastFen: 2 ** 53, days: 30 }
    assert.equal((await count(spent)).status, 400)
  })

  test('two staff who write two rules around in a circle at once: one of them is refused', async () => {
    const ids: string[] = []
    for (const name of ['one', 'other'])
      ids.push((await made(desk.post('/console/segments', { name, rule: members }))).segmentId)
    const replies = await Promise.all(
      ids.map((id, at) => {
        const changed = { name: `${at}`, rule: inside(ids[1 - at]!), version: 1 }
        return desk.put(`/console/segments/${id}`, changed)
      }),
    )
    assert.deepEqual(replies.map(({ status, body }) => body.code ?? status).toSorted(), [
      200,
      'rule_names_itself',
    ])
  })
})

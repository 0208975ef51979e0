/** Files of members, journeys and boards: who may, what is malformed, twice, late, and a great deal of it. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import type { Client } from '../client.ts'
import { assertSound, openShop } from './shop.ts'
import type { AttackedShop, Member } from './shop.ts'

let shop: AttackedShop
let alice: Member
let operations: Client
let auditor: Client
const graph = {
  entry: { is: 'fact', kind: 'added', topic: null },
  again: { is: 'never' },
  steps: [{ id: 's1', is: 'wait', hours: 1 }],
}
const written = {
  name: 'Cart',
  graph,
  controlBps: 1_000,
  controlReason: null,
  measuredDays: 30,
}
const board = {
  nameZh: '茶',
  nameEn: 'Tea',
  offerZh: '茶',
  offerEn: 'Tea',
  link: null,
  rule: null,
  status: 'open',
}

async function putPart(client: Client, importId: string, number: number, bytes: Buffer) {
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const url = `${shop.running.url}/api/console/member-imports/${importId}/parts/${number}`
  const headers = { 'content-type': 'application/octet-stream', cookie }
  const reply = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })
  return { status: reply.status, body: (await reply.json()) as { code?: string } }
}

suite('imports, journeys and boards under attack', () => {
  before(async () => {
    shop = await openShop()
    alice = await shop.member()
    operations = await shop.staff('operations')
    auditor = await shop.staff('auditor')
  })
  after(async () => {
    await assertSound(shop)
    await shop[Symbol.asyncDispose]()
  })

  test('nobody but those who may reads or writes any of it', async () => {
    const id = randomUUID()
    const reads = [
      '/console/member-imports',
      `/console/member-imports/${id}`,
      `/console/member-imports/${id}/preview`,
      `/console/member-imports/${id}/bad-rows.csv`,
      '/console/journeys',
      `/console/journeys/${id}/report`,
      '/console/boards',
    ]
    for (const path of reads) {
      assert.equal((await shop.visitor().get(path)).status, 401, path)
      assert.equal((await alice.client.get(path)).status, 401, path)
      assert.equal((await auditor.get(path)).status, 403, path)
    }
    const writes: [string, object][] = [
      ['/console/member-imports', { bytes: 10 }],
      ['/console/journeys', written],
      [`/console/journeys/${id}/start`, { edition: 1 }],
      ['/console/boards', { ...board, code: 'tea' }],
      ['/console/boards/tea/pushes', { templateId: id, channel: 'inbox' }],
    ]
    for (const [path, body] of writes) {
      assert.equal((await alice.client.post(path, body)).status, 401, path)
      assert.equal((await auditor.post(path, body)).status, 403, path)
    }
    assert.equal((await putPart(auditor, id, 0, Buffer.from('x'))).status, 403)
    assert.equal((await shop.visitor().get('/boards')).status, 401)
  })

  test('a part of another length, another import, or other contents is refused; the same again is not', async () => {
    const file = Buffer.from('phone\n13800138000\n')
    const made = await operations.post('/console/member-imports', { bytes: file.length })
    const { id } = made.body
    const start = `/console/member-imports/${id}/start`
    assert.equal((await operations.post(start)).body.code, 'import_state')
    assert.equal((await putPart(operations, id, 0, Buffer.from('short'))).body.code, 'import_part')
    assert.equal((await putPart(operations, id, 1, file)).body.code, 'import_part')
    assert.equal((await putPart(operations, id, 1_001, file)).status, 400)
    assert.equal((await putPart(operations, randomUUID(), 0, file)).status, 404)
    for (let again = 0; again < 2; again++)
      assert.equal((await putPart(operations, id, 0, file)).status, 200)
    const other = Buffer.from('phone\n13800138009\n')
    assert.equal((await putPart(operations, id, 0, other)).body.code, 'import_part')
    const huge = await operations.post('/console/member-imports', { bytes: 10 ** 12 })
    assert.deepEqual([huge.status, huge.body.code], [413, 'import_too_large'])
    assert.ok(huge.body.bytesMax > 300 * 1_024 * 1_024)
    const check = `/console/member-imports/${id}/check`
    const mapping = { columns: {}, hasTitles: true, dateOrder: null, consentChannels: [] }
    assert.equal((await operations.post(check, { mapping })).body.code, 'import_columns')
    const odd = { ...mapping, columns: { phone: 10_000 } }
    assert.equal((await operations.post(check, { mapping: odd })).status, 400)
    assert.equal((await operations.delete(`/console/member-imports/${id}`)).status, 204)
    assert.equal((await operations.post(start)).body.code, 'import_state')
  })

  test('a journey without a reason, too deep, of a changed draft or begun twice is refused', async () => {
    const silent = { ...written, controlBps: 0 }
    const refused = await operations.post('/console/journeys', silent)
    assert.equal(refused.body.code, 'control_needs_reason')
    let steps: object[] = [{ id: 'last', is: 'end' }]
    for (let depth = 0; depth < 8; depth++)
      steps = [
        {
          id: `d${depth}`,
          is: 'wait_for',
          kind: 'paid',
          topic: null,
          hours: 1,
          yes: steps,
          no: [],
        },
      ]
    const deep = await operations.post('/console/journeys', {
      ...written,
      graph: { ...graph, steps },
    })
    assert.equal(deep.status, 201, 'a draft may be anything that has the shape')
    const startDeep = `/console/journeys/${deep.body.id}/start`
    assert.equal((await operations.post(startDeep, { edition: 1 })).body.reason, 'too_large')
    const strange = { ...graph, steps: [{ id: 's1', is: 'wait', hours: 1, sql: 'x' }] }
    assert.equal(
      (await operations.post('/console/journeys', { ...written, graph: strange })).status,
      400,
    )

    const { body: made } = await operations.post('/console/journeys', written)
    const at = `/console/journeys/${made.id}`
    assert.equal((await operations.post(`${at}/pause`)).body.code, 'journey_state')
    assert.equal((await operations.put(at, { ...written, edition: 1 })).status, 200)
    assert.equal((await operations.post(`${at}/start`, { edition: 1 })).body.code, 'stale_version')
    const both = await Promise.all([
      operations.post(`${at}/start`, { edition: 2 }),
      operations.post(`${at}/stop`),
    ])
    assert.ok(both.every(({ status }) => status === 200 || status === 409))
    const { body: now } = await operations.get(at)
    assert.ok(['running', 'stopped', 'draft'].includes(now.status))
    const changed = { ...written, controlBps: 5_000, edition: now.edition }
    assert.equal((await operations.put(at, changed)).body.code, 'journey_state')
  })

  test('a member joins for themselves only, once, however often they tap', async () => {
    const wrong = { ...board, code: 'tea', link: '//evil.example' }
    assert.equal((await operations.post('/console/boards', wrong)).status, 400)
    const made = await operations.post('/console/boards', { ...board, code: 'tea' })
    assert.equal(made.status, 204)
    const twice = await operations.post('/console/boards', { ...board, code: 'tea' })
    assert.equal(twice.body.code, 'board_code_taken')
    const at = '/boards/tea/membership'
    const taps = await Promise.all(Array.from({ length: 10 }, () => alice.client.post(at)))
    assert.ok(taps.every(({ status }) => status === 204))
    assert.equal((await alice.client.post('/boards/none/membership')).status, 404)
    const { body } = await operations.get('/console/boards')
    assert.equal(body.items[0].members, 1)
    assert.equal((await alice.client.delete(at)).status, 204)
    assert.equal((await alice.client.delete(at)).body.code, 'not_in_board')
  })
})

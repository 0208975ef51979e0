/** Credit, attachment and the pool's worth: who may look, what cannot be asked, and stories without end. */
import assert from 'node:assert/strict'
import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { addMs, hourMs } from '#platform/clock.ts'
import { keepCredit } from '#traffic/attribution/keep-credit.ts'
import { addChannel } from '#traffic/channel.ts'
import { writeKnownVisits } from '#traffic/visit.ts'
import { openShop, refuseAll } from './shop.ts'
import type { AttackedShop } from './shop.ts'

let shop: AttackedShop

suite('attribution', () => {
  before(async () => {
    shop = await openShop()
  })
  after(() => shop[Symbol.asyncDispose]())

  test('nobody but staff with the permission looks, and nothing odd can be asked', async () => {
    const member = await shop.member()
    const support = await shop.staff('support')
    const finance = await shop.staff('finance')
    const allowed: Record<string, 'finance' | 'support'> = {
      '/console/attribution': 'finance',
      '/console/pool-asset': 'finance',
      '/console/anchoring': 'support',
      '/console/anchoring/members': 'support',
      [`/console/anchoring/members/${randomUUID()}`]: 'support',
    }
    const staff = { finance, support }
    const odd = [
      'model=best',
      'window=8',
      'which=none',
      'marginBps=0',
      'marginBps=10001',
      'from=2026-02-02&to=2026-02-01',
      'from=1970-01-01',
      'from=2020-01-01&to=2026-01-01',
      "to=2026-01-01'--",
    ]
    for (const [path, role] of Object.entries(allowed)) {
      const answer = await staff[role].get(path)
      assert.equal(answer.status, 200, answer.text)
    }
    await refuseAll(shop, [
      ...Object.entries(allowed).flatMap(([path, role]) => [
        {
          case: `visitor ${path}`,
          send: () => shop.visitor().get(path),
          answer: '401 not_signed_in',
        },
        {
          case: `member ${path}`,
          send: () => member.client.get(path),
          answer: '401 not_signed_in',
        },
        {
          case: `another role ${path}`,
          send: () => staff[role === 'finance' ? 'support' : 'finance'].get(path),
          answer: '403 not_allowed',
        },
      ]),
      ...odd.map((query) => ({
        case: query,
        send: () => finance.get(`/console/attribution?${query}`),
        answer: '400 invalid_input',
      })),
      ...['list=all', 'limit=0', 'limit=201', 'limit=many'].map((query) => ({
        case: query,
        send: () => support.get(`/console/anchoring/members?${query}`),
        answer: '400 invalid_input',
      })),
    ])
  })

  test('somebody with thousands of touches and hundreds of orders is told within the time of a piece', async () => {
    const { db } = shop.running.program
    const { now } = shop.running
    const [personId, ownerId] = [randomUUIDv7(), randomUUIDv7()]
    const { id: channelId } = await db.begin((tx) =>
      addChannel(tx, { name: 'endless', kind: 'search', ownerId, now }),
    )
    const none = { linkId: null, campaignId: null, source: '', medium: '', name: '', landing: '/' }
    await db.begin(async (tx) => {
      await writeKnownVisits(
        tx,
        Array.from({ length: 3_000 }, (_, i) => ({
          ...none,
          personId,
          at: addMs(now, -i * hourMs),
          id: randomUUIDv7(),
          channelId,
          device: 'phone' as const,
          reasons: [],
        })),
      )
      await tx`
        insert into traffic.conversion (member_id, order_id, paid_at, amount_fen)
        select ${personId}, uuidv7(), ${now}::timestamptz - make_interval(hours => n), 100
        from generate_series(0, 299) as n`
    })
    while ((await keepCredit(db)) > 0);
    const [told] = await db<{ orders: number; wrong: number }>`
      select count(*) as orders, count(*) filter (where ppm <> 1000000) as wrong from (
        select sum(decay_ppm) as ppm from traffic.credit
        where person_id = ${personId} and window_days = 90 group by place) as credit`
    assert.deepEqual(told, { orders: 300, wrong: 0 })
  })
})

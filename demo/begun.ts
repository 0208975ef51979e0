/**
 * What an operator has begun in the demo: segments, a board and a draft of a journey. The rules are
 * written here; whom they are about is computed from what the demo's members did, as in any shop.
 */
import { createBoard } from '#boards/board.ts'
import { listStaff } from '#platform/staff.ts'
import { createTemplate } from '#pool/attention/template.ts'
import { createJourney } from '#pool/journey/journey.ts'
import type { Graph } from '#pool/journey/graph.ts'
import type { Rule } from '#pool/segment/rule.ts'
import { createSegment } from '#pool/segment/segment.ts'
import type { Program } from '../src/services.ts'

const segments: { name: string; rule: Rule }[] = [
  {
    name: '快要流失的买家',
    rule: {
      is: 'all',
      of: [
        { is: 'stage', in: ['buyer', 'repeat', 'advocate'] },
        { is: 'seen', when: 'last', within: false, days: 45 },
      ],
    },
  },
  {
    name: '九十天内消费满千元的回头客',
    rule: {
      is: 'all',
      of: [
        { is: 'spent', compare: 'at_least', fen: 100_000, days: 90 },
        { is: 'sum', of: 'orders', compare: 'at_least', value: 2 },
      ],
    },
  },
  {
    name: '买过厨房用品、没买过茶与烘焙',
    rule: {
      is: 'all',
      of: [
        { is: 'did', did: true, kind: 'bought', topic: 'kitchen', times: 1, days: null },
        { is: 'did', did: false, kind: 'bought', topic: 'tea-baking', times: 1, days: null },
      ],
    },
  },
  {
    name: '愿意收优惠消息的熟客',
    rule: {
      is: 'all',
      of: [
        { is: 'agreed', agreed: true, purpose: 'marketing', channel: 'inbox' },
        { is: 'rfm', r: [3, 5], f: [4, 5], m: null },
      ],
    },
  },
]

const regulars = segments.findIndex(({ name }) => name.endsWith('回头客'))

const words = {
  name: '购物车提醒',
  titleZh: '购物车里还有几样东西',
  titleEn: 'Something is left in your cart',
  bodyZh: '库存和价格以结算时为准，不想要了也可以直接清空。',
  bodyEn: 'Stock and price are those of the checkout. You can also empty it.',
  link: '/cart',
}

/** A day after something was put into the cart and not paid. */
const leftCart = (templateId: string): Graph => ({
  entry: { is: 'fact', kind: 'added', topic: null },
  again: { is: 'after', days: 7 },
  steps: [
    {
      id: 's1',
      is: 'wait_for',
      kind: 'paid',
      topic: null,
      hours: 24,
      yes: [{ id: 's2', is: 'end' }],
      no: [],
    },
    { id: 's3', is: 'message', templateId, channel: 'inbox', waitHours: 12 },
  ],
})

export async function addBegun({ db }: Program, now: Date): Promise<void> {
  const staff = await listStaff(db, { limit: 20 })
  const staffId = staff.find(({ login }) => login === 'operations')!.staffId
  await db.begin(async (tx) => {
    const ids: string[] = []
    for (const segment of segments)
      ids.push(await createSegment(tx, { ...segment, now, by: staffId }))
    const doer = { now, by: { kind: 'staff', id: staffId }, traceId: 'demo' }
    const templateId = await createTemplate(tx, { ...words, ...doer })
    await createJourney(tx, {
      name: '购物车忘了付款',
      graph: leftCart(templateId),
      controlBps: 1_000,
      controlReason: null,
      measuredDays: 14,
      now,
      staffId,
    })
    await createBoard(tx, {
      code: 'regulars',
      nameZh: '熟客会',
      nameEn: 'Regulars',
      offerZh: '新品上架前一天先看，旧物养护的办法互相教。',
      offerEn: 'See what is new a day before, and trade ways to care for what is old.',
      link: null,
      rule: { is: 'in', in: true, segmentId: ids[regulars]! },
      status: 'open',
      now,
    })
  })
}

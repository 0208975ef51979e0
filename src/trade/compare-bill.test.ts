import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addMs, dayMs, hourMs, minuteMs, startOfDay } from '#platform/clock.ts'
import { compareBill } from './compare-bill.ts'
import type { Ours } from './compare-bill.ts'
import type { BillLine } from './payment-adapter.ts'

const dueOn = '2026-11-20'
const day = startOfDay(dueOn)
const at = addMs(day, 4 * hourMs)
const upTo = addMs(day, dayMs)

const ours = (of: Partial<Ours> = {}): Ours => ({
  number: 'n1',
  kind: 'charge',
  amountFen: 100,
  state: 'done',
  createdAt: addMs(at, -minuteMs),
  finishedAt: of.state === 'pending' ? null : at,
  ...of,
})
const line = (of: Partial<BillLine> = {}): BillLine => {
  return { number: 'n1', kind: 'charge', amountFen: 100, at, institutionNumber: 'i1', ...of }
}
type Told = { matched?: number; inFlight?: string[]; unexplained?: string[]; near?: string[] }

function told(ourList: Ours[], bill: BillLine[], until = upTo): Required<Told> {
  const found = compareBill({ dueOn, bill, ours: ourList, upTo: until })
  return {
    matched: found.matched,
    inFlight: found.inFlight.map(({ number, why }) => `${number} ${why}`),
    unexplained: found.unexplained.map(({ what, subject, oursFen, theirsFen }) => {
      return `${what} ${subject} ${oursFen} ${theirsFen}`
    }),
    near: found.nearMidnight.map((one) => one.number),
  }
}
const nothing = { matched: 0, inFlight: [], unexplained: [], near: [] }

const cases: [title: string, ours: Ours[], bill: BillLine[], Told, upTo?: Date][] = [
  ['both have it', [ours()], [line()], { matched: 1 }],
  [
    'they know a number we never gave',
    [],
    [line({ number: 'x' })],
    { unexplained: ['unknown_number institution:x null 100'] },
  ],
  [
    'they moved another amount',
    [ours()],
    [line({ amountFen: 99 })],
    { unexplained: ['other_amount payment:n1 100 99'] },
  ],
  [
    'they did something else under the number',
    [ours({ kind: 'split' })],
    [line()],
    { unexplained: ['other_kind instruction:n1 100 100'] },
  ],
  [
    'they did what we have as failed',
    [ours({ state: 'ended' })],
    [line()],
    { unexplained: ['ended_here payment:n1 100 100'] },
  ],
  [
    'we have it done and they have not',
    [ours({ kind: 'refund' })],
    [],
    { unexplained: ['missing_there instruction:n1 100 null'] },
  ],
  [
    'they did it twice',
    [ours()],
    [line(), line()],
    { matched: 1, unexplained: ['billed_twice payment:n1 100 100'] },
  ],
  [
    'they did it and we have not heard',
    [ours({ state: 'pending' })],
    [line()],
    { inFlight: ['n1 not_heard'] },
  ],
  [
    'they did it, we have not heard, and the amount differs',
    [ours({ state: 'pending' })],
    [line({ amountFen: 1 })],
    { unexplained: ['other_amount payment:n1 100 1'] },
  ],
  [
    'we gave it and have no word',
    [ours({ state: 'pending', kind: 'payout' })],
    [],
    { inFlight: ['n1 no_word_yet'] },
  ],
  ['what moved no money is on no bill', [ours({ kind: 'close', amountFen: 0 })], [], {}],
  ['what failed here is on no bill', [ours({ state: 'ended' })], [], {}],
  [
    'done elsewhere by our clock, but on this bill',
    [ours({ finishedAt: addMs(day, -1) })],
    [line()],
    { matched: 1 },
  ],
  ['done on another day', [ours({ finishedAt: addMs(day, -dayMs) })], [], {}],
  ['done just after midnight', [ours({ finishedAt: day })], [], { near: ['n1'] }],
  ['done just before midnight', [ours({ finishedAt: addMs(upTo, -1) })], [], { near: ['n1'] }],
  [
    'done a quarter of an hour before midnight',
    [ours({ finishedAt: addMs(upTo, -15 * minuteMs) })],
    [],
    { unexplained: ['missing_there payment:n1 100 null'] },
  ],
  ['done a moment ago, on a day that is not over', [ours()], [], {}, at],
]

for (const [title, ourList, bill, expected, until] of cases)
  test(`${title}: it is named so, and counted once`, () => {
    assert.deepEqual(told(ourList, bill, until), { ...nothing, ...expected })
  })

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchParcels } from './match-parcels.ts'

const idOf = (tail: string) => `0199a1b2-0000-7000-8000-0000${tail}`
const [first, second, third] = ['11111111', '22222222', '33333333'].map(idOf) as [
  string,
  string,
  string,
]
const parcels = [
  { orderId: first, brandId: 'a' },
  { orderId: second, brandId: 'a' },
  { orderId: second, brandId: 'b' },
  { orderId: third, brandId: 'a' },
]

const cases: [name: string, text: string, numbers: (string | null)[], faults: string[]][] = [
  ['nothing pasted matches nothing', ' \n\n', [null, null, null, null], []],
  ['lines go in order', 'SF1\n SF2 \r\nSF3', ['SF1', 'SF2', 'SF3', null], []],
  ['lines go in order below a title', '运单号\nSF1\nSF2', ['SF1', 'SF2', null, null], []],
  ['an empty line keeps its place', 'SF1\n\nSF3\n\n', ['SF1', null, 'SF3', null], []],
  [
    'a line that is no number keeps its place: the next one is not sent to the wrong order',
    'SF1\n7.73E+13\nSF3',
    ['SF1', null, 'SF3', null],
    ['2 spoilt'],
  ],
  [
    'more lines than parcels are told',
    'A1\nA2\nA3\nA4\nA5',
    ['A1', 'A2', 'A3', 'A4'],
    ['5 noneLeft'],
  ],
  [
    'two columns go to the order they name, in any order, whole or by last digits, under a title',
    `订单号\t运单号\n${third}\tSF3\n…22222222\tSF2\n22222222,SF2b`,
    [null, 'SF2', 'SF2b', 'SF3'],
    [],
  ],
  [
    'an order that was not selected, one named by too little, one that has all its numbers',
    `${idOf('44444444')} SF4\n2222 SF2\n11111111 SF1\n11111111 SF9`,
    ['SF1', null, null, null],
    ['1 unknownOrder', '2 unknownOrder', '4 noneLeft'],
  ],
  [
    'a number that a sheet made a figure of, one that is missing, one that is too long',
    `11111111\t7.73E+13\n22222222\n33333333\t${'9'.repeat(41)}`,
    [null, null, null, null],
    ['1 spoilt', '2 noNumber', '3 tooLong'],
  ],
]

test('pasted tracking numbers reach the parcels they are meant for, and no others', () => {
  for (const [name, text, numbers, faults] of cases) {
    const { trackingNos, faults: found } = matchParcels(text, parcels)
    assert.deepEqual(trackingNos, numbers, name)
    assert.deepEqual(
      found.map(({ line, why }) => `${line} ${why}`),
      faults,
      name,
    )
  }
})

test('one number for two parcels is matched, and told', () => {
  const { trackingNos, repeated } = matchParcels('SF1\nSF1\nSF2', parcels)
  assert.deepEqual([trackingNos, repeated], [['SF1', 'SF1', 'SF2', null], ['SF1']])
})

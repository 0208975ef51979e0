import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addMs, dayMs, dayOf, minuteMs } from '#platform/clock.ts'
import { nextTry } from './defer.ts'
import { isUnderAge } from './minor.ts'
import { isQuiet, quietEnds } from './quiet.ts'
import { mondayOf } from './window.ts'

const at = (text: string) => new Date(`${text}+08:00`)
const night = { from: 21 * 60, until: 9 * 60 }

test('quiet is from the first minute to the one before the last, over midnight or not', () => {
  const cases = [
    ['20:59:59', false],
    ['21:00:00', true],
    ['00:00:00', true],
    ['08:59:59', true],
    ['09:00:00', false],
  ] as const
  for (const [time, expected] of cases)
    assert.equal(isQuiet(at(`2026-11-20T${time}`), night), expected, time)
  assert.equal(isQuiet(at('2026-11-20T12:30:00'), { from: 720, until: 780 }), true)
  assert.equal(isQuiet(at('2026-11-20T13:00:00'), { from: 720, until: 780 }), false)
  for (const same of [0, 540])
    assert.equal(isQuiet(at('2026-11-20T09:00:00'), { from: same, until: same }), false)
})

test('the end of the quiet is the first minute that is free', () => {
  assert.deepEqual(quietEnds(at('2026-11-20T22:00:00'), night), at('2026-11-21T09:00:00'))
  assert.deepEqual(quietEnds(at('2026-11-21T08:59:00'), night), at('2026-11-21T09:00:00'))
})

const minute = fc.integer({ min: 0, max: 1_439 })
const hours = fc.record({ from: minute, until: minute })
const instant = fc
  .integer({ min: 0, max: 4 * 365 * 1_440 })
  .map((count) => addMs(at('2026-01-01T00:00:00'), count * minuteMs))

test('what waits is tried at the first free minute, on the next day when the day is spent', () => {
  fc.assert(
    fc.property(instant, fc.array(hours, { maxLength: 3 }), fc.boolean(), (now, quiet, isSpent) => {
      const until = nextTry(now, isSpent ? 'over_budget' : 'quiet_hours', quiet)
      assert.ok(until >= now)
      if (isSpent) assert.ok(dayOf(until) > dayOf(now))
      const isAlways = Array.from({ length: 1_440 }, (_, one) => addMs(now, one * minuteMs)).every(
        (one) => quiet.some((all) => isQuiet(one, all)),
      )
      if (!isAlways) assert.ok(!quiet.some((one) => isQuiet(until, one)), 'quiet again')
    }),
    { numRuns: 300 },
  )
})

test('a week begins on Monday in China', () => {
  fc.assert(
    fc.property(instant, (now) => {
      const monday = mondayOf(dayOf(now))
      assert.equal(at(`${monday}T12:00:00`).getUTCDay(), 1)
      assert.ok(
        monday <= dayOf(now) && dayOf(addMs(at(`${monday}T00:00:00`), 7 * dayMs)) > dayOf(now),
      )
    }),
  )
  assert.equal(mondayOf(dayOf(new Date('2026-11-22T15:59:59Z'))), '2026-11-16')
  assert.equal(mondayOf(dayOf(new Date('2026-11-22T16:00:00Z'))), '2026-11-23')
})

test('somebody is of age on the eighteenth birthday, one of 29 February on 1 March', () => {
  const isMinorOn = (birthday: string, day: string) => isUnderAge(birthday, at(`${day}T00:00:00`))
  assert.deepEqual(
    [isMinorOn('2008-11-21', '2026-11-20'), isMinorOn('2008-11-21', '2026-11-21')],
    [true, false],
  )
  assert.deepEqual(
    [isMinorOn('2008-02-29', '2026-02-28'), isMinorOn('2008-02-29', '2026-03-01')],
    [true, false],
  )
})

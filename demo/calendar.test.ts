import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, dayOf, instantOf, nextWorkingDay, shiftDaysFor, weekdayOf } from './calendar.ts'

test('the last day of the history becomes the latest Wednesday before any today', () => {
  for (let today = '2026-02-20'; today < '2026-04-10'; today = addDays(today, 1)) {
    const shiftDays = shiftDaysFor(today)
    assert.equal(shiftDays % 7, 0)
    const lastDay = dayOf(instantOf('2011-08-31 17:00', shiftDays))
    assert.equal(weekdayOf(lastDay), 3, today)
    assert.ok(lastDay < today && addDays(lastDay, 7) >= today, `${lastDay} for ${today}`)
  }
  assert.equal(shiftDaysFor('2011-09-01'), 0)
  assert.equal(shiftDaysFor('2011-09-07'), 0)
  assert.equal(shiftDaysFor('2011-09-08'), 7)
})

test('a wall time of the file is the same wall time in Shanghai', () => {
  assert.equal(instantOf('2010-12-01 08:26', 0).toISOString(), '2010-12-01T00:26:00.000Z')
  assert.equal(instantOf('2011-03-27 01:30', 7).toISOString(), '2011-04-02T17:30:00.000Z')
  assert.equal(dayOf(instantOf('2011-08-31 20:05', 0)), '2011-08-31')
})

test('what is no day or time is refused', () => {
  assert.throws(() => instantOf('1 Dec 2010', 0), /no time/)
  assert.throws(() => shiftDaysFor('yesterday'), /no day/)
})

test('the next working day skips the weekend', () => {
  const cases = {
    '2026-11-18': '2026-11-19',
    '2026-11-20': '2026-11-23',
    '2026-11-22': '2026-11-23',
  }
  for (const [day, next] of Object.entries(cases)) assert.equal(nextWorkingDay(day), next)
  assert.equal(nextWorkingDay('2026-11-21'), '2026-11-23')
})

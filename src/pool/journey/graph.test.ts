import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noon } from '../attention/attention.fixture.ts'
import { compile, nextMinute } from './graph.ts'
import type { Step } from './graph.ts'
import { cart } from './journey.fixture.ts'

test('branches come together again, and the end of one is the end of all', () => {
  const end: Step = { id: 'end', is: 'end' }
  const after: Step = { id: 'after', is: 'wait', hours: 1 }
  const inner: Step = { id: 'inner', is: 'wait', hours: 1 }
  const rule = { is: 'all' as const, of: [] }
  const fork: Step = { id: 'fork', is: 'branch', rule, yes: [inner], no: [end] }
  const { first, nodes } = compile({ ...cart, steps: [fork, after] })
  assert.equal(first, 'fork')
  const { yes, no } = nodes.get('fork')!
  assert.deepEqual([yes, no], ['inner', 'end'])
  assert.equal(nodes.get('inner')!.next, 'after')
  assert.equal(nodes.get('end')!.next, null)
  assert.equal(nodes.get('after')!.next, null)
})

test('a minute of the day in China comes next today, tomorrow, or now', () => {
  assert.deepEqual(nextMinute(9 * 60, noon), new Date('2026-11-21T01:00:00Z'))
  assert.deepEqual(nextMinute(12 * 60, noon), noon)
  assert.deepEqual(nextMinute(21 * 60, noon), new Date('2026-11-20T13:00:00Z'))
})

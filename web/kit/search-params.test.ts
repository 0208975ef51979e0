import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choiceOf, textOf } from './search-params.ts'

test('an address can name only what there is to choose, and a number in it is a text', () => {
  const days = ['30', '90'] as const
  assert.deepEqual(choiceOf('days', { days: 30 }, days), { days: '30' }) // as `?days=30` is read
  assert.deepEqual(choiceOf('days', { days: '90' }, days), { days: '90' })
  for (const nonsense of [31, '31', '', null, undefined, true, ['30'], { 30: 30 }])
    assert.deepEqual(choiceOf('days', { days: nonsense }, days), {}, JSON.stringify(nonsense))
  assert.deepEqual(textOf('q', { q: 2024 }), { q: '2024' })
})

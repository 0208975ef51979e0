import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orderWords, statementWords } from '#trade/export.ts'
import { moneyWords } from './money.ts'
import { stateWords } from './states.ts'

test('a file that leaves the console calls things as its pages do', () => {
  for (const language of ['zh', 'en'] as const) {
    assert.deepEqual(orderWords[language].statuses, stateWords[language].order)
    assert.deepEqual(statementWords[language].kinds, moneyWords[language].settlement.kinds)
  }
})

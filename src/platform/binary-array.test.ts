import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { testDb } from '#test/db.ts'
import { bigintArray, instantArray, intArray, textArray, uuidArray } from './binary-array.ts'

test('an array arrives as it was, in binary as in text: empty, null and at its ends', async () => {
  await using db = await testDb()
  const ids = [
    randomUUID(),
    null,
    randomUUID().toUpperCase(),
    '00000000-0000-0000-0000-0000000000ff',
  ]
  const instants = [
    '1970-01-01T00:00:00.001Z',
    '1999-12-31T23:59:59.999Z',
    '2026-11-20T04:00:00.123Z',
  ]
  const dates = instants.map((text) => new Date(text))
  const texts = ['', 'kitchen', '厨房 "x" \\ {,}', 'NULL']
  const ints = [0, -1, null, 2 ** 31 - 1, -(2 ** 31)]
  const bigints = [
    0,
    -1,
    null,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    2 ** 32,
    -(2 ** 32),
  ]
  for (const [isEmpty, pick] of [
    [false, <T>(list: T[]) => list],
    [true, <T>(list: T[]) => list.slice(0, 0)],
  ] as const) {
    const [row] = await db<Record<string, boolean>>`
      select ${uuidArray(pick(ids))}::uuid[] = ${pick(ids)}::uuid[] as uuids,
        ${instantArray(pick(dates))}::timestamptz[] = ${pick(dates)}::timestamptz[] as instants,
        ${textArray(pick(texts))}::text[] = ${pick(texts)}::text[] as texts,
        ${intArray(pick(ints))}::int[] = ${pick(ints)}::int[] as ints,
        ${bigintArray(pick(bigints))}::bigint[] = ${pick(bigints)}::bigint[] as bigints`
    assert.deepEqual(Object.values(row!), Array(5).fill(true), String(isEmpty))
  }
})

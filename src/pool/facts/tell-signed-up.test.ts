import assert from 'node:assert/strict'
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { consume, lagOf, rewind } from '#platform/consumers.ts'
import { createVault } from '#platform/vault.ts'
import { testDb } from '#test/db.ts'
import { enrolMembers } from '../enrol.ts'
import { now } from './facts.fixture.ts'
import { readFactsOf } from './read-facts.ts'
import { tellSignedUp } from './tell-signed-up.ts'

test('signing up is one fact at its own time, however often it is told', async () => {
  await using db = await testDb()
  const vault = createVault(randomBytes(32))
  const createdAt = new Date('2009-12-01T08:00:00Z') // long before this program
  const members = [0, 1].map(() => ({ memberId: randomUUIDv7(), createdAt }))
  await db.begin((tx) => enrolMembers(tx, vault, members))
  for (let time = 0; time < 2; time++) {
    do await consume(db, tellSignedUp, now)
    while ((await lagOf(db, tellSignedUp.name)).waiting > 0)
    for (const { memberId } of members) {
      const facts = await db.begin((tx) => readFactsOf(tx, [memberId]))
      assert.deepEqual(
        facts.map(({ kind, happenedAt }) => [kind, happenedAt]),
        [['signed_up', createdAt]],
      )
    }
    await db.begin((tx) => rewind(tx, tellSignedUp.name))
  }
})

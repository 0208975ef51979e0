import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { addMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { overlap, testDb } from '#test/db.ts'
import { giveConsent } from '../attention/consent.ts'
import { enrolMembers } from '../enrol.ts'
import { rebuildAliases } from './alias.ts'
import { decideProposal } from './decide-proposal.ts'
import { joinVisitor } from './join-visitor.ts'
import { merge, personsMax, phonesMax, undoMerge } from './merge.ts'
import type { Merged } from './merge.ts'
import { componentOf, representativesOf } from './representative.ts'

const vault = createVault(Buffer.alloc(32, 7))
const now = new Date('2026-11-20T04:00:00Z')
const evidence = { reason: 'staff' as const }
const by = 'staff:1'

test('who stands for a component: a member before visitors, then the first to enrol, then the least id', async () => {
  await using db = await testDb()
  const [late, early] = await enrol(db, [addMs(now, 1), now])
  const visitor = '00000000-0000-7000-8000-000000000000'
  await join(db, visitor, late!)
  assert.equal(await standsFor(db, visitor), late)
  await join(db, visitor, early!)
  for (const person of [visitor, late!, early!]) assert.equal(await standsFor(db, person), early)
  const [a, b] = [randomUUIDv7(), randomUUIDv7()].toSorted() as [string, string]
  await join(db, b, a)
  assert.equal(await standsFor(db, b), a)
  assert.deepEqual(await componentOf(db, a), [a, b].toSorted())
  const alone = randomUUIDv7()
  assert.deepEqual(await componentOf(db, alone), [alone])
  assert.equal(await standsFor(db, alone), alone)
})

test('a cycle is kept and harmless: what holds two together is whatever still stands', async () => {
  await using db = await testDb()
  const [a, b, c] = (await enrol(db, [now, now, now])) as [string, string, string]
  const ids = [await join(db, a, b), await join(db, b, c), await join(db, c, a)]
  assert.equal((await componentOf(db, a)).length, 3)
  const undone = await undo(db, ids[0]!)
  assert.equal(undone.areStillJoined, true)
  assert.equal((await componentOf(db, a)).length, 3)
  assert.equal((await undo(db, ids[1]!)).areStillJoined, false)
  assert.deepEqual(await componentOf(db, b), [b])
  assert.deepEqual(await componentOf(db, a), [a, c].toSorted())
})

test('the same two again are one merge, one person is none, and an undone merge is not undone again', async () => {
  await using db = await testDb()
  const [a, b] = (await enrol(db, [now, now])) as [string, string]
  const id = await join(db, a, b)
  const again = await db.begin((tx) => merge(tx, { a: b, b: a, evidence, by, now }))
  assert.deepEqual(again, { mergeId: id, isNew: false })
  const self = await db.begin((tx) => merge(tx, { a, b: a, evidence, by, now }))
  assert.deepEqual(self, { refused: 'same_person' })
  await undo(db, id)
  await assert.rejects(undo(db, id), { code: 'merge_not_found' })
  await assert.rejects(undo(db, randomUUIDv7()), { code: 'merge_not_found' })
})

test('two merges at once that meet in the middle come to one component', async () => {
  await using db = await testDb()
  const [a, b, c, d] = (await enrol(db, [now, now, now, now])) as [string, string, string, string]
  await join(db, b, c)
  const both = await overlap(
    db,
    (tx) => merge(tx, { a, b, evidence, by, now }),
    (tx) => merge(tx, { a: c, b: d, evidence, by, now }),
  )
  for (const one of both) assert.equal(one.status, 'fulfilled', JSON.stringify(one))
  assert.equal((await componentOf(db, d)).length, 4)
  await assertRebuilt(db)
})

test('many merges at once among few persons end, whatever their order', async () => {
  await using db = await testDb()
  const persons = await enrol(
    db,
    Array.from({ length: 12 }, () => now),
  )
  const pairs = persons.flatMap((a, at) => [
    [a, persons[(at + 5) % 12]!] as const,
    [persons[(at + 7) % 12]!, a] as const,
  ])
  await Promise.all(pairs.map(([a, b]) => join(db, a, b)))
  assert.equal((await componentOf(db, persons[0]!)).length, 12)
  await assertRebuilt(db)
})

test('who would be too many for one human, or have too many phones, waits for staff and is joined only by them', async () => {
  await using db = await testDb()
  const hub = (await enrol(db, [now]))[0]!
  const visitors = Array.from({ length: personsMax }, () => randomUUIDv7())
  for (const visitor of visitors.slice(1)) await join(db, hub, visitor)
  const over = await db.begin((tx) => merge(tx, { a: hub, b: visitors[0]!, evidence, by, now }))
  assert.ok('reason' in over && over.reason === 'too_many_persons', JSON.stringify(over))
  assert.deepEqual(await componentOf(db, visitors[0]!), [visitors[0]])

  const phones = await enrol(
    db,
    Array.from({ length: phonesMax + 1 }, () => now),
    '+861390000',
  )
  for (const one of phones.slice(1, -1)) await join(db, phones[0]!, one)
  const sixth = await db.begin((tx) =>
    merge(tx, { a: phones[0]!, b: phones.at(-1)!, evidence, by, now }),
  )
  assert.ok('reason' in sixth && sixth.reason === 'too_many_phones', JSON.stringify(sixth))
  const { proposalId } = sixth
  const decide = (decision: 'accepted' | 'refused') =>
    db.begin((tx) => decideProposal(tx, { proposalId, decision, by, now }))
  await decide('accepted')
  assert.equal((await componentOf(db, phones[0]!)).length, phonesMax + 1)
  await assert.rejects(decide('refused'), { code: 'proposal_not_found' })
})

test('a browser becomes its member once; a second member on it gets nothing of the first', async () => {
  await using db = await testDb()
  const [first, second] = (await enrol(db, [now, now])) as [string, string]
  const visitorId = randomUUIDv7()
  const signIn = (memberId: string) => (tx: Tx) => joinVisitor(tx, { visitorId, memberId, now })
  assert.equal((await db.begin(signIn(first))).outcome, 'left', 'nobody agreed to be profiled')
  const agreed = { purpose: 'profiling', channel: 'all', how: 'shop', now } as const
  for (const personId of [first, second])
    await db.begin((tx) => giveConsent(tx, { personId, ...agreed }))
  const [one, two] = await overlap(db, signIn(first), signIn(second))
  assert.ok(one.status === 'fulfilled' && two.status === 'fulfilled')
  assert.deepEqual([one.value.outcome, two.value.outcome], ['joined', 'anothers'])
  assert.deepEqual(await componentOf(db, second), [second])
  assert.equal((await db.begin(signIn(first))).outcome, 'left')
  assert.ok(one.value.outcome === 'joined')
  await undo(db, one.value.mergeId)
  assert.equal((await db.begin(signIn(first))).outcome, 'left', 'what staff parted stays parted')
  assert.equal((await db.begin(signIn(second))).outcome, 'anothers')
})

test('a closed account is joined to nobody', async () => {
  await using db = await testDb()
  const [a, b] = (await enrol(db, [now, now])) as [string, string]
  await db`update pool.member set closed_at = ${now}, nickname = null where id = ${a}`
  const merged = await db.begin((tx) => merge(tx, { a, b, evidence, by, now }))
  assert.deepEqual(merged, { refused: 'closed' })
})

test('merges and undoings in any order leave what the edges that stand make from nothing', async () => {
  await using db = await testDb()
  const step = fc.oneof(
    fc.record({ act: fc.constant('join' as const), a: fc.nat(9), b: fc.nat(9) }),
    fc.record({ act: fc.constant('undo' as const), which: fc.nat(30) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const members = await enrol(
        db,
        [3, 1, 2, 1, 3].map((ms) => addMs(now, ms)),
      )
      const persons = [...members, ...Array.from({ length: 5 }, () => randomUUIDv7())]
      const edges: { id: string; a: string; b: string; stands: boolean }[] = []
      for (const one of steps) {
        const edge = one.act === 'undo' ? edges[one.which % (edges.length || 1)] : undefined
        if (one.act === 'join' && one.a !== one.b) {
          const [a, b] = [persons[one.a]!, persons[one.b]!]
          const id = await join(db, a, b)
          if (!edges.some((known) => known.id === id)) edges.push({ id, a, b, stands: true })
        } else if (edge?.stands) {
          await undo(db, edge.id)
          edge.stands = false
        }
      }
      const model = plainComponents(
        persons,
        edges.filter(({ stands }) => stands),
      )
      for (const person of persons)
        assert.deepEqual(await componentOf(db, person), model.get(person)!.toSorted())
      const standing = await representativesOf(db, persons)
      for (const person of persons) {
        const best = persons
          .filter((one) => model.get(person)!.includes(one))
          .toSorted((x, y) => rank(members, x) - rank(members, y) || (x < y ? -1 : 1))[0]
        assert.equal(standing.get(person), best)
      }
    }),
    { numRuns: 40 },
  )
  await assertRebuilt(db)
})

/** Members by when they enrolled, as the histories above enrol them; visitors after all. */
const rank = (members: string[], person: string) => [3, 1, 2, 1, 3][members.indexOf(person)] ?? 9

/** By walking, again and again, until nobody new is met. */
function plainComponents(persons: string[], edges: { a: string; b: string }[]) {
  return new Map(
    persons.map((person) => {
      const met = new Set([person])
      for (let size = 0; size !== met.size;) {
        size = met.size
        for (const { a, b } of edges) if (met.has(a) || met.has(b)) met.add(a).add(b)
      }
      return [person, [...met]]
    }),
  )
}

async function enrol(db: Db, times: Date[], phones?: string): Promise<string[]> {
  const members = times.map((createdAt, at) => ({
    memberId: randomUUIDv7(),
    createdAt,
    ...(phones && { phone: `${phones}${1000 + at}` }),
  }))
  await db.begin((tx) => enrolMembers(tx, vault, members))
  return members.map(({ memberId }) => memberId)
}

async function join(db: Db, a: string, b: string): Promise<string> {
  const merged: Merged = await db.begin((tx) => merge(tx, { a, b, evidence, by, now }))
  assert.ok('mergeId' in merged, JSON.stringify(merged))
  return merged.mergeId
}

const undo = (db: Db, mergeId: string) => db.begin((tx) => undoMerge(tx, { mergeId, by, now }))

const standsFor = async (db: Db, person: string) =>
  (await representativesOf(db, [person])).get(person)

async function assertRebuilt(db: Db): Promise<void> {
  const read = () => db`select person_id, representative_id from pool.alias order by person_id`
  const kept = await read()
  await rebuildAliases(db)
  assert.deepEqual(kept, await read())
}

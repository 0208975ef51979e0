/** Random steps in the life of persons, in PostgreSQL and beside it in a plain model. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { account } from '#ledger/chain.ts'
import type { Chain } from '#ledger/chain.ts'
import { postChains } from '#ledger/post.ts'
import { addMs } from '#platform/clock.ts'
import type { Db, Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { enrolMembers } from '#pool/enrol.ts'
import type { NewFact } from '#pool/facts/fact.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { merge, personsMax, phonesMax, undoMerge } from '#pool/identity/merge.ts'
import { closeAccount } from '#pool/member.ts'
import { setTags } from '#pool/profile/tags.ts'
import type { NewTag } from '#pool/profile/tags.ts'
import { addChannel } from '#traffic/channel.ts'
import { writeKnownVisits } from '#traffic/visit.ts'
import type { KnownVisit } from '#traffic/visit.ts'
import { orderPaid } from '#trade/events.ts'
import type { Random } from '../simulator/random.ts'
import { addPerson, componentIn, noHumans, remove } from './humans.ts'
import type { Humans } from './humans.ts'

/** Persons who may meet: so few that components grow, part and meet again; and where they come from. */
export type Group = { name: string; humans: Humans; made: number; channelIds: string[] }

/** Members with a phone, members without, visitors. */
export type Size = { phones: number; cards: number; visitors: number }

export type Counts = Record<
  'merge' | 'undo' | 'visit' | 'order' | 'tag' | 'erase' | 'refused' | 'lost',
  number
>
export const noCounts = (): Counts => ({
  merge: 0,
  undo: 0,
  visit: 0,
  order: 0,
  tag: 0,
  erase: 0,
  refused: 0,
  lost: 0,
})

type World = { db: Db; vault: Vault; random: Random; now: Date; counts: Counts }
const evidence = { reason: 'staff' as const }
const by = 'staff:check'

export async function populate(world: World, name: string, size: Size): Promise<Group> {
  const group: Group = { name, humans: noHumans(), made: 0, channelIds: [] }
  const { db, now } = world
  await db.begin(async (tx) => {
    for (const n of [1, 2, 3]) {
      const channel = {
        name: `${name}.${n}`,
        kind: 'search',
        ownerId: randomUUIDv7(),
        now,
      } as const
      group.channelIds.push((await addChannel(tx, channel)).id)
    }
    await addPersons(tx, world, group, size)
  })
  return group
}

/** Whoever is gone is followed by others, so that there is always somebody. */
async function addPersons(tx: Tx, { vault, now }: World, group: Group, size: Size): Promise<void> {
  const count = size.phones + size.cards
  const members = Array.from({ length: count }, (_, n) => ({
    memberId: randomUUIDv7(),
    // Few instants, so that the least id has to decide as well.
    createdAt: addMs(now, -1_000 * ((group.made + n) % 4)),
    ...(n < size.phones && { phone: phoneOf(group, n) }),
  }))
  group.made += count
  await enrolMembers(tx, vault, members)
  for (const { memberId: id, createdAt: enrolledAt, phone } of members)
    addPerson(group.humans, { id, enrolledAt, hasPhone: phone !== undefined })
  for (let n = 0; n < size.visitors; n++)
    addPerson(group.humans, { id: randomUUIDv7(), enrolledAt: null, hasPhone: false })
}

const phoneOf = ({ name, made }: Group, n: number) =>
  `+861${3 + (Number(name) % 7)}${String(Number(name) * 100_000 + made + n).padStart(9, '0')}`

/**
 * Takes `steps` of one group in one transaction, which is lost now and then, as in a crash; then the
 * model has not seen them either.
 */
export async function live(world: World, group: Group, steps: number): Promise<void> {
  const { db, counts, random } = world
  const [before, made] = [structuredClone(group.humans), group.made]
  const own = noCounts()
  const isLost = random.chance(0.02)
  class Lost extends Error {}
  try {
    await db.begin(async (tx) => {
      // Again from the beginning, when it was tried before and gave way to the pipeline.
      group.humans = structuredClone(before)
      group.made = made
      Object.assign(own, noCounts())
      const later: Later = { facts: [], tags: [], chains: [], visits: [], paid: [] }
      for (let step = 0; step < steps; step++)
        await takeStep(tx, { ...world, counts: own }, group, later)
      await write(tx, world, later)
      if (isLost) throw new Lost()
    })
  } catch (error) {
    if (!(error instanceof Lost)) throw error
    group.humans = before
    group.made = made
    Object.assign(own, noCounts(), { lost: steps })
  }
  for (const [what, count] of Object.entries(own)) counts[what as keyof Counts] += count
}

/** What nobody in the transaction reads is written at its end, at once. */
type Later = {
  facts: NewFact[]
  tags: NewTag[]
  chains: Chain[]
  visits: KnownVisit[]
  paid: Parameters<typeof orderPaid.recordAll>[1]
}

async function takeStep(tx: Tx, world: World, group: Group, later: Later): Promise<void> {
  const { random, counts, now } = world
  const { humans } = group
  const persons = [...humans.persons.keys()]
  const a = random.pick(persons)
  const die = random.below(100)
  if (die < 34) {
    const b = random.pick(persons)
    return takeMerge(tx, world, group, a, b)
  }
  if (die < 54 && humans.edges.size > 0) {
    const edge = random.pick([...humans.edges.values()])
    await undoMerge(tx, { mergeId: edge.id, by, now })
    humans.edges.delete(edge.id)
    counts.undo++
    return
  }
  if (die < 66) return visit(world, group, a, later)
  if (die < 98) {
    const isMember = humans.persons.get(a)!.enrolledAt !== null
    return die < 84 && isMember ? order(world, group, a, later) : tag(world, group, a, later)
  }
  if (die < 99) return
  await write(tx, world, later) // before they are gone
  await eraseOne(tx, world, group, a)
}

async function takeMerge(tx: Tx, world: World, group: Group, a: string, b: string): Promise<void> {
  const { humans } = group
  const { counts, now } = world
  const merged = await merge(tx, { a, b, evidence, by, now })
  if ('refused' in merged) return assert.equal(a, b)
  const together = new Set([...componentIn(humans, a), ...componentIn(humans, b)])
  const phones = [...together].filter((id) => humans.persons.get(id)!.hasPhone).length
  const isKnown = [...humans.edges.values()].some(
    (edge) => (edge.a === a && edge.b === b) || (edge.a === b && edge.b === a),
  )
  const isTooMuch = together.size > personsMax || phones > phonesMax
  assert.equal('proposalId' in merged, isTooMuch && !isKnown, 'a cap that does not hold')
  if (!('mergeId' in merged)) counts.refused++
  else if (merged.isNew) {
    humans.edges.set(merged.mergeId, { id: merged.mergeId, a, b })
    counts.merge++
  } else assert.ok(humans.edges.has(merged.mergeId))
}

function visit({ random, counts, now }: World, group: Group, personId: string, later: Later): void {
  const at = addMs(now, -random.below(120 * 86_400_000))
  const source = { source: '', medium: '', name: '', linkId: null, campaignId: null }
  const channelId = random.pick(group.channelIds)
  const what = { ...source, channelId, landing: '/', device: 'phone' as const }
  later.visits.push({ ...what, id: randomUUIDv7(), personId, at, reasons: [] })
  counts.visit++
}

function order({ random, counts, now }: World, { humans }: Group, personId: string, later: Later) {
  const [orderId, amountFen] = [randomUUIDv7(), random.between(1, 9_999)]
  const happenedAt = addMs(now, -random.below(100 * 86_400_000))
  const what = { objectId: orderId, amountFen, quantity: null, topic: '', happenedAt }
  later.facts.push({ ...what, personId, id: randomUUIDv7(), kind: 'paid' })
  const order = { orderId, memberId: personId, version: 1, totalFen: amountFen }
  later.paid.push({ ...order, at: happenedAt.toISOString() })
  const points = random.between(1, 9)
  const [from, to] = [pointSource, pointsOf(personId)]
  const transfers = [{ kind: 'post' as const, from, to, amount: points }]
  later.chains.push({ book: 'main', id: `points:${orderId}`, reference: orderId, transfers })
  const { deeds } = humans.persons.get(personId)!
  deeds.orders.push(orderId)
  deeds.paidFen += amountFen
  deeds.points += points
  counts.order++
}

function tag({ random, counts }: World, { humans }: Group, personId: string, later: Later): void {
  const name = `t${random.below(12)}`
  const how = { origin: 'hand' as const, confidenceBps: 10_000, setBy: by, expiresAt: null }
  later.tags.push({ personId, tag: name, ...how })
  humans.persons.get(personId)!.deeds.tags.add(name)
  counts.tag++
}

async function write(tx: Tx, { now }: World, later: Later): Promise<void> {
  const { facts, tags, chains, visits, paid } = later
  await writeFacts(tx, facts.splice(0), now)
  await writeKnownVisits(tx, visits.splice(0))
  await orderPaid.recordAll(tx, paid.splice(0))
  await setTags(tx, tags.splice(0), now)
  const results = await postChains(tx, chains.splice(0), now)
  assert.ok(results.every(({ ok }) => ok))
}

/** A member closes the account: all that are the same human go, and others come. */
async function eraseOne(tx: Tx, world: World, group: Group, id: string): Promise<void> {
  const { humans } = group
  const component = componentIn(humans, id)
  const members = component.filter((one) => humans.persons.get(one)!.enrolledAt !== null)
  if (members.length === 0) return
  const gone = await closeAccount(tx, { memberId: world.random.pick(members), now: world.now })
  assert.deepEqual(gone, component.toSorted(), 'who is gone is one human')
  const phones = component.filter((one) => humans.persons.get(one)!.hasPhone).length
  const cards = members.length - phones
  remove(humans, component)
  world.counts.erase++
  await addPersons(tx, world, group, { phones, cards, visitors: component.length - members.length })
}

const pointSource = account({ unit: 'POINT', purpose: 'source', owner: 'check', floor: null })
/** Each person has an account of their own, for good: only reading adds them up. */
export const pointsOf = (personId: string) =>
  account({ unit: 'POINT', purpose: 'points', owner: personId, floor: 0 })

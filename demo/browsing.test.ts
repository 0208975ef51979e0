import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreesToProfiling } from './agrees.ts'
import { planBrowsing } from './browsing.ts'
import { readHistory, readProducts } from './history.ts'
import { planReplay } from './plan.ts'

const plan = planReplay(await readHistory(), await readProducts(), '2026-11-23')
const facts = planBrowsing(plan)

test('what was bought lately was looked at and put into the cart before, in one visit', () => {
  const recent = plan.orders.filter(({ placedAt }) => placedAt >= facts[0]!.happenedAt)
  const articles = recent.reduce(
    (sum, { lines }) => sum + new Set(lines.map((l) => l.skuId)).size,
    0,
  )
  const count = (kind: string) => facts.filter((fact) => fact.kind === kind).length
  assert.equal(count('visited'), recent.length)
  assert.equal(count('viewed'), articles)
  assert.equal(count('added'), articles)
  assert.equal(new Set(facts.map(({ id }) => id)).size, facts.length)
  assert.ok(articles > 80_000 && facts.length < 300_000)
  const byId = new Map(facts.map((fact) => [fact.id, fact]))
  assert.deepEqual(new Map(planBrowsing(plan).map((fact) => [fact.id, fact])), byId)
})

test('a visit is kept under a member only who agreed, and comes before its order', () => {
  const members = new Set(plan.members.map(({ id }) => id))
  const known = new Set(facts.map(({ personId }) => personId).filter((id) => members.has(id)))
  assert.ok(known.size > 1_000)
  for (const id of known) assert.ok(agreesToProfiling(id))
  const placed = Map.groupBy(plan.orders, ({ memberId }) => memberId)
  for (const { personId, happenedAt } of facts) {
    if (!known.has(personId)) continue
    const next = placed.get(personId)!.find(({ placedAt }) => placedAt > happenedAt)
    assert.ok(next && next.placedAt.getTime() - happenedAt.getTime() < 3_600_000)
  }
})

/** Whether the database says of everybody what the model says, and what a rebuild from nothing says. */
import { balancesOf } from '#ledger/balance.ts'
import { sql } from '#platform/db.ts'
import type { Db } from '#platform/db.ts'
import { rebuildAliases } from '#pool/identity/alias.ts'
import { forgetAllProfiles } from '#pool/profile/keep-profiles.ts'
import { tagsOf } from '#pool/profile/tags.ts'
import { forgetClosed } from '#pool/rights/forget-closed.ts'
import { followFacts, followFactsName } from '#pool/segment/follow-facts.ts'
import { consume } from '#platform/consumers.ts'
import { followOrders } from '#traffic/attribution/follow-orders.ts'
import { keepCredit, rebuildCredit } from '#traffic/attribution/keep-credit.ts'
import { followSignIns } from '#traffic/consumers.ts'
import { horizonPassed } from '../horizon.ts'
import { componentsOf, deedsOf, representativeIn } from './humans.ts'
import type { Humans } from './humans.ts'
import { pointsOf } from './steps.ts'

export type Difference = { what: string; of: string; kept: unknown; expected: unknown }

/** Facts into sums, visits and orders into stories, until nothing is left. */
export async function settle(db: Db, now: Date): Promise<void> {
  await forgetClosed(db, now) // as the job does every few seconds
  await horizonPassed(db)
  while ((await followFacts(db, now)) > 0);
  for (const consumer of [followSignIns, followOrders])
    while ((await consume(db, consumer, now)) > 0);
  while ((await keepCredit(db)) > 0);
}

type Sums = { orders: number; paidFen: number }

export async function compare(db: Db, humans: Humans[], now: Date): Promise<Difference[]> {
  const differences: Difference[] = []
  const note = (what: string, of: string, kept: unknown, expected: unknown) => {
    if (JSON.stringify(kept) !== JSON.stringify(expected))
      differences.push({ what, of, kept, expected })
  }
  const aliases = await db<{ personId: string; representativeId: string }>`
    select person_id, representative_id from pool.alias`
  const standsFor = new Map(aliases.map((row) => [row.personId, row.representativeId]))
  const profiles = await db<Sums & { memberId: string }>`
    select member_id, orders, paid_fen from pool.profile`
  const profileOf = new Map(profiles.map((row) => [row.memberId, row]))
  const expectedAliases = new Set<string>()
  const expectedProfiles = new Set<string>()
  const credited = await readCredited(db)
  const components = humans.flatMap((some) =>
    componentsOf(some).map((component) => ({ humans: some, component })),
  )
  for (const { humans: some, component } of components) {
    const representative = representativeIn(some, component)
    for (const person of component) {
      const stands = component.length > 1 ? representative : undefined
      note('representative', person, standsFor.get(person), stands)
      if (stands) expectedAliases.add(person)
    }
    const { orders, paidFen } = deedsOf(some, component)
    const profile = profileOf.get(representative)
    const kept = [profile?.orders ?? 0, profile?.paidFen ?? 0]
    note('orders and money', representative, kept, [orders.length, paidFen])
    note('credited to channels', representative, credited.get(representative) ?? 0, paidFen)
    if (orders.length > 0) expectedProfiles.add(representative)
  }
  note('persons with an alias', 'all', standsFor.size, expectedAliases.size)
  const bought = profiles.filter(({ orders }) => orders > 0).length
  note('profiles with orders', 'all', bought, expectedProfiles.size)
  await compareReading(db, components, now, note)
  return differences
}

/** What the channels of each human are given for what it bought: all of it. */
async function readCredited(db: Db): Promise<Map<string, number>> {
  const rows = await db<{ personId: string; fen: number }>`
    select person_id, round(sum(amount_fen * last_ppm) / 1000000)::bigint as fen from traffic.credit
    where window_days = 30 group by person_id`
  return new Map(rows.map((row) => [row.personId, row.fen]))
}

/** Tags and balances are read together, from what each person has. Every tenth human. */
async function compareReading(
  db: Db,
  components: { humans: Humans; component: string[] }[],
  now: Date,
  note: (what: string, of: string, kept: unknown, expected: unknown) => void,
): Promise<void> {
  for (const { humans, component } of components.filter((_, n) => n % 10 === 0)) {
    const { tags, points } = deedsOf(humans, component)
    const kept = (await tagsOf(db, component, now)).map((one) => one.tag)
    note('tags', component[0]!, kept.toSorted(), [...tags].toSorted())
    const accounts = component.map(pointsOf)
    const balances = await balancesOf(db, { book: 'main', accounts, now })
    const sum = balances.reduce((total, { posted }) => total + posted, 0)
    note('points', component[0]!, sum, points)
  }
}

/** Everything that is a sum is thrown away and made anew; nothing may differ from what was kept. */
export async function compareWithRebuild(db: Db, now: Date): Promise<Difference[]> {
  const before = await readProjections(db)
  await rebuildAliases(db)
  await db.begin(async (tx) => {
    await forgetAllProfiles(tx)
    await tx`truncate pool.activity_day, pool.activity_total, pool.due, pool.stale_person`
    await tx`
      update platform.consumer set generation = 0, txid = '0', event_id = 0
      where name = ${followFactsName}`
  })
  await settle(db, now)
  await rebuildCredit(db, now)
  const after = await readProjections(db)
  return [...before].flatMap(([what, rows]) => {
    const anew = after.get(what)!
    const [kept, expected] = [
      rows.filter((row) => !anew.includes(row)),
      anew.filter((row) => !rows.includes(row)),
    ]
    return kept.length + expected.length === 0
      ? []
      : [{ what, of: 'a rebuild', kept: kept.slice(0, 3), expected: expected.slice(0, 3) }]
  })
}

const projections = {
  alias: sql`pool.alias`,
  profile: sql`pool.profile`,
  stages: sql`pool.stage_change`,
  activity: sql`pool.activity_day`,
  totals: sql`pool.activity_total`,
  reached: sql`traffic.reached`,
  paths: sql`traffic.path`,
  credit: sql`traffic.credit`,
}

async function readProjections(db: Db): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>()
  for (const [what, table] of Object.entries(projections)) {
    const rows = await db<{
      row: string
    }>`select kept::text as row from ${table} as kept order by 1`
    all.set(
      what,
      rows.map(({ row }) => row),
    )
  }
  return all
}

/** A shop that takes facts, for tests: two products, and members with or without consent. */
import { randomBytes, randomUUID, randomUUIDv7 } from 'node:crypto'
import type { Db } from '#platform/db.ts'
import { routesOf } from '#platform/route.ts'
import { openSession } from '#platform/sessions.ts'
import { createVault } from '#platform/vault.ts'
import { testApp } from '#test/app.ts'
import { giveConsent } from '../attention/consent.ts'
import { enrolMembers } from '../enrol.ts'
import type { NewFact } from './fact.ts'
import { createFactIntake } from './intake.ts'
import type { IntakeOptions } from './intake.ts'
import * as routes from './routes.ts'

export const now = new Date('2026-11-20T04:00:00Z')
export const cup = '019aa3f0-0000-7000-8000-00000000c0b0'
export const lamp = '019aa3f0-0000-7000-8000-00000000a0b0'
const topics = [
  { productId: cup, topic: 'kitchen' },
  { productId: lamp, topic: 'lighting' },
]

export async function factApp(db: Db, options: Partial<IntakeOptions> = {}) {
  const vault = createVault(randomBytes(32))
  const findTopics = async (ids: string[]) => topics.filter((one) => ids.includes(one.productId))
  const factIntake = createFactIntake(db, { findTopics, ...options })
  const app = await testApp({ db, routes: routesOf(routes), services: { vault, factIntake }, now })
  const member = async ({ consents }: { consents: boolean }) => {
    const memberId = randomUUIDv7()
    const { token } = await db.begin(async (tx) => {
      await enrolMembers(tx, vault, [{ memberId, createdAt: now }])
      return openSession(tx, { kind: 'member', actorId: memberId, now })
    })
    if (consents)
      await db.begin((tx) =>
        giveConsent(tx, {
          personId: memberId,
          purpose: 'profiling',
          channel: 'all',
          how: 'shop',
          now,
        }),
      )
    const browser = app.browser()
    browser.cookies.set('tessera_member', token)
    return { memberId, browser }
  }
  return Object.assign(app, { vault, factIntake, member })
}

export const viewed = (happenedAt: Date = now, more: object = {}) => ({
  id: randomUUID() as string,
  kind: 'viewed',
  happenedAt: happenedAt.toISOString(),
  productId: cup,
  ...more,
})

export const aFact = (fact: Partial<NewFact> = {}): NewFact => ({
  personId: randomUUIDv7(),
  happenedAt: now,
  id: randomUUID(),
  kind: 'visited',
  topic: '',
  objectId: null,
  amountFen: null,
  quantity: null,
  ...fact,
})

export type Row = { personId: string; kind: string; topic: string; objectId: string | null }

export const rowsOf = (db: Db) => db<Row>`
  select person_id, kind, topic, object_id, quantity, amount_fen from pool.fact
  order by person_id, happened_at, id`

/**
 * Takes facts from browsers: many calls in one transaction, and no more waiting than fits in memory.
 * Who comes when it is full is told to come again, and keeps the facts meanwhile.
 */
import { createBatcher } from '#platform/batcher.ts'
import type { Batcher } from '#platform/batcher.ts'
import type { Db } from '#platform/db.ts'
import { mayProfile } from '../attention/consent.ts'
import { readBrowserFact } from './browser-fact.ts'
import type { BrowserFact, FactRefusal } from './browser-fact.ts'
import type { NewFact } from './fact.ts'
import { createTopics } from './topics.ts'
import type { FindTopics } from './topics.ts'
import { factsPerTransaction, writeFacts } from './write-facts.ts'

/** One call of one browser. */
export type Telling = {
  visitorId: string
  /** Who is signed in. */
  memberId: string | null
  facts: { index: number; fact: BrowserFact }[]
  now: Date
}
export type Refused = { index: number; code: FactRefusal }

/** Facts that may wait: they take about 40 MB, and are written in a few seconds. */
const waitingMax = 60_000

export type FactIntake = Batcher<Telling, Refused[]>

export type IntakeOptions = {
  findTopics: FindTopics
  onBatch?: (size: number) => void
  waitingMax?: number
}

/** Answers each call, once its facts are durable, with those that were not taken. */
export function createFactIntake(db: Db, options: IntakeOptions): FactIntake {
  const topics = createTopics(options.findTopics)
  return createBatcher<Telling, Refused[]>({
    run: (tellings) => writeTellings(db, tellings, topics),
    commandsMax: factsPerTransaction,
    weightOf: ({ facts }) => facts.length,
    inFlightMax: 2,
    waitingMax: options.waitingMax ?? waitingMax,
    ...(options.onBatch && { onBatch: options.onBatch }),
  })
}

/** Sorts out what cannot be a fact, whatever the database knows. */
export function sortOut(
  values: unknown[],
  now: Date,
): Pick<Telling, 'facts'> & { refused: Refused[] } {
  const facts: Telling['facts'] = []
  const refused: Refused[] = []
  values.forEach((value, index) => {
    const read = readBrowserFact(value, now)
    if (typeof read === 'string') refused.push({ index, code: read })
    else facts.push({ index, fact: read })
  })
  return { facts, refused }
}

type Known = {
  topics: Map<string, string>
  consenting: Set<string>
  /** `member message` */
  messages: Set<string>
}

async function writeTellings(
  db: Db,
  tellings: Telling[],
  findTopics: (productIds: Set<string>, now: Date) => Promise<Map<string, string>>,
): Promise<Refused[][]> {
  const now = tellings.at(-1)!.now
  const productIds = new Set<string>()
  for (const { facts } of tellings)
    for (const { fact } of facts) if ('productId' in fact) productIds.add(fact.productId)
  const memberIds = [...new Set(tellings.flatMap(({ memberId }) => memberId ?? []))]
  const [topics, consenting, messages] = await Promise.all([
    findTopics(productIds, now),
    memberIds.length === 0 ? new Set<string>() : mayProfile(db, memberIds),
    findMessages(db, tellings),
  ])
  const known = { topics, consenting, messages }
  const facts: NewFact[] = []
  const refused = tellings.map((telling) =>
    telling.facts.flatMap(({ index, fact }) => {
      const code = whyNotTake(fact, telling, known)
      if (code) return [{ index, code }]
      facts.push(factOf(fact, telling, known))
      return []
    }),
  )
  await db.begin((tx) => writeFacts(tx, facts, now))
  return refused
}

/** Why this fact is not taken, or null when it is. */
function whyNotTake(
  fact: BrowserFact,
  { memberId }: Pick<Telling, 'memberId'>,
  { topics, consenting, messages }: Known,
): FactRefusal | null {
  if ('productId' in fact && !topics.has(fact.productId)) return 'unknown_product'
  if (fact.kind !== 'opened') return null
  if (!memberId || !messages.has(`${memberId} ${fact.messageId}`)) return 'unknown_message'
  // Under the visitor's id the message would tell whose browser it is.
  return consenting.has(memberId) ? null : 'no_consent'
}

/** Under the member's id only with consent; the visitor's names nobody. */
function factOf(fact: BrowserFact, { visitorId, memberId }: Telling, known: Known): NewFact {
  return {
    personId: memberId && known.consenting.has(memberId) ? memberId : visitorId,
    happenedAt: new Date(fact.happenedAt),
    id: fact.id,
    kind: fact.kind,
    topic: 'productId' in fact ? known.topics.get(fact.productId)! : '',
    objectId: 'productId' in fact ? fact.productId : fact.kind === 'opened' ? fact.messageId : null,
    amountFen: null,
    quantity: fact.kind === 'added' ? fact.quantity : null,
  }
}

async function findMessages(db: Db, tellings: Telling[]): Promise<Set<string>> {
  const opened = tellings.flatMap(({ memberId, facts }) =>
    facts.flatMap(({ fact }) =>
      memberId && fact.kind === 'opened' ? [{ memberId, messageId: fact.messageId }] : [],
    ),
  )
  if (opened.length === 0) return new Set()
  const rows = await db<{ memberId: string; id: string }>`
    select message.member_id, message.id
    from unnest(${opened.map((one) => one.memberId)}::uuid[],
      ${opened.map((one) => one.messageId)}::uuid[]) as told (member_id, id)
    join pool.message on message.member_id = told.member_id and message.id = told.id`
  return new Set(rows.map(({ memberId, id }) => `${memberId} ${id}`))
}

declare module '#platform/route.ts' {
  interface Services {
    factIntake: FactIntake
  }
}

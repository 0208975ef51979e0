/** A batch of sends, decided and written together: load, refuse, take from the budget, write. */
import { findPosted } from '#ledger/balance.ts'
import type { Chain, ChainResult } from '#ledger/chain.ts'
import { postChains } from '#ledger/post.ts'
import { dayOf, startOfDay } from '#platform/clock.ts'
import { Outdated } from '#platform/db.ts'
import type { Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { holdConsents, mayMessage } from './consent.ts'
import { nextTry } from './defer.ts'
import { keyOf } from './key.ts'
import { findRecipients } from './recipients.ts'
import type { Recipient } from './recipients.ts'
import { isQuiet } from './quiet.ts'
import { budgetOf, findSettings, houseQuiet } from './settings.ts'
import type { Settings } from './settings.ts'
import type { Refused, Send, SendResult } from './send.ts'
import { bookOf, carryChain, grantChain, mondayOf, spendChain, windowsOf } from './window.ts'
import type { Budget, Window } from './window.ts'
import { findSent, findSentForOthers, writeDeliveries, writeOutcomes } from './write-sends.ts'
import { idOf } from '../inbox.ts'

/** A send with all that was read for it. */
type Wanted = { send: Send; to: Recipient; windows: Window[] }

/**
 * One result per send, in order; all of one day in China. What is left in the windows is
 * read first, because most of what is refused is refused for that; who seems to have some left is
 * decided by the ledger.
 */
export async function sendBatch(tx: Tx, vault: Vault, sends: Send[]): Promise<SendResult[]> {
  const now = sends[0]!.at
  const book = bookOf(now)
  const memberIds = sends.map((send) => send.memberId)
  const [sent, settings, recipients, may] = await Promise.all([
    findSent(tx, sends),
    findSettings(tx),
    findRecipients(tx, vault, memberIds, now),
    mayMessage(tx, sends),
  ])
  const results = new Map<string, SendResult>(sent)
  const budget = budgetOf(settings)
  const wanted: Wanted[] = []
  const seen = new Set(sent.keys())
  sends.forEach((send, index) => {
    if (seen.has(keyOf(send))) return
    seen.add(keyOf(send))
    const to = recipients.get(send.memberId)!
    const refusal = whyNot(send, to, may[index]!, settings)
    if (refusal) results.set(keyOf(send), refuse(send, refusal, to, settings))
    else wanted.push({ send, to, windows: windowsOf({ ...send, ownerId: to.ownerId }, budget) })
  })
  const decided = await take(tx, book, budget, wanted, now)
  const again = new Map(
    await findSent(
      tx,
      wanted.filter((_, index) => decided[index] === 'known').map(({ send }) => send),
    ),
  )
  const delivered: { send: Send; to: Recipient; messageId: string }[] = []
  wanted.forEach(({ send, to }, index) => {
    const outcome = decided[index]!
    if (outcome === 'known') results.set(keyOf(send), again.get(keyOf(send))!)
    else if (outcome !== 'taken') results.set(keyOf(send), refuse(send, outcome, to, settings))
    else {
      const messageId = idOf({ happenedAt: send.at, version: 0 })
      delivered.push({ send, to, messageId })
      results.set(keyOf(send), { outcome: 'delivered', messageId, fresh: true })
    }
  })
  await writeDeliveries(tx, delivered, now)
  await writeOutcomes(tx, sends, results)
  await holdStill(tx, delivered)
  return asTold(sends, results, sent)
}

/** The first send of an id is fresh; the same id again in the batch hears what became of it. */
function asTold(sends: Send[], results: Map<string, SendResult>, sent: Map<string, SendResult>) {
  const told = new Set(sent.keys())
  return sends.map((send) => {
    const key = keyOf(send)
    const result = results.get(key)!
    const isFirst = !told.has(key)
    told.add(key)
    return result.outcome === 'delivered' && !isFirst ? { ...result, fresh: false } : result
  })
}

/** All reasons but the budget, which only the ledger can tell. */
export function whyNot(
  send: Pick<Send, 'at' | 'channel'>,
  to: Recipient,
  hasConsent: boolean,
  settings: Settings,
): Refused | null {
  if (to.isClosed) return 'closed'
  if (!to.isMember || !to.reaches.has(send.channel)) return 'unreachable'
  if (to.isMinor) return 'minor'
  if (!hasConsent) return 'no_consent'
  if (quietOf(to, settings).some((hours) => isQuiet(send.at, hours))) return 'quiet_hours'
  return null
}

/** The member's own, and the house's for who chose none. */
export const quietOf = (to: Recipient, settings: Settings) =>
  to.quiet.length > 0 ? to.quiet : [houseQuiet(settings)]

function refuse(send: Send, reason: Refused, to: Recipient, settings: Settings): SendResult {
  const waits = reason === 'quiet_hours' || reason === 'over_budget'
  if (waits && send.deferUntil) {
    const until = nextTry(send.at, reason, quietOf(to, settings))
    if (until <= send.deferUntil) return { outcome: 'deferred', until, reason }
  }
  return { outcome: 'refused', reason }
}

/** Takes a unit of each window, all of a send or none: nothing gets past the floor. */
async function take(
  tx: Tx,
  book: string,
  budget: Budget,
  wanted: Wanted[],
  now: Date,
): Promise<Outcome[]> {
  const posted = await findPosted(tx, { book, accountIds: idsOf(wanted) })
  const isSpent = ({ account, grant }: Window) => (posted.get(account.id) ?? grant) <= 0
  const seems = wanted.filter((one) => !one.windows.some(isSpent))
  if (seems.length === 0) return wanted.map(() => 'over_budget')

  const carried = await findCarried(tx, budget, seems, now)
  const windows = [...seems, ...carried].flatMap((one) => one.windows)
  const opening = windows.filter(({ account, grant }) => grant > 0 && !posted.has(account.id))
  const before = unique([
    ...opening.map((window) => grantChain(book, window)),
    ...carried.flatMap((one) => one.windows.map((window) => carryChain(book, one, window))),
  ])
  const chains = seems.map((one) => spendChain(book, one.send, one.windows))
  const results = (await postChains(tx, [...before, ...chains], now)).slice(before.length)

  const outcomes = new Map<Wanted, Outcome>()
  seems.forEach((one, index) => outcomes.set(one, outcomeOf(results[index]!)))
  return wanted.map((one) => outcomes.get(one) ?? 'over_budget')
}

/**
 * Account and consent of whoever gets something are held until this is durable, and are still what they
 * were: a withdrawal that is heard meanwhile waits for no more than the commit, and one that was heard
 * before makes the batch decide again. So this comes last, after all that takes time.
 */
async function holdStill(tx: Tx, delivered: { send: Send; to: Recipient }[]): Promise<void> {
  if (delivered.length === 0) return
  const open = await tx`
    select from pool.member
    where id = any(${delivered.map(({ send }) => send.memberId)}::uuid[]) and closed_at is null
    order by id for share`
  const may = await holdConsents(
    tx,
    delivered.map(({ send, to }) => ({ ...send, personIds: to.personIds })),
  )
  const members = new Set(delivered.map(({ send }) => send.memberId)).size
  if (open.length < members || !may.every(Boolean))
    throw new Outdated('an account or a consent ended meanwhile')
}

/** `known`: another batch sent the same id a moment ago. */
type Outcome = 'taken' | 'known' | Refused

function outcomeOf(result: ChainResult): Outcome {
  if (result.ok) return result.fresh ? 'taken' : 'known'
  return result.reason === 'id_reused' ? 'known' : 'over_budget'
}

const idsOf = (wanted: Wanted[]) => [
  ...new Set(wanted.flatMap((one) => one.windows.map((window) => window.account.id))),
]

const unique = (chains: Chain[]) => [...new Map(chains.map((one) => [one.id, one])).values()]

/**
 * What a member was sent while somebody else's windows paid, because nobody knew yet that both are one
 * human: it counts here as well, so that being merged gives nobody a second budget.
 */
async function findCarried(tx: Tx, budget: Budget, wanted: Wanted[], now: Date) {
  const to = wanted.map((one) => one.to)
  const earlier = await findSentForOthers(tx, to, startOfDay(mondayOf(dayOf(now))))
  return earlier.map(({ ownerId, sentAt, ...send }) => {
    const all = windowsOf({ ownerId, class: send.class, at: sentAt }, budget)
    const isToday = dayOf(sentAt) === dayOf(now)
    return { ...send, windows: all.filter(({ isOfDay }) => isToday || !isOfDay) }
  })
}

/**
 * A member's attention in the ledger: so many units for a day in China, for a week from Monday, and for
 * each class of senders in a day. An account is made with its grant when the first message wants one,
 * and its floor is the cap. A week's accounts stand in a book of their own.
 */
import { account } from '#ledger/chain.ts'
import type { Account, Chain } from '#ledger/chain.ts'
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import type { SenderClass } from './classes.ts'

const unit = 'ATTENTION'

export type Budget = { perDay: number; perWeek: number; shares: ReadonlyMap<SenderClass, number> }

/** The Monday of the week of a day, both as YYYY-MM-DD. */
export function mondayOf(day: string): string {
  const noon = addMs(startOfDay(day), dayMs / 2)
  const sinceMonday = (noon.getUTCDay() + 6) % 7
  return dayOf(addMs(noon, -sinceMonday * dayMs))
}

export const bookOf = (at: Date) => `attention/${mondayOf(dayOf(at))}`

export type Window = { account: Account; spent: Account; grant: number; isOfDay: boolean }

/** What a message of that class takes one unit of: the member's day, week, and share of the class. */
export function windowsOf(
  of: { ownerId: string; class: SenderClass; at: Date },
  budget: Budget,
): Window[] {
  const { ownerId, class: sender, at } = of
  const day = dayOf(at)
  const window = (purpose: string, time: string, grant: number): Window => ({
    account: account({ unit, purpose, owner: `${ownerId}:${time}`, floor: 0 }),
    spent: account({ unit, purpose: spentOf(purpose), owner: `${sender}:${day}`, floor: null }),
    grant,
    isOfDay: purpose !== 'week',
  })
  return [
    window('day', day, budget.perDay),
    window('week', mondayOf(day), budget.perWeek),
    window(`share_${sender}`, day, budget.shares.get(sender) ?? 0),
  ]
}

const spentOf = (purpose: string) =>
  purpose.startsWith('share_') ? 'spent_share' : `spent_${purpose}`

/** Where a day's deliveries of a class are summed. */
export const spentAccount = (sender: SenderClass, day: string) =>
  account({ unit, purpose: 'spent_day', owner: `${sender}:${day}`, floor: null })

/** Once per window, whoever comes first; with other terms it is refused, and the first ones stand. */
export function grantChain(book: string, window: Window): Chain {
  const source = account({ unit, purpose: 'source', owner: 'house', floor: null })
  return {
    book,
    id: `grant:${window.account.id}`,
    reference: window.account.owner,
    transfers: [{ kind: 'post', from: source, to: window.account, amount: window.grant }],
  }
}

/** Takes one unit of each window, or none of any. */
export function spendChain(
  book: string,
  send: { memberId: string; id: string; at: Date },
  windows: Window[],
) {
  return {
    book,
    id: spendChainId(send),
    reference: send.memberId,
    transfers: windows.map(({ account: from, spent: to }) => takeOne(from, to)),
    at: send.at,
  } satisfies Chain
}

/**
 * Takes from a window what another person, who is the same human, was sent before they were known to
 * be one: once per window and message, and as far as there is something left.
 */
export function carryChain(book: string, send: { memberId: string; id: string }, window: Window) {
  return {
    book,
    id: `carry:${window.account.id}:${spendChainId(send)}`,
    reference: window.account.owner,
    transfers: [takeOne(window.account, spentBefore)],
  } satisfies Chain
}

const spentBefore = account({ unit, purpose: 'spent_before', owner: 'house', floor: null })

const spendChainId = ({ memberId, id }: { memberId: string; id: string }) =>
  `send:${memberId}:${id}`

const takeOne = (from: Account, to: Account) => ({ kind: 'post' as const, from, to, amount: 1 })

/**
 * Rewards for invitations: points for a newcomer who bought, kept it, and is real. They come from the
 * newcomer's own first completed order alone, after its return window and some days more, so often a
 * month, and are taken back when the money is given back after all (rules.md M-03, M-05).
 */
import { balancesOf } from '#ledger/balance.ts'
import { account } from '#ledger/chain.ts'
import type { Chain } from '#ledger/chain.ts'
import { postChains } from '#ledger/post.ts'
import { dayOf } from '#platform/clock.ts'
import { sql } from '#platform/db.ts'
import type { Db, Tx } from '#platform/db.ts'
import { factIdOf } from '#pool/facts/fact-id.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { representativesOf } from '#pool/identity/representative.ts'
import { pointSource, pointsBook, pointsOf } from '#pool/points.ts'
import { readKeptFen } from '#trade/order-facts.ts'
import { acceptableReasons } from './accept-invite.ts'
import { isSamePerson } from './invite.ts'
import type { InviteReason } from './invite.ts'

export type Bought = { memberId: string; orderId: string; at: Date }

/** A newcomer paid for the first time: the inviter has brought somebody who buys. */
export async function noteBought(tx: Tx, orders: Bought[], now: Date): Promise<void> {
  for (const { memberId, at } of orders) {
    const [invite] = await tx<{ inviterId: string }>`
      update traffic.invite set state = 'bought' where newcomer_id = ${memberId} and state = 'joined'
      returning inviter_id`
    if (!invite) continue
    const fact = {
      personId: invite.inviterId,
      happenedAt: at,
      id: factIdOf('invited', memberId),
      kind: 'invited' as const,
      topic: '',
      objectId: null, // whose order it was is the newcomer's affair
      amountFen: null,
      quantity: null,
    }
    await writeFacts(tx, [fact], now)
  }
}

/**
 * The first order of a newcomer that is completed is what the reward waits for. Under a suspicion it is
 * kept as well: staff may set that aside.
 */
export async function noteCompleted(tx: Tx, orders: Bought[]): Promise<void> {
  for (const { memberId, orderId, at } of orders)
    await tx`
      update traffic.invite set order_id = ${orderId},
        state = case when state = 'refused' then state else 'waiting' end,
        due_at = ${at}::timestamptz + make_interval(days => terms.return_days + terms.cooling_days)
      from traffic.invite_terms as terms
      where newcomer_id = ${memberId} and order_id is null and terms.id = terms_id
        and (state in ('joined', 'bought')
          or state = 'refused' and reason = any(${[...acceptableReasons]}::text[]))`
}

type Invite = {
  newcomerId: string
  inviterId: string
  visitorId: string
  state: string
  orderId: string
  points: number
  rewardPoints: number
  monthMax: number
  realisedMinFen: number
  invitedAt: Date
  acceptedBy: string | null
}

const inviteColumns = sql`newcomer_id, inviter_id, visitor_id, state, order_id, points,
  reward_points, month_max, realised_min_fen, invited_at, accepted_by`

const dueAtOnce = 100

/** Decides the rewards that are due; answers how many. */
export async function rewardInvites(db: Db, now: Date): Promise<number> {
  const due = await db<{ newcomerId: string }>`
    select newcomer_id from traffic.invite where state = 'waiting' and due_at <= ${now}
    order by due_at limit ${dueAtOnce}`
  for (const { newcomerId } of due) await db.begin((tx) => decideReward(tx, newcomerId, now))
  return due.length
}

async function decideReward(tx: Tx, newcomerId: string, now: Date): Promise<void> {
  const [invite] = await tx<Invite>`
    select ${inviteColumns}
    from traffic.invite join traffic.invite_terms as terms on terms.id = terms_id
    where newcomer_id = ${newcomerId} and state = 'waiting' and due_at <= ${now}
    for update of invite skip locked`
  if (!invite) return
  if (!(await isRealised(tx, invite))) return waitForAnother(tx, newcomerId)
  const reason = await whyNotReward(tx, invite)
  if (reason) return refuse(tx, newcomerId, reason, now)
  const isRewarded = await grant(tx, invite, now)
  if (!isRewarded) return refuse(tx, newcomerId, 'month_max', now)
  await tx`
    update traffic.invite set state = 'rewarded', points = ${invite.rewardPoints}, decided_at = ${now}
    where newcomer_id = ${newcomerId}`
}

async function isRealised(tx: Tx, { orderId, realisedMinFen }: Invite): Promise<boolean> {
  const kept = (await readKeptFen(tx, [orderId])).get(orderId) ?? 0
  return kept > 0 && kept >= realisedMinFen
}

/** The order was given back: a later one may count. */
async function waitForAnother(tx: Tx, newcomerId: string): Promise<void> {
  await tx`
    update traffic.invite set state = 'bought', order_id = null, due_at = null
    where newcomer_id = ${newcomerId}`
}

async function refuse(tx: Tx, newcomerId: string, reason: InviteReason, now: Date): Promise<void> {
  await tx`
    update traffic.invite set state = 'refused', reason = ${reason}, decided_at = ${now}
    where newcomer_id = ${newcomerId}`
}

async function whyNotReward(tx: Tx, invite: Invite): Promise<InviteReason | null> {
  const { inviterId, newcomerId, visitorId, invitedAt, acceptedBy } = invite
  if (await isSamePerson(tx, [inviterId, newcomerId, visitorId])) return 'same_person'
  if (acceptedBy) return null
  const [visit] = await tx<{ verdict: string }>`
    select verdict from traffic.visit where person_id = ${visitorId} and at = ${invitedAt}
      and inviter_id = ${inviterId}`
  return visit?.verdict === 'real' ? null : 'not_real'
}

/** How many rewards an inviter may still have in a month: units of the ledger, granted with the first. */
const allowance = (month: string, owner: string) => {
  const unit = `INVITE_REWARD:${month}`
  const of = (purpose: string, floor: number | null, whose: string) =>
    account({ unit, purpose, owner: whose, floor })
  return {
    source: of('source', null, month),
    left: of('allowance', 0, owner),
    used: of('used', null, month),
  }
}

const rewardChainId = (newcomerId: string) => `invite_reward:${newcomerId}`

/** Points and one of the month's rewards in one chain, or neither. False: the month is used up. */
async function grant(tx: Tx, invite: Invite, now: Date): Promise<boolean> {
  const { inviterId, newcomerId, rewardPoints, monthMax } = invite
  if (rewardPoints === 0) return true
  if (monthMax === 0) return false
  const month = dayOf(now).slice(0, 7)
  // Persons who are one human share their month.
  const owner = (await representativesOf(tx, [inviterId])).get(inviterId)!
  const { source, left, used } = allowance(month, owner)
  const chains: Chain[] = [
    {
      book: pointsBook,
      id: `invite_month:${month}:${owner}`,
      reference: owner,
      transfers: [{ kind: 'post', from: source, to: left, amount: monthMax }],
    },
    {
      book: pointsBook,
      id: rewardChainId(newcomerId),
      reference: inviterId,
      transfers: [
        { kind: 'post', from: left, to: used, amount: 1 },
        {
          kind: 'post',
          from: pointSource('invite'),
          to: pointsOf(inviterId),
          amount: rewardPoints,
        },
      ],
    },
  ]
  // The month was granted before, perhaps under other terms: then it stays as it was.
  const [, reward] = await postChains(tx, chains, now)
  if (reward!.ok) return true
  if (reward!.reason === 'insufficient') return false
  throw new Error(`reward of ${newcomerId}: ${reward!.reason}`)
}

/** Money went back: a reward that it carried is taken back, as far as its points are still there. */
export async function noteRefunded(tx: Tx, orderIds: string[], now: Date): Promise<void> {
  const invites = await tx<Invite>`
    select ${inviteColumns}
    from traffic.invite join traffic.invite_terms as terms on terms.id = terms_id
    where order_id = any(${[...new Set(orderIds)]}::uuid[]) and state in ('waiting', 'rewarded')
    order by newcomer_id for update of invite`
  const reversed: Invite[] = []
  for (const invite of invites) {
    if (await isRealised(tx, invite)) continue
    if (invite.state === 'waiting') await waitForAnother(tx, invite.newcomerId)
    else reversed.push(invite)
  }
  await reverse(tx, reversed, now)
}

async function reverse(tx: Tx, invites: Invite[], now: Date): Promise<void> {
  if (invites.length === 0) return
  const accounts = invites.map(({ inviterId }) => pointsOf(inviterId))
  const balances = await balancesOf(tx, { book: pointsBook, accounts, now })
  const left = new Map(invites.map(({ inviterId }, i) => [inviterId, balances[i]!.available]))
  const chains: Chain[] = []
  for (const { newcomerId, inviterId, points } of invites) {
    const taken = Math.min(points, left.get(inviterId)!)
    left.set(inviterId, left.get(inviterId)! - taken)
    await tx`
      update traffic.invite set state = 'reversed', reason = 'given_back', points = ${points - taken},
        decided_at = ${now}
      where newcomer_id = ${newcomerId}`
    const [from, to] = [pointsOf(inviterId), pointSource('invite')]
    if (taken > 0)
      chains.push({
        book: pointsBook,
        id: `reverse:${rewardChainId(newcomerId)}`,
        reference: inviterId,
        transfers: [{ kind: 'post', from, to, amount: taken }],
      })
  }
  if (chains.length === 0) return
  const refused = (await postChains(tx, chains, now)).find((result) => !result.ok)
  // Points were spent between the look and the lock: the event is read again.
  if (refused) throw new Error('a reward could not be taken back yet')
}

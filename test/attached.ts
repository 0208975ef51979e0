/** Members with channels, touches and purchases of nine months, for tests of what they add up to. */
import { randomUUIDv7 } from 'node:crypto'
import { addMs, dayMs, dayOf } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { randomFrom } from '#insight/anchor/measure.ts'
import { giveConsent } from '#pool/attention/consent.ts'
import { enrolMembers } from '#pool/enrol.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { followFacts } from '#pool/segment/follow-facts.ts'
import { keepCredit } from '#traffic/attribution/keep-credit.ts'
import { addChannel } from '#traffic/channel.ts'
import type { ChannelKind } from '#traffic/channel.ts'
import { tellSources } from '#traffic/claim.ts'
import { noteCosts } from '#traffic/cost.ts'
import { writeKnownVisits } from '#traffic/visit.ts'
import { horizonPassed } from './horizon.ts'

const sources: { name: string; kind: ChannelKind; weekFen: number }[] = [
  { name: '小红书种草', kind: 'opinion_leader', weekFen: 600_00 },
  { name: '搜索广告', kind: 'search', weekFen: 900_00 },
  { name: '门店二维码', kind: 'offline_code', weekFen: 0 },
  { name: 'Partner newsletter', kind: 'partner', weekFen: 150_00 },
]
const weeks = 40

/** Seeded: the same people and touches every time. Answers the channels' ids. */
export async function aPoolOfBuyers(
  db: Db,
  vault: Vault,
  of: { now: Date; members: number },
): Promise<string[]> {
  const { now, members } = of
  const random = randomFrom(26)
  const daysAgo = (days: number) => addMs(now, -days * dayMs)
  const channels = await db.begin(async (tx) => {
    const ids: string[] = []
    for (const { name, kind } of sources)
      ids.push((await addChannel(tx, { name, kind, ownerId: randomUUIDv7(), now })).id)
    return ids
  })
  // Weeks that cost more bring more people.
  const push = Array.from({ length: weeks }, () => 0.3 + 1.4 * random())
  await db.begin((tx) =>
    noteCosts(
      tx,
      push.flatMap((factor, week) =>
        sources.flatMap(({ weekFen }, i) =>
          weekFen === 0
            ? []
            : [
                {
                  channelId: channels[i]!,
                  campaignId: null,
                  day: dayOf(daysAgo(7 * (weeks - week) - 1)),
                  costFen: Math.round(weekFen * factor),
                  impressions: null,
                  clicks: null,
                },
              ],
        ),
      ),
      { by: randomUUIDv7(), now },
    ),
  )
  const people = Array.from({ length: members }, () => {
    const week = pick(push, random)
    const first = 7 * (weeks - week) - 7 * random()
    const gap = 12 + 100 * random()
    const endsAt = random() < 0.4 ? first * random() : 0
    const orders: { orderId: string; at: Date; fen: number }[] = []
    for (let day = first; day > Math.max(endsAt, 0.1); day -= gap * (0.5 + random()))
      orders.push({
        orderId: randomUUIDv7(),
        at: daysAgo(day),
        fen: Math.round(2_000 + 30_000 * random()),
      })
    const touches = Array.from({ length: Math.floor(4 * random()) }, (_, i) => ({
      at: daysAgo(first + 0.5 + 5 * i * random()),
      channelId: channels[Math.floor(channels.length * random() ** 1.3)]!,
    }))
    return {
      memberId: randomUUIDv7(),
      since: daysAgo(first + 1),
      orders: random() < 0.85 ? orders : [],
      touches,
    }
  })
  await db.begin(async (tx) => {
    await enrolMembers(
      tx,
      vault,
      people.map(({ memberId, since }) => ({ memberId, createdAt: since })),
    )
    for (const { memberId } of people.filter((_, i) => i % 3 === 0))
      await giveConsent(tx, {
        personId: memberId,
        purpose: 'marketing',
        channel: 'inbox',
        how: 'shop',
        now,
      })
    const none = { linkId: null, campaignId: null, source: '', medium: '', name: '', landing: '/' }
    await writeKnownVisits(
      tx,
      people.flatMap(({ memberId, touches }) =>
        touches.map((touch) => ({
          ...none,
          ...touch,
          personId: memberId,
          id: randomUUIDv7(),
          device: 'phone' as const,
          reasons: [],
        })),
      ),
    )
    await writeFacts(
      tx,
      people.flatMap(({ memberId, since, orders }) => [
        { ...fact(memberId, since), kind: 'signed_up' as const },
        ...orders.map(({ orderId, at, fen }) => ({
          ...fact(memberId, at),
          kind: 'paid' as const,
          objectId: orderId,
          amountFen: fen,
        })),
      ]),
      now,
    )
    const orders = people.flatMap(({ memberId, orders: own }) =>
      own.map((one) => ({ memberId, ...one })),
    )
    await tx`
      insert into traffic.conversion (member_id, order_id, paid_at, amount_fen, margin_fen)
      select member_id, order_id, at, fen, fen * 7 / 100
      from unnest(${orders.map((one) => one.memberId)}::uuid[],
        ${orders.map((one) => one.orderId)}::uuid[], ${orders.map((one) => one.at)}::timestamptz[],
        ${orders.map((one) => one.fen)}::bigint[]) as new (member_id, order_id, at, fen)`
    await tellSources(
      tx,
      people.map(({ memberId }) => memberId),
      now,
    )
  })
  await horizonPassed(db)
  while ((await followFacts(db, now)) > 0);
  while ((await keepCredit(db)) > 0);
  return channels
}

/** A place, the likelier the larger its weight. */
function pick(weights: number[], random: () => number): number {
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [i, weight] of weights.entries()) {
    rest -= weight
    if (rest < 0) return i
  }
  return weights.length - 1
}

const fact = (personId: string, happenedAt: Date) => ({
  personId,
  happenedAt,
  id: randomUUIDv7(),
  topic: '',
  objectId: null,
  amountFen: null,
  quantity: null,
})

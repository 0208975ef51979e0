/**
 * Where the demo's members came from: made, all of it, since the history does not know. A steady share
 * of members and of visitors who never bought came by five channels and their campaigns, and the days
 * cost what such clicks cost. The same plan gives the same traffic.
 */
import { addMs, dayMs, dayOf, hourMs } from '#platform/clock.ts'
import type { Tx } from '#platform/db.ts'
import { listStaff } from '#platform/staff.ts'
import { writeFacts } from '#pool/facts/write-facts.ts'
import { setSources } from '#pool/profile/set-source.ts'
import { addCampaign } from '#traffic/campaign.ts'
import type { RouteIn } from '#traffic/campaign.ts'
import { addChannel } from '#traffic/channel.ts'
import type { ChannelKind } from '#traffic/channel.ts'
import { claimVisits } from '#traffic/claim.ts'
import { noteCosts } from '#traffic/cost.ts'
import type { NewCost } from '#traffic/cost.ts'
import { setTerms } from '#traffic/invite-terms.ts'
import { addLink } from '#traffic/link.ts'
import { writeKnownVisits } from '#traffic/visit.ts'
import type { KnownVisit } from '#traffic/visit.ts'
import type { Program } from '../src/services.ts'
import { between, fraction, pick, stableId } from './chance.ts'
import type { PlannedMember } from './members.ts'
import { pieces } from './open-shop.ts'
import type { Plan } from './plan.ts'

type PlannedChannel = {
  name: string
  kind: ChannelKind
  /** How many of a hundred first touches, and of a hundred later ones. */
  share: number
  /** What a click costs at first, in fen, and how much more of it with each month, in percent. */
  clickFen: number
  dearerPercent: number
  /** Fake visits for each hundred of people. */
  fakePercent: number
}

const channels: PlannedChannel[] = [
  {
    name: '小红书笔记',
    kind: 'opinion_leader',
    share: 26,
    clickFen: 95,
    dearerPercent: 2,
    fakePercent: 4,
  },
  {
    name: '信息流广告',
    kind: 'paid_placement',
    share: 30,
    clickFen: 140,
    dearerPercent: 11,
    fakePercent: 22,
  },
  { name: '搜索广告', kind: 'search', share: 18, clickFen: 180, dearerPercent: 4, fakePercent: 6 },
  { name: '门店海报', kind: 'store', share: 14, clickFen: 30, dearerPercent: 0, fakePercent: 0 },
  {
    name: '合作公众号',
    kind: 'partner',
    share: 12,
    clickFen: 75,
    dearerPercent: 1,
    fakePercent: 1,
  },
]

type PlannedCampaign = {
  name: string
  route: RouteIn
  scene: string
  circle: string
  content: string
  /** By the places of their channels. */
  on: number[]
}

const campaigns: PlannedCampaign[] = [
  {
    name: '七天安心试用',
    route: 'trust',
    scene: '第一次听说我们，还不敢下单',
    circle: '常买家居小物的年轻家庭',
    content: '先用七天，不合适全额退，钱由支付机构保管',
    on: [1, 2],
  },
  {
    name: '手作人的一天',
    route: 'own_brand',
    scene: '睡前刷到的生活记录',
    circle: '爱手作、爱收纳的人',
    content: '一件小物从画稿到包装的笔记',
    on: [0, 4],
  },
  {
    name: '店里试过再带走',
    route: 'better_process',
    scene: '路过门店，正要送礼',
    circle: '门店三公里内的邻居',
    content: '扫码看全部花色，省去翻货架，送货到家',
    on: [3],
  },
  {
    name: '老物新用',
    route: 'own_brand',
    scene: '换季整理的周末',
    circle: '常买家居小物的年轻家庭',
    content: '把旧罐子变成花器的十个办法',
    on: [0, 1],
  },
]

type Way = { channelId: string; campaignId: string | null; linkId: string; of: PlannedChannel }

export async function addTraffic({ db }: Program, plan: Plan): Promise<void> {
  const staff = await listStaff(db, { limit: 20 })
  const by = staff.find(({ login }) => login === 'operations')!.staffId
  const ways = await db.begin((tx) => addWays(tx, by, plan.opensAt))
  const { members, strangers } = planVisits(plan, ways)
  const visits = [...members.map(({ visit }) => visit), ...strangers]
  for (const some of pieces(visits, 5_000)) await db.begin((tx) => writeKnownVisits(tx, some))
  const real = visits.filter(({ reasons }) => reasons === undefined)
  const memberOf = new Map(members.map(({ visit, member }) => [visit.personId, member]))
  for (const some of pieces([...memberOf], 2_000))
    await db.begin((tx) =>
      claimVisits(
        tx,
        some.map(([visitorId, { id, joinedAt }]) => {
          return { visitorId, memberId: id, at: joinedAt, isNew: true }
        }),
      ),
    )
  const idOf = ({ personId }: KnownVisit) => memberOf.get(personId)?.id ?? personId
  for (const some of pieces(real, 5_000))
    await db.begin((tx) => tellPool(tx, some, idOf, plan.endsAt))
  for (const some of pieces(planCosts(plan, real, ways), 5_000))
    await db.begin((tx) => noteCosts(tx, some, { by, now: plan.endsAt }))
}

/** One link for each channel and campaign, and one for each channel alone. */
async function addWays(tx: Tx, by: string, now: Date): Promise<Way[]> {
  const terms = { rewardPoints: 200, monthMax: 10, realisedMinFen: 50_00, returnDays: 7 }
  await setTerms(tx, { ...terms, coolingDays: 3, levels: 1, by, now })
  const ways: Way[] = []
  const channelIds: string[] = []
  const link = async (at: number, campaignId: string | null, title: string) => {
    const of = channels[at]!
    const channelId = channelIds[at]!
    const isStore = of.kind === 'store'
    const { id: linkId } = await addLink(tx, {
      title,
      channelId,
      campaignId,
      ownerKind: isStore ? 'store' : 'channel',
      ownerId: isStore ? '徐汇店' : '',
      path: '/',
      expiresAt: null,
      by,
      now,
    })
    ways.push({ channelId, campaignId, linkId, of })
  }
  for (const [at, { name, kind }] of channels.entries()) {
    channelIds.push((await addChannel(tx, { name, kind, ownerId: by, now })).id)
    await link(at, null, `${name} · 常用链接`)
  }
  for (const { on, ...campaign } of campaigns) {
    const terms = { ...campaign, ownerId: by, startsOn: dayOf(now), endsOn: null, now }
    const { id } = await addCampaign(tx, terms)
    for (const at of on) await link(at, id, `${campaign.name} · ${channels[at]!.name}`)
  }
  return ways
}

type Planned = { members: { visit: KnownVisit; member: PlannedMember }[]; strangers: KnownVisit[] }

/**
 * Seven in ten customers came by a channel, at most four times before they first bought: by a browser
 * of their own, in which they signed up then.
 */
function planVisits(plan: Plan, ways: Way[]): Planned {
  const firstOrders = new Map<string, Date>()
  for (const { memberId, placedAt } of plan.orders)
    if (!firstOrders.has(memberId)) firstOrders.set(memberId, placedAt)
  const members: Planned['members'] = []
  for (const member of plan.members) {
    const { id, kind } = member
    const bought = firstOrders.get(id)
    if (!bought || kind !== 'customer' || fraction(`traffic:${id}`) > 0.7) continue
    const count = [1, 1, 1, 2, 2, 3, 4][between(`touches:${id}`, 0, 6)]!
    for (let n = 0; n < count; n++) {
      const before = between(`before:${id}:${n}`, n === 0 ? 1 : 12, n === 0 ? 11 : 14 * 24)
      const at = addMs(bought, -before * hourMs)
      if (at < plan.opensAt) continue
      members.push({ visit: visit(`${id}:${n}`, stableId('browser', id), at, ways), member })
    }
  }
  return { members, strangers: planStrangers(plan, ways, members.length) }
}

/** People who looked and never came again, and fakes; as many a day as the shop had customers. */
function planStrangers(plan: Plan, ways: Way[], buyersVisits: number): KnownVisit[] {
  const span = plan.endsAt.getTime() - plan.opensAt.getTime()
  const strangers: KnownVisit[] = []
  for (let n = 0; n < buyersVisits; n++) {
    const key = `stranger:${n}`
    const at = new Date(plan.opensAt.getTime() + Math.floor(fraction(`${key}:at`) * span))
    const personId = stableId('visitor', String(n))
    const came = visit(key, personId, at, ways)
    strangers.push(came)
    const { of } = ways.find(({ linkId }) => linkId === came.linkId)!
    if (fraction(`${key}:again`) < 0.25)
      strangers.push(visit(`${key}:2`, personId, addMs(at, 2 * dayMs), ways))
    if (between(`${key}:fake`, 0, 99) >= of.fakePercent) continue
    const reason = pick(`${key}:why`, ['headless', 'crowd', 'no_page'] as const)
    const fake = visit(`${key}:f`, stableId('fake', String(n)), at, ways, [reason])
    const { linkId, channelId, campaignId } = came
    strangers.push({ ...fake, linkId, channelId, campaignId })
  }
  return strangers.filter(({ at }) => at < plan.endsAt)
}

function visit(
  key: string,
  personId: string,
  at: Date,
  ways: Way[],
  reasons?: KnownVisit['reasons'],
): KnownVisit {
  const { linkId, channelId, campaignId } = wayFor(key, ways)
  return {
    personId,
    at,
    id: stableId('visit', key),
    linkId,
    channelId,
    campaignId,
    source: '',
    medium: '',
    name: '',
    landing: '/',
    device: pick(`device:${key}`, ['phone', 'phone', 'phone', 'desktop', 'tablet'] as const),
    ...(reasons && { reasons }),
  }
}

function wayFor(key: string, ways: Way[]): Way {
  let place = fraction(`channel:${key}`) * channels.reduce((sum, { share }) => sum + share, 0)
  const chosen = channels.find(({ share }) => (place -= share) < 0) ?? channels.at(-1)!
  return pick(
    `link:${key}`,
    ways.filter(({ of }) => of === chosen),
  )
}

/** What members did is known as theirs; where they came from is told with their claims. */
async function tellPool(
  tx: Tx,
  visits: KnownVisit[],
  idOf: (visit: KnownVisit) => string,
  now: Date,
): Promise<void> {
  const facts = visits.map((visit) => ({
    personId: idOf(visit),
    happenedAt: visit.at,
    id: visit.id,
    kind: 'visited' as const,
    topic: '',
    objectId: null,
    amountFen: null,
    quantity: null,
  }))
  await writeFacts(tx, facts, now)
  await setSources(
    tx,
    visits.filter((visit) => idOf(visit) === visit.personId),
  )
}

/** Each click of a day at its price; the channels count some more clicks than came. */
function planCosts(plan: Plan, real: KnownVisit[], ways: Way[]): NewCost[] {
  const byLink = new Map(ways.map((way) => [way.linkId, way]))
  const costs = new Map<string, NewCost>()
  for (const { linkId, at } of real) {
    const { channelId, campaignId, of } = byLink.get(linkId!)!
    const day = dayOf(at)
    const key = `${day} ${channelId} ${campaignId}`
    const months = (at.getTime() - plan.opensAt.getTime()) / (30 * dayMs)
    const price = of.clickFen * (1 + of.dearerPercent / 100) ** Math.max(0, months)
    const cost = costs.get(key) ?? {
      channelId,
      campaignId,
      day,
      costFen: 0,
      impressions: 0,
      clicks: 0,
    }
    const clicks =
      1 + (fraction(`clicks:${key}:${cost.clicks}`) < 0.2 + of.fakePercent / 100 ? 1 : 0)
    cost.clicks = cost.clicks! + clicks
    cost.costFen += Math.round(clicks * price)
    cost.impressions = cost.impressions! + clicks * between(`shown:${key}`, 24, 60)
    costs.set(key, cost)
  }
  return [...costs.values()].filter(({ day }) => day < plan.today)
}

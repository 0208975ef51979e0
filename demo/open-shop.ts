/** Before the first order: brands, goods, prices, opening stock, and the people who will come. */
import { importCatalog } from '#catalog/import.ts'
import { addPictures } from '#catalog/picture.ts'
import { addStocks } from '#catalog/stock.ts'
import { enrolAddresses } from '#pool/address.ts'
import { enrolConsents } from '#pool/attention/enrol-consents.ts'
import { enrolMembers } from '#pool/enrol.ts'
import { openShop as openNamedShop } from '#platform/shop.ts'
import { platformReceiver } from '#trade/receivers.ts'
import type { Program } from '../src/services.ts'
import { agreesToMarketing, agreesToProfiling } from './agrees.ts'
import { stableId } from './chance.ts'
import type { PlannedMember } from './members.ts'
import { picturesOf, readIcons } from './pictures.ts'
import type { Plan } from './plan.ts'
import type { PlannedProduct } from './products.ts'

/** What the platform keeps of each sale in the demo; made. */
export const demoFeeBps = 500

export const receiverOf = (key: string) => `brand_${key}`

export async function openShop(program: Program, plan: Plan): Promise<void> {
  await program.services.payments.registerReceivers([
    { receiver: platformReceiver, name: 'Tessera' },
    ...plan.brands.map(({ key, nameEn }) => ({ receiver: receiverOf(key), name: nameEn })),
  ])
  await Promise.all([addGoods(program, plan), enrolPeople(program, plan)])
}

/** What the demo's shop is called; made, and marked as such. */
const demoShop = {
  nameZh: '拾光杂货',
  nameEn: 'Bygone & Bright',
  accent: 'cinnabar' as const,
  announcementZh: '',
  announcementEn: '',
  madeUp: true,
}

export async function nameShop({ db }: Program, now: Date): Promise<void> {
  const by = { kind: 'program', id: 'demo' }
  await db.begin((tx) => openNamedShop(tx, { ...demoShop, by, now }))
}

async function addGoods({ db }: Program, plan: Plan): Promise<void> {
  const { opensAt } = plan
  await db.begin((tx) =>
    importCatalog(tx, {
      brands: plan.brands.map(({ id, key, nameZh, nameEn, madeUp }) => {
        const receiver = receiverOf(key)
        return { id, nameZh, nameEn, receiver, feeBps: demoFeeBps, madeUp, createdAt: opensAt }
      }),
      categories: plan.categories.map(({ id, slug, nameZh, nameEn }) => {
        return { id, slug, nameZh, nameEn, parentId: null, createdAt: opensAt }
      }),
    }),
  )
  for (const some of pieces(plan.products, 300))
    await db.begin((tx) =>
      importCatalog(tx, { products: some.map((one) => product(one, opensAt)) }),
    )
  const icons = await readIcons()
  for (const some of pieces(plan.products, 300))
    await db.begin((tx) => addPictures(tx, picturesOf(some, icons, opensAt)))
  for (const some of pieces([...plan.openingStock], 500))
    await db.begin((tx) => addStocks(tx, some.flatMap(openingStock), opensAt))
}

async function enrolPeople({ db, services }: Program, plan: Plan): Promise<void> {
  for (const some of pieces(plan.members, 500)) {
    const members = some.map(({ id, nickname, phone, joinedAt }) => {
      return { memberId: id, nickname, createdAt: joinedAt, ...(phone ? { phone } : {}) }
    })
    const addresses = some.flatMap((member) =>
      member.addresses.map(({ addressId, ...contents }) => {
        return { memberId: member.id, addressId, contents, createdAt: member.joinedAt }
      }),
    )
    await db.begin(async (tx) => {
      await enrolMembers(tx, services.vault, members)
      await enrolAddresses(tx, services.vault, addresses)
      await enrolConsents(tx, some.flatMap(consentsOf))
    })
  }
}

/** Made: a history says nothing of what its customers would agree to today. */
function consentsOf({ id: memberId, kind, joinedAt: givenAt }: PlannedMember) {
  if (kind === 'guest') return []
  const of = { memberId, givenAt, how: 'sign_in' }
  return [
    ...(agreesToProfiling(memberId)
      ? [{ ...of, purpose: 'profiling' as const, channel: 'all' as const }]
      : []),
    ...(agreesToMarketing(memberId)
      ? [{ ...of, purpose: 'marketing' as const, channel: 'inbox' as const }]
      : []),
  ]
}

function product(one: PlannedProduct, opensAt: Date) {
  const { id, brandId, categoryId, titleZh, titleEn, titleZhMadeBy, skuId, stockCode } = one
  return {
    id,
    brandId,
    categoryId,
    titleZh,
    titleEn,
    titleZhMadeBy,
    descriptionZh: '',
    descriptionEn: '',
    createdAt: opensAt,
    publishedAt: opensAt,
    skus: [
      {
        id: skuId,
        code: stockCode,
        name: '',
        soldBy: 'piece' as const,
        priceFen: one.listPriceFen,
        validFrom: opensAt,
      },
    ],
  }
}

function openingStock([skuId, quantity]: [string, number]) {
  if (quantity === 0) return []
  const changeId = stableId('opening', skuId)
  return [{ changeId, skuId, quantity, reason: 'opening' as const, runId: 'opening' }]
}

export function* pieces<Item>(items: Item[], size: number): Generator<Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}

/** The shop itself: its name, its look, and what it announces. One row, or none before the set-up. */
import { z } from 'zod'
import { audit } from './audit.ts'
import type { Sql, Tx } from './db.ts'
import { domainError } from './errors.ts'
import { doer } from './staff.ts'
import type { Doer } from './staff.ts'

/** Each is a set of colours in web/kit/tokens.css that can be read in both themes. */
export const accents = ['cinnabar', 'plum', 'indigo', 'lake', 'ink'] as const
export const Accent = z.enum(accents)

/** One line. Marks that turn the direction of writing would turn the words around it, too. */
const line = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .regex(/^[^\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'has control characters')

export const ShopTexts = z.object({
  nameZh: line(1, 40),
  nameEn: line(1, 40),
  accent: Accent,
  announcementZh: line(0, 120).default(''),
  announcementEn: line(0, 120).default(''),
})
export type ShopTexts = z.output<typeof ShopTexts>

export const Shop = ShopTexts.extend({
  /** Made for the demo, and nobody's. */
  madeUp: z.boolean(),
  version: z.int(),
})
export type Shop = z.output<typeof Shop>

/** Somebody else changed the shop since it was looked at. Facts: its present version. */
export const staleVersion = domainError(
  'stale_version',
  409,
  'This was changed meanwhile. Look at it again.',
)

export async function findShop(db: Sql): Promise<Shop | null> {
  const [shop] = await db<Shop>`
    select name_zh, name_en, accent, announcement_zh, announcement_en, made_up, version
    from platform.shop`
  return shop ?? null
}

/** The first name and look of a shop that has none. */
export async function openShop(
  tx: Tx,
  shop: ShopTexts & Doer & { madeUp: boolean },
): Promise<void> {
  const { nameZh, nameEn, accent, announcementZh, announcementEn, madeUp, now } = shop
  await tx`
    insert into platform.shop
      (name_zh, name_en, accent, announcement_zh, announcement_en, made_up, set_up_at)
    values (${nameZh}, ${nameEn}, ${accent}, ${announcementZh}, ${announcementEn}, ${madeUp}, ${now})`
  await audit(tx, { ...doer(shop), act: 'platform.open_shop', subject: 'shop', facts: { accent } })
}

/**
 * Changes the shop as it was seen at `version`; 0 is one that has no name yet, because its owner was
 * made by the command line.
 *
 * Errors: staleVersion.
 */
export async function changeShop(
  tx: Tx,
  change: ShopTexts & Doer & { version: number },
): Promise<Shop> {
  const { nameZh, nameEn, accent, announcementZh, announcementEn, version, now } = change
  const [shop] = await tx<Shop>`
    insert into platform.shop as shop
      (name_zh, name_en, accent, announcement_zh, announcement_en, set_up_at)
    select ${nameZh}, ${nameEn}, ${accent}, ${announcementZh}, ${announcementEn},
      ${now}::timestamptz
    where ${version} = 0 or exists (select from platform.shop)
    on conflict (is_only) do update
    set name_zh = excluded.name_zh, name_en = excluded.name_en, accent = excluded.accent,
      announcement_zh = excluded.announcement_zh, announcement_en = excluded.announcement_en,
      made_up = false, version = shop.version + 1
    where shop.version = ${version}
    returning name_zh, name_en, accent, announcement_zh, announcement_en, made_up, version`
  if (!shop) throw staleVersion({ version: (await findShop(tx))?.version ?? 0 })
  // Which version and which look; what it is called is in the shop itself.
  const facts = { version: shop.version, accent }
  await audit(tx, { ...doer(change), act: 'platform.change_shop', subject: 'shop', facts })
  return shop
}

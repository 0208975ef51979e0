/** Pictures of products: which a product shows, in which order, with which words. */
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { pictureNotFound, productNotFound, tooManyPictures } from './errors.ts'
import { lockProduct } from './locks.ts'
import type { MadeBy } from './product.ts'

export const picturesMax = 12

const keptMs = 30 * dayMs

/** One width of a picture as it is served. */
export type PictureFile = {
  width: number
  type: 'image/webp' | 'image/svg+xml'
  bytes: Buffer
}
export type NewPicture = {
  id: string
  productId: string
  files: PictureFile[]
  altZh: string
  altEn: string
  madeBy: MadeBy
  createdAt: Date
}
export type PictureShown = { url: string; altZh: string; altEn: string }

export const pictureUrl = (id: string) => `/pictures/${id}`
const idOf = (url: string) => url.slice('/pictures/'.length)

/** Adds pictures, any number at once, each behind those its product has. */
export async function addPictures(tx: Tx, pictures: readonly NewPicture[]): Promise<void> {
  const files = pictures.flatMap(({ files: all, ...picture }) =>
    all.map((file) => ({ ...picture, ...file })),
  )
  await Promise.all([
    // Bytes travel as base64: as hexadecimal, the driver's way, they would be half as large again.
    tx`
      insert into catalog.picture_file (id, width, product_id, type, bytes, made_by, created_at)
      select id, width, product_id, type, decode(bytes, 'base64'), made_by, created_at
      from unnest(
        ${files.map((one) => one.id)}::uuid[], ${files.map((one) => one.width)}::smallint[],
        ${files.map((one) => one.productId)}::uuid[], ${files.map((one) => one.type)}::text[],
        ${files.map((one) => one.bytes.toString('base64'))}::text[],
        ${files.map((one) => one.madeBy)}::text[],
        ${files.map((one) => one.createdAt)}::timestamptz[]
      ) as new (id, width, product_id, type, bytes, made_by, created_at)`,
    tx`
      insert into catalog.media (product_id, place, url, alt_zh, alt_en)
      select product_id, row_number() over (partition by product_id order by nth) - 1 + coalesce(
          (select max(place) + 1 from catalog.media where media.product_id = new.product_id), 0),
        url, alt_zh, alt_en
      from unnest(
        ${pictures.map((one) => one.productId)}::uuid[],
        ${pictures.map((one) => pictureUrl(one.id))}::text[],
        ${pictures.map((one) => one.altZh)}::text[], ${pictures.map((one) => one.altEn)}::text[]
      ) with ordinality as new (product_id, url, alt_zh, alt_en, nth)`,
  ])
}

/**
 * Adds what a person sent to a product, told by the product's title until somebody finds better
 * words. Errors: productNotFound, tooManyPictures.
 */
export async function addUpload(
  tx: Tx,
  input: { id: string; productId: string; files: PictureFile[]; now: Date },
): Promise<void> {
  const { id, productId, files, now } = input
  await lockProduct(tx, { productId })
  const [product] = await tx<{ altZh: string; altEn: string; pictures: number }>`
    select title_zh as alt_zh, title_en as alt_en,
      (select count(*) from catalog.media where product_id = product.id) as pictures
    from catalog.product where id = ${productId}`
  if (!product) throw productNotFound({ productId })
  if (product.pictures >= picturesMax) throw tooManyPictures({ picturesMax })
  const { altZh, altEn } = product
  await addPictures(tx, [{ id, productId, files, altZh, altEn, madeBy: 'person', createdAt: now }])
  await raiseVersion(tx, productId)
}

/**
 * Shows these pictures in this order and no others. What is left out is taken away and may be put
 * back for 30 days by naming it again. Errors: productNotFound, staleVersion, pictureNotFound (also another
 * product's), tooManyPictures.
 */
export async function arrangePictures(
  tx: Tx,
  input: { productId: string; version: number; pictures: PictureShown[]; now: Date },
): Promise<void> {
  const { productId, pictures, now } = input
  await lockProduct(tx, input)
  const ids = [...new Set(pictures.map(({ url }) => idOf(url)))]
  if (pictures.length > picturesMax) throw tooManyPictures({ picturesMax })
  const own = await tx<{ id: string }>`
    select distinct id from catalog.picture_file
    where id = any(${ids}::uuid[]) and product_id = ${productId}`
  if (own.length !== pictures.length) throw pictureNotFound()
  await tx`delete from catalog.media where product_id = ${productId}`
  await tx`
    insert into catalog.media (product_id, place, url, alt_zh, alt_en)
    select ${productId}, nth - 1, url, alt_zh, alt_en
    from unnest(
      ${pictures.map((one) => one.url)}::text[], ${pictures.map((one) => one.altZh)}::text[],
      ${pictures.map((one) => one.altEn)}::text[]
    ) with ordinality as shown (url, alt_zh, alt_en, nth)`
  await tx`
    update catalog.picture_file
    set removed_at = case when id = any(${ids}::uuid[]) then null else ${now}::timestamptz end
    where product_id = ${productId} and (removed_at is null) <> (id = any(${ids}::uuid[]))`
  await raiseVersion(tx, productId)
}

/** Removes the bytes of pictures that were taken away too long ago to be put back. */
export async function forgetPictures(db: Db, now: Date): Promise<number> {
  const gone = await db`
    delete from catalog.picture_file where removed_at <= ${addMs(now, -keptMs)} returning 1`
  return gone.length
}

/** Who saw the pictures before may not arrange them by what they saw. */
async function raiseVersion(tx: Tx, productId: string): Promise<void> {
  await tx`update catalog.product set version = version + 1 where id = ${productId}`
}

/** The narrowest that is at least so wide, else the widest there is; null: no such picture. */
export async function findPictureFile(
  db: Sql,
  wanted: { id: string; width: number },
): Promise<PictureFile | null> {
  const { id, width } = wanted
  const [file] = await db<PictureFile>`
    select width, type, bytes from catalog.picture_file where id = ${id}
    order by width < ${width}, abs(width - ${width}) limit 1`
  return file ?? null
}

/** Of each product its first picture; those that have none are missing. */
export async function findFirstPictures(
  db: Sql,
  productIds: readonly string[],
): Promise<Map<string, PictureShown>> {
  const rows = await db<PictureShown & { productId: string }>`
    select product_id, url, alt_zh, alt_en from catalog.media
    where product_id = any(${[...new Set(productIds)]}::uuid[]) and place = 0`
  return new Map(rows.map(({ productId, ...picture }) => [productId, picture]))
}

/** Keeps what products are found by: the words of their titles, brand and SKUs. */
import type { Tx } from '#platform/db.ts'
import { vectorOf, vocabularyOf } from './search-text.ts'
import type { Indexed } from './search-text.ts'

/** Call it after any of those texts changed, under the products' locks. */
export async function indexProducts(tx: Tx, productIds: readonly string[]): Promise<void> {
  const rows = await tx<Indexed & { id: string }>`
    select product.id, array[product.title_zh, product.title_en] as titles,
      array[brand.name_zh, brand.name_en] as brand_names,
      array(select unnest(array[code, name]) from catalog.sku
        where sku.product_id = product.id order by code) as skus
    from catalog.product join catalog.brand on brand.id = product.brand_id
    where product.id = any(${productIds}::uuid[])`
  await tx`
    update catalog.product set search = indexed.search::tsvector
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map(vectorOf)}::text[])
      as indexed (id, search)
    where product.id = indexed.id`
  await rememberWords(tx, rows)
}

/** So that one of these words is found when somebody misspells it. */
export async function rememberWords(tx: Tx, texts: Indexed[]): Promise<void> {
  // In one order, so that two transactions with the same new words do not wait for each other.
  const words = [...new Set(texts.flatMap(vocabularyOf))].toSorted()
  await tx`
    insert into catalog.word (word) select word from unnest(${words}::text[]) as new (word)
    where not exists (select from catalog.word as known where known.word = new.word)
    on conflict do nothing`
}

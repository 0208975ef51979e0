/**
 * Which products fit the words somebody typed, and how well. Cutting words is in search-text.ts.
 */
import { sql } from '#platform/db.ts'
import type { Fragment, Sql } from '#platform/db.ts'
import type { QueryWord } from './search-text.ts'

/** Conditions and worth of a row of catalog.product. */
export type Match = { where: Fragment; score: Fragment }

/**
 * Every word is there, or begins one that is. Whole words are worth more than beginnings, and whole
 * words of the titles more than those of the brand or a code.
 */
export function matchAll(words: QueryWord[]): Match {
  const allOf = (part: 'prefix' | 'whole' | 'inTitle') =>
    words.map((word) => word[part]).join(' & ')
  return {
    where: sql`product.search @@ ${allOf('prefix')}::tsquery`,
    score: sql`((product.search @@ ${allOf('whole')}::tsquery)::int
      + (product.search @@ ${allOf('inTitle')}::tsquery)::int)::float8`,
  }
}

/**
 * What is near, best first: some of the words, words that are spelt like them, some of the pairs of
 * a Chinese one; and behind that, some of its characters.
 */
export async function matchNear(db: Sql, words: QueryWord[]): Promise<Match[]> {
  const clues = words.flatMap(cluesOf)
  const asked = words.flatMap((word) => word.corrigible ?? [])
  for (const { word, closeness } of await findWordsLike(db, asked))
    clues.push({ query: `'${word}'`, worth: closeness / 2 })
  const characters = words.flatMap((word) => word.characters)
  return [clues, characters.map((query) => ({ query, worth: 1 }))]
    .filter((some) => some.length > 0)
    .map(matchAny)
}

type Clue = { query: string; worth: number }

function cluesOf({ whole, prefix, pairs }: QueryWord): Clue[] {
  if (pairs.length > 0) return pairs.map((query) => ({ query, worth: 1 / pairs.length }))
  return [
    { query: whole, worth: 1 },
    { query: prefix, worth: 0.5 },
  ]
}

function matchAny(clues: Clue[]): Match {
  const any = clues.map((clue) => clue.query).join(' | ')
  return {
    where: sql`product.search @@ ${any}::tsquery`,
    score: sql`(select sum(clue.worth)
      from unnest(${clues.map((clue) => clue.query)}::tsquery[],
        ${clues.map((clue) => clue.worth)}::float8[]) as clue (query, worth)
      where product.search @@ clue.query)`,
  }
}

/** At most six for each word. */
async function findWordsLike(
  db: Sql,
  asked: string[],
): Promise<{ word: string; closeness: number }[]> {
  if (asked.length === 0) return []
  return db`
    select near.word, near.closeness from unnest(${asked}::text[]) as asked (word)
    cross join lateral catalog.words_like(asked.word, 6) as near
    where near.word <> asked.word`
}

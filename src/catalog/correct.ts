/**
 * What somebody meant who wrote words that nothing on sale has: the words of the shop that are
 * spelt nearly the same. A guess, so whoever shows what it leads to says so.
 */
import type { Sql } from '#platform/db.ts'
import { isHanOnly, normalise, parseQuery, spellingOf, tokensOf } from './search-text.ts'
import type { QueryWord } from './search-text.ts'

/** One letter wrong, missing, too many or swapped is above 1; below, three in four trigrams fit. */
const closenessMin = 0.5
/** Of fewer characters, another one makes another word. */
const hanLengthMin = 4
const titlesMax = 50

/** The query with its misspelt words replaced; null when there is nothing to replace them with. */
export async function correctQuery(db: Sql, q: string): Promise<string | null> {
  const words = parseQuery(q)
  const meant = new Map([
    ...(await meantWords(
      db,
      words.flatMap((word) => word.corrigible ?? []),
    )),
    ...(await meantPhrases(db, words)),
  ])
  if (meant.size === 0) return null
  const written = tokensOf(q).slice(0, words.length)
  return written.map(({ text }) => meant.get(text) ?? text).join(' ')
}

/** For each word that nothing on sale has or begins with, the closest one that something has. */
async function meantWords(db: Sql, asked: string[]): Promise<[string, string][]> {
  if (asked.length === 0) return []
  const rows = await db<{ asked: string; meant: string; title: string }>`
    select asked.word as asked, meant.word as meant, meant.title
    from unnest(${asked}::text[]) as asked (word)
    cross join lateral (
      select near.word, product.title
      from catalog.words_like(asked.word, 6) as near
      cross join lateral (
        select title_en || ' ' || title_zh as title from catalog.product
        where status = 'on_sale' and search @@ quote_literal(near.word)::tsquery limit 1
      ) as product
      where near.word <> asked.word and near.closeness >= ${closenessMin}::real
      order by near.closeness desc, near.word limit 1
    ) as meant
    where not exists (select from catalog.product
      where status = 'on_sale' and search @@ (quote_literal(asked.word) || ':*')::tsquery)`
  // Words are kept without their endings; people are shown how a title writes it.
  return rows.map((row) => [row.asked, spellingOf(row.meant, row.title) ?? row.meant])
}

/** For each run of Chinese that no title has, the part of a title that differs in one character. */
async function meantPhrases(db: Sql, words: QueryWord[]): Promise<[string, string][]> {
  const found: [string, string][] = []
  for (const { whole, characters } of words) {
    if (characters.length < hanLengthMin) continue
    const any = characters.map((_, place) => phraseWithout(characters, place)).join(' | ')
    const rows = await db<{ titleZh: string; titleEn: string }>`
      select title_zh, title_en from catalog.product
      where status = 'on_sale' and search @@ ${any}::tsquery
      order by search @@ ${whole}::tsquery desc limit ${titlesMax}`
    const run = characters.map(bare).join('')
    const titles = rows.flatMap((row) => [normalise(row.titleZh), normalise(row.titleEn)])
    const meant = titles.some((title) => title.includes(run)) ? null : likeliest(run, titles)
    if (meant) found.push([run, meant])
  }
  return found
}

const bare = (lexeme: string) => lexeme.slice(1, -1)

/** The characters in their places, but for one that may be any. */
function phraseWithout(characters: string[], place: number): string {
  const rest = characters.filter((_, index) => index !== place)
  const steps = rest.map((character, index) => {
    if (index === 0) return character
    return `${index === place ? '<2>' : '<->'} ${character}`
  })
  return `(${steps.join(' ')})`
}

/** The part of the titles that stands there most often. */
function likeliest(run: string, titles: string[]): string | null {
  const times = new Map<string, number>()
  const length = Array.from(run).length
  for (const title of titles) {
    const characters = Array.from(title)
    for (let at = 0; at + length <= characters.length; at++) {
      const part = characters.slice(at, at + length)
      const text = part.join('')
      if (isHanOnly(text) && differsInOne(part, run)) times.set(text, (times.get(text) ?? 0) + 1)
    }
  }
  return [...times].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? null
}

const differsInOne = (part: string[], run: string) =>
  Array.from(run).filter((character, index) => character !== part[index]).length === 1

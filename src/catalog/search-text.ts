/**
 * How titles and queries are cut into words: one rule for both, so what is written is what is
 * found.
 *
 * Letters and digits make words, without case, width, accents or the plural's s. Chinese (and
 * Japanese and Korean) is not divided into words: each character and each pair of neighbours is
 * one, with their places, so any part of a title is found as a phrase of pairs.
 *
 * The results are PostgreSQL's own text search types, written here because none of its parsers
 * knows Chinese. Words hold letters, digits and marks only, so they need no quoting.
 */
export type Token = { kind: 'word' | 'han'; text: string }

const han = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]`
const runs = new RegExp(
  String.raw`(?:(?=[\p{L}\p{N}])${han})+|(?:(?!${han})[\p{L}\p{N}\p{M}])+`,
  'gu',
)
const isHan = new RegExp(`^${han}`, 'u')
const wordLengthMax = 40

/** Nothing but characters that are searched one by one. */
export const isHanOnly = (text: string): boolean => new RegExp(`^${han}+$`, 'u').test(text)

/** One spelling for what looks the same: width, case, Latin accents, apostrophes. */
export function normalise(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/(?<=\p{L})['\u2019](?=\p{L})/gu, '')
}

export function tokensOf(text: string): Token[] {
  const found = normalise(text).match(runs) ?? []
  return found.map((run) =>
    isHan.test(run)
      ? { kind: 'han', text: run }
      : { kind: 'word', text: singular(run.slice(0, wordLengthMax)) },
  )
}

/** How a text writes this word of its own: christma -> christmas. */
export const spellingOf = (word: string, text: string): string | undefined =>
  normalise(text)
    .match(runs)
    ?.find((run) => singular(run) === word)

/** The S stemmer (Harman 1991) with the -es of glasses, boxes and brushes. */
export function singular(word: string): string {
  if (word.length < 4 || !/^[a-z]+s$/.test(word)) return word
  if (/..[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`
  if (/(s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2)
  return /(us|ss|is)$/.test(word) ? word : word.slice(0, -1)
}

export type Indexed = { titles: string[]; brandNames: string[]; skus: string[] }

/** A tsvector: words of titles weigh A, of the brand B, codes and names of SKUs C. */
export function vectorOf({ titles, brandNames, skus }: Indexed): string {
  const places = new Map<string, string[]>()
  let place = 1
  const add = (text: string, weight: string) => {
    for (const token of tokensOf(text)) {
      for (const { lexeme, offset } of lexemesOf(token)) {
        const known = places.get(lexeme)
        // PostgreSQL keeps no more than 255 places of a word, and none beyond 16383.
        if (!known) places.set(lexeme, [`${Math.min(place + offset, 16_383)}${weight}`])
        else if (known.length < 255) known.push(`${Math.min(place + offset, 16_383)}${weight}`)
      }
      place += token.kind === 'han' ? token.text.length : 1
    }
    place += 8 // no phrase runs from one text into the next
  }
  for (const title of titles) add(title, 'A')
  for (const name of brandNames) add(name, 'B')
  for (const sku of skus) add(sku, 'C')
  return [...places].map(([lexeme, at]) => `'${lexeme}':${at.join(',')}`).join(' ')
}

/** The words that a misspelt one may have meant: letters only, and not too short to tell. */
export function vocabularyOf({ titles, brandNames }: Indexed): string[] {
  const tokens = [...titles, ...brandNames].flatMap(tokensOf)
  return [...new Set(tokens.filter(isCorrigible).map((token) => token.text))]
}

const isCorrigible = ({ kind, text }: Token) => kind === 'word' && /^\p{L}{3,}$/u.test(text)

export type QueryWord = {
  /**
   * tsqueries: the word as it stands, the same in a title, and as the beginning of a longer one.
   */
  whole: string
  inTitle: string
  prefix: string
  /** Of Chinese: its pairs, any of which makes a title a near one. */
  pairs: string[]
  characters: string[]
  /** Set when a misspelling may be looked for. */
  corrigible: string | null
}

const wordsMax = 12
const hanLengthMax = 32

/** The words of a query, at most twelve; none when it has no letter or digit. */
export function parseQuery(text: string): QueryWord[] {
  const words = new Map<string, QueryWord>()
  for (const token of tokensOf(text)) {
    if (words.size >= wordsMax) break
    words.set(token.text, token.kind === 'han' ? hanWord(token.text) : latinWord(token))
  }
  return [...words.values()]
}

function latinWord(token: Token): QueryWord {
  const { text } = token
  return {
    whole: `'${text}'`,
    inTitle: `'${text}':A`,
    // One letter begins too many words to mean any of them.
    prefix: text.length < 2 ? `'${text}'` : `'${text}':*`,
    pairs: [],
    characters: [],
    corrigible: isCorrigible(token) ? text : null,
  }
}

function hanWord(run: string): QueryWord {
  const characters = Array.from(run).slice(0, hanLengthMax)
  const pairs = pairsOf(characters)
  const lexemes = pairs.length > 0 ? pairs : characters
  const phrase = (weight: string) => `(${lexemes.map((one) => `'${one}'${weight}`).join('<->')})`
  return {
    whole: phrase(''),
    inTitle: phrase(':A'),
    prefix: phrase(''),
    pairs: pairs.map((pair) => `'${pair}'`),
    characters: characters.map((character) => `'${character}'`),
    corrigible: null,
  }
}

function lexemesOf({ kind, text }: Token): { lexeme: string; offset: number }[] {
  if (kind === 'word') return [{ lexeme: text, offset: 0 }]
  const characters = Array.from(text)
  return [...characters, ...pairsOf(characters)].map((lexeme, index) => {
    return { lexeme, offset: index % characters.length }
  })
}

const pairsOf = (characters: string[]) =>
  characters.slice(1).map((character, index) => `${characters[index]}${character}`)

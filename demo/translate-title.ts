/** Makes a Chinese title of an English one, from the dictionary beside it. No claim to be a human's. */
import {
  colours,
  motifs,
  numberWords,
  qualities,
  sizes,
  spellings,
  things,
  units as unitEntries,
} from './titles-zh.ts'

/** What a word does: `lead` names the product when it stands first and what follows describes it. */
type Kind = 'size' | 'colour' | 'quality' | 'motif' | 'thing' | 'lead' | 'and' | 'link' | 'unknown'
type Word = { kind: Kind; text: string; asHead?: string }
export type Translation = { title: string; unknown: string[] }

const longestPhrase = 7
const units = readPairs(unitEntries)
const plainNumber = readPairs(numberWords)
const aliases = readPairs(spellings)
const linkWords = new Set(['WITH', 'IN', 'OF', 'FOR', 'ON', 'FROM'])
const articles = new Set(['A', 'THE', 'AN', '-', 'OR'])

/** One spelling for singular and plural, right or wrong, as long as it is the same for both. */
function singular(word: string): string {
  const bare = word.replace(/'S$/, /^\d/.test(word) ? "'S" : '')
  if (/^\d/.test(bare) || bare.length < 4 || bare.endsWith('SS')) return bare
  if (bare.endsWith('IES') && bare.length > 5) return `${bare.slice(0, -3)}Y`
  if (bare.endsWith('LEAVES')) return bare.replace(/LEAVES$/, 'LEAF')
  if (/(SS|X|CH|SH)ES$/.test(bare)) return bare.slice(0, -2)
  return bare.replace(/S$/, '')
}

const dictionary = readDictionary()

/** `A=b | C=d` over several lines. */
function readPairs(entries: string): Record<string, string> {
  const pairs = entries.split(/[|\n]/).map((entry) => entry.trim().split('='))
  return Object.fromEntries(pairs.flatMap(([key, value]) => (key && value ? [[key, value]] : [])))
}

function readDictionary(): Map<string, Word> {
  const words = new Map<string, Word>()
  const read = (entries: string, kind: Kind): void => {
    for (const [english, chinese] of Object.entries(readPairs(entries))) {
      const [text = '', asHead] = chinese.split('/')
      const lead = english.endsWith('*')
      const key = english.replace('*', '').split(' ').map(singular).join(' ')
      words.set(key, { kind: lead ? 'lead' : kind, text, ...(asHead ? { asHead } : {}) })
    }
  }
  read(sizes, 'size')
  read(colours, 'colour')
  read(qualities, 'quality')
  read(motifs, 'motif')
  read(things, 'thing')
  return words
}

/** Translates one title; words the dictionary lacks stay in English, in their place. */
export function translateTitle(english: string): Translation {
  const { rest, counts } = takeCounts(english.toUpperCase())
  const words = readWords(rest)
  const unknown = words.filter((word) => word.kind === 'unknown').map((word) => word.text.trim())
  const name = phrase(mergeColours(words))
  const counted = counts.map((count) => count(name))
  const product = counted.some((count) => count.endsWith('件套')) ? name.replace(/套装$/, '') : name
  const title = [product, ...counted].join(' ')
  return { title: title.replace(/\s+/g, ' ').trim(), unknown }
}

type Count = (name: string) => string

/** Takes "SET OF 6", "PACK/12", "36 PENCILS" and the like out: in Chinese they go to the end. */
function takeCounts(title: string): { rest: string; counts: Count[] } {
  const counts: Count[] = []
  let rest = title
    .replace(/NECKL\S*36"/, 'NECKLACE ')
    .replace(/ -(?=\w)/, ' ')
    .replace(/[",*+]|\.(?!\d)/g, (mark) => (mark === '+' ? ' AND ' : ' '))
    .replace(/\s+/g, ' ')
    .trim()
  const number = '(\\d+|TWO|THREE|FOUR|FIVE|SIX|EIGHT)'
  const take = (pattern: string, count: (n: string, name: string) => string): void => {
    rest = rest.replace(new RegExp(pattern), (_, found: string) => {
      const n = plainNumber[found] ?? found
      counts.push((name) => count(n, name))
      return ' '
    })
  }
  take(`${number} ?(?:PIECES?|PCS?)\\b`, (n) => `${n}件套`)
  take(`\\b(?:SET ?(?:OF|/)? ?|S/)${number}\\b(?! PIECE)`, (n) => `${n}件套`)
  take(`\\b(?:PACK ?(?:OF|/)?|BUNDLE OF) ?${number}\\b`, (n, name) => `${n}${measure(name)}装`)
  take(`\\bBOX ?(?:OF |/)${number}\\b`, (n, name) => `${n}${measure(name)}盒装`)
  take(`\\bTUB ${number}\\b`, (n, name) => `${n}${measure(name)}桶装`)
  take(`\\bSTRING OF ${number}\\b`, (n) => `${n}连串`)
  take('(?<=^ENVELOPE )(\\d+)\\b', (n) => `${n}张装`)
  take('^BAG (\\d+)G\\b', (n) => `${n}克袋装`)
  take('^SET OF ()', () => '套装')
  take('\\bPAIR( OF)?\\b', () => '一对')
  rest = rest.trim()
  const unit = Object.keys(units).join('|')
  // These are in the picture, not in the box.
  take(
    `^${number} (?!(?:${unit})S?\\b|HEARTS?\\b|BIRDS|DAISIES|(?:BLACK )?CATS)`,
    (n, name) => `${n}${measure(name)}装`,
  )
  take(' (\\d|NO)$', (n) => (n === 'NO' ? '号码' : n))
  return { rest, counts }
}

/** The measure word that goes with a product's name. */
function measure(name: string): string {
  if (/[烛笔]$|吸管$|阳伞$|小伞$/.test(name)) return '支'
  if (/(餐巾|巾纸|垫纸|纸巾|贺卡|席位卡|贴纸)$/.test(name)) return '张'
  return /(纸杯|纸托|气球|茶蜡|铁罐|夹)$/.test(name) ? '只' : '件'
}

function readWords(title: string): Word[] {
  const raw = title
    .replace(/\bM\.?O\.?P\b/g, 'MOP')
    .replace(/\bW\/ ?/g, 'WITH ')
    .replace(/(?<!\b[CM])\//g, ' ')
    .split(/[\s()!]+/)
    .filter((word) => word !== '')
    .flatMap((word) => (aliases[word] ?? word).split(' '))
    .map(singular)
  const words: Word[] = []
  for (let at = 0; at < raw.length;) {
    const [word, length] = matchAt(raw, at)
    if (word) words.push(word)
    at += length
  }
  return words
}

/** The longest phrase of the dictionary at this place, else what the single word is. */
function matchAt(raw: string[], at: number): [Word | null, number] {
  for (let length = Math.min(longestPhrase, raw.length - at); length > 0; length--) {
    const found = dictionary.get(raw.slice(at, at + length).join(' '))
    if (found) return [found, length]
  }
  const word = raw[at] ?? ''
  const unit = units[raw[at + 1] ?? '']
  const n = plainNumber[word] ?? word
  if (/^\d+$/.test(n) && unit) return [{ kind: 'quality', text: `${n}${unit}` }, 2]
  if (word === 'AND') return [{ kind: 'and', text: '和' }, 1]
  if (linkWords.has(word)) return [{ kind: 'link', text: word }, 1]
  if (articles.has(word)) return [null, 1]
  // Numbers, measures and single letters are the same in Chinese.
  if (/^\d|^[A-Z]$|^A\d$/.test(n))
    return [{ kind: 'size', text: n.replace(/(?<=\d)(CM|G|X)(?=\d|X|$)/g, asLower) }, 1]
  return [{ kind: 'unknown', text: ` ${titleCase(word)} ` }, 1]
}

const asLower = (text: string): string => text.toLowerCase()
const titleCase = (word: string): string => word.charAt(0) + word.slice(1).toLowerCase()

/** "PINK AND WHITE" is 粉白色: neighbouring colours become one, and so do "X AND Y" of one kind. */
function mergeColours(words: Word[]): Word[] {
  const merged: Word[] = []
  for (const word of words) {
    const last = merged.at(-1)
    const before = last?.kind === 'and' ? merged.at(-2) : last
    const sameColours = word.kind === 'colour' && before?.kind === 'colour'
    if (before && sameColours && before.text !== word.text) {
      if (last?.kind === 'and') merged.pop()
      merged[merged.length - 1] = {
        kind: 'colour',
        text: before.text.replace(/色$/, '') + word.text,
      }
    } else if (
      last?.kind === 'and' &&
      before &&
      before.kind === word.kind &&
      word.kind !== 'lead'
    ) {
      const text = `${before.text}和${word.text}`
      merged.splice(-2, 2, { kind: word.kind, text })
    } else merged.push(word)
  }
  return merged
}

/** "A WITH B" and the like: in Chinese B comes first. */
function phrase(words: Word[]): string {
  const at = words.findIndex((word, i) => word.kind === 'link' && i > 0 && i < words.length - 1)
  if (at < 0) return nounPhrase(words.filter((word) => word.kind !== 'link'))
  const described = nounPhrase(words.slice(0, at).filter((word) => word.kind !== 'link'))
  const describing = phrase(words.slice(at + 1))
  // "WHITE WITH BLACK CATS PLATE": what stands before names nothing that could have B.
  if (headOf(words.slice(0, at)) < 0) return described + describing
  switch (words[at]?.text) {
    case 'WITH':
      return `带${describing}的${described}`
    case 'FOR':
      return `${describing}用${described}`
    case 'ON':
      return `${describing}上的${described}`
    default:
      return `${describing}${described}`
  }
}

/** Finds the word that names the product and puts all that describes it before it. */
function nounPhrase(words: Word[]): string {
  const at = headOf(words)
  if (at < 0) return words.map((word) => word.text).join('')
  const isSize = (word: Word): boolean => word.kind === 'size'
  const before = words.slice(0, at)
  const firstOther = before.findIndex((word) => !isSize(word))
  const sizesFirst = before.slice(0, firstOther < 0 ? before.length : firstOther)
  const after = words.slice(at + 1)
  const name = words[at]?.asHead ?? words[at]?.text ?? ''
  const text = (some: Word[]): string => some.map((word) => word.text).join('')
  const described = text(before.slice(sizesFirst.length)) + name
  if (after[0]?.kind === 'and') {
    return `${text(sizesFirst)}带${nounPhrase(after.slice(1))}的${described}`
  }
  // A single colour goes first; several belong to what stands beside each of them.
  const isColour = (word: Word): boolean => word.kind === 'colour'
  const coloursFirst = after.filter(isColour).length === 1
  const rest = after.filter((word) => !isSize(word) && !(coloursFirst && isColour(word)))
  const colour = coloursFirst ? text(after.filter(isColour)) : ''
  return text(sizesFirst) + text(after.filter(isSize)) + colour + text(rest) + described
}

function headOf(words: Word[]): number {
  if (words[0]?.kind === 'lead') return 0
  const thing = words.findLastIndex((word) => word.kind === 'thing' || word.kind === 'lead')
  if (thing >= 0) return thing
  const named = words.findLastIndex((word) => word.kind === 'motif' || word.kind === 'unknown')
  return named >= 0 ? named : words.findLastIndex((word) => word.asHead !== undefined)
}

/** Finds what a title is drawn with: the thing it sells, and what is on it or comes with it. */
import { asides, motifs, things } from './picture-words.ts'

type Kind = 'thing' | 'motif' | 'aside'
type Found = { kind: Kind; icon: string; at: number }

const dictionary = new Map<string, { kind: Kind; icon: string }>([
  ...entriesOf('aside', asides),
  ...entriesOf('motif', motifs),
  ...entriesOf('thing', things),
])
const longest = Math.max(...[...dictionary.keys()].map((phrase) => phrase.split(' ').length))

function entriesOf(kind: Kind, text: string): [string, { kind: Kind; icon: string }][] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [words = '', icon = ''] = line.split('=')
      return words.split('|').map((phrase): [string, { kind: Kind; icon: string }] => {
        return [phrase, { kind, icon }]
      })
    })
}

/** Every icon the dictionary knows by name, for the test that they exist. */
export const iconNames = (): string[] => [
  ...new Set([...dictionary.values()].map(({ icon }) => icon)),
]

/**
 * At most three icons, the most telling first; none when the dictionary knows no word of the title.
 * The thing is the last one named before a "with" or the like, as English puts it.
 */
export function iconsOf(title: string): string[] {
  const words = wordsOf(title)
  const found = findAll(words)
  const heart = heartOf(words)
  const names = (some: Found[]) => some.map(({ icon }) => (icon === 'heart' ? heart : icon))
  const border = words.findIndex((word, at) => at > 0 && links.has(word))
  const all = found.filter(({ kind }) => kind === 'thing')
  const head = all.findLast(({ at }) => border < 0 || at < border) ?? all[0]
  const rest = found.filter((one) => one !== head && one.kind !== 'aside')
  const telling = [...(head ? [head] : []), ...rest.toSorted(byWeight)]
  return [...new Set(names(telling.length > 0 ? telling : found))].slice(0, 3)
}

const links = new Set(['WITH', 'W', 'FOR', 'IN', 'ON'])
const weights: Record<Kind, number> = { motif: 0, thing: 1, aside: 2 }
const byWeight = (a: Found, b: Found) => weights[a.kind] - weights[b.kind] || a.at - b.at

export function wordsOf(title: string): string[] {
  return title
    .toUpperCase()
    .replaceAll(/\bT-LIGHT/g, 'T LIGHT')
    .replaceAll(/[^A-Z0-9']+/g, ' ')
    .trim()
    .split(' ')
}

function findAll(words: string[]): Found[] {
  const found: Found[] = []
  for (let at = 0; at < words.length;) {
    const [length, entry] = longestAt(words, at)
    if (entry) found.push({ ...entry, at })
    at += length
  }
  return found
}

function longestAt(words: string[], at: number) {
  for (let length = Math.min(longest, words.length - at); length > 0; length--) {
    const phrase = words.slice(at, at + length).join(' ')
    const entry = dictionary.get(phrase) ?? singularsOf(phrase).map(look).find(Boolean)
    if (entry) return [length, entry] as const
  }
  return [1, undefined] as const
}

const look = (phrase: string) => dictionary.get(phrase)

function singularsOf(phrase: string): string[] {
  if (phrase.endsWith('IES')) return [`${phrase.slice(0, -3)}Y`, phrase.slice(0, -1)]
  if (phrase.endsWith('ES')) return [phrase.slice(0, -1), phrase.slice(0, -2)]
  return phrase.endsWith('S') ? [phrase.slice(0, -1)] : []
}

const hearts = ['BLUE', 'GREEN', 'YELLOW', 'PURPLE', 'BROWN', 'PINK', 'WHITE']

function heartOf(words: string[]): string {
  const colour = words.find((word) => hearts.includes(word))
  return colour ? `${colour.toLowerCase()}-heart` : 'red-heart'
}

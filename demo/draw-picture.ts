/** Draws a title: icons on a quiet ground. The same title and key always give the same drawing. */
import { between, pick } from './chance.ts'
import { wordsOf } from './picture-icons.ts'

/** What an icon looks like: SVG on a field of 32 by 32. */
export type IconBodies = (name: string) => string

/** Of the drawing, in its own units; it has no size in pixels. */
export const side = 320

type Tones = { ground: string; shape: string; darkGround: string; darkShape: string }

/** The grounds of web/shop/ground.module.css, each with a shape one tone deeper. */
const tones = {
  clay: { ground: '#f5e3d9', shape: '#ebcdbd', darkGround: '#4a3026', darkShape: '#7d5a4b' },
  pine: { ground: '#e0ebe3', shape: '#c6dacd', darkGround: '#293f38', darkShape: '#557468' },
  straw: { ground: '#f6ecd0', shape: '#ecdaa9', darkGround: '#443a22', darkShape: '#7b6b40' },
  sky: { ground: '#e1eaef', shape: '#c4d7e2', darkGround: '#2a3b46', darkShape: '#557184' },
  plum: { ground: '#f1e3ea', shape: '#e4cbd8', darkGround: '#432d39', darkShape: '#78586a' },
  stone: { ground: '#ece7de', shape: '#dbd1c2', darkGround: '#3a342e', darkShape: '#6f665a' },
} satisfies Record<string, Tones>
type Tone = keyof typeof tones

/** A colour that the title names gives the ground. */
const tonesByWord: Record<Tone, string> = {
  clay: 'RED ORANGE COPPER TERRACOTTA BROWN CORAL RUBY',
  pine: 'GREEN MINT OLIVE JADE TURQUOISE TEAL',
  straw: 'YELLOW GOLD AMBER CREAM HONEY IVORY',
  sky: 'BLUE AQUA DENIM SILVER CRYSTAL GLASS',
  plum: 'PINK PURPLE LILAC LAVENDER AMETHYST ROSE FUSCHIA',
  stone: 'BLACK GREY WHITE ANTIQUE ZINC METAL NATURAL',
}
const toneOfWord = new Map(
  Object.entries(tonesByWord).flatMap(([tone, words]) =>
    words.split(' ').map((word): [string, Tone] => [word, tone as Tone]),
  ),
)

/** `key` decides what the title leaves open. */
export function drawPicture(
  title: string,
  icons: string[],
  key: string,
  bodyOf: IconBodies,
): string {
  const words = wordsOf(title)
  const named = words.map((word) => toneOfWord.get(word)).find((tone) => tone !== undefined)
  const tone = tones[named ?? pick(`tone:${key}`, Object.keys(tones) as Tone[])]
  const places = placesOf(icons, countOf(title), between(`place:${key}`, 0, 1) === 1)
  const shown = [...new Set(places.map(({ icon }) => icon))]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}">`,
    `<style>.g{fill:${tone.ground}}.s{fill:${tone.shape}}@media(prefers-color-scheme:dark)`,
    `{.g{fill:${tone.darkGround}}.s{fill:${tone.darkShape}}}</style>`,
    `<defs>${shown.map((icon, i) => `<g id="i${i}">${bodyOf(icon)}</g>`).join('')}</defs>`,
    `<path class="g" d="M0 0h${side}v${side}H0z"/>`,
    shapeOf(words, key),
    ...places.map(({ icon, x, y, size }) => {
      const shadow = `<ellipse cx="${x + size / 2}" cy="${y + size * 0.97}" rx="${size * 0.36}" ry="${size * 0.045}" opacity=".12"/>`
      const drawn = `<use href="#i${shown.indexOf(icon)}" transform="translate(${x} ${y})scale(${size / 32})"/>`
      return shadow + drawn
    }),
    '</svg>',
  ].join('')
}

type Place = { icon: string; x: number; y: number; size: number }

/** One large; several of a set beside each other; what comes with the thing smaller, before it. */
function placesOf(icons: string[], count: number, isMirrored: boolean): Place[] {
  const [main = '', ...others] = icons
  const rows: Record<number, [x: number, y: number, size: number][]> = {
    1: [[76, 70, 168]],
    2: [
      [40, 92, 128],
      [152, 92, 128],
    ],
    3: [
      [28, 118, 110],
      [182, 118, 110],
      [94, 84, 132],
    ],
  }
  const beside: [x: number, y: number, size: number][] =
    others.length === 1
      ? [[188, 172, 104]]
      : [
          [202, 186, 92],
          [26, 186, 92],
        ]
  const all =
    others.length === 0
      ? rows[count]!.map(([x, y, size]) => ({ icon: main, x, y, size }))
      : [
          { icon: main, x: others.length === 1 ? 44 : 70, y: 54, size: 180 },
          ...others.map((icon, i) => ({
            icon,
            x: beside[i]![0],
            y: beside[i]![1],
            size: beside[i]![2],
          })),
        ]
  return isMirrored ? all.map((one) => ({ ...one, x: side - one.x - one.size })) : all
}

/** How many are drawn of a set: one, two or three. */
function countOf(title: string): number {
  const named = /\b(?:SET|PACK|BOX)(?: OF)? ?(\d+)|\bS\/(\d+)|^(\d+) (?!TIER|DRAWER|HOOK)/i.exec(
    title,
  )
  if (!named) return /\bPAIR\b/i.test(title) ? 2 : 1
  return Math.min(3, Math.max(1, Number(named[1] ?? named[2] ?? named[3])))
}

/** Dots, stripes or checks where the title speaks of them, else a simple form. */
function shapeOf(words: string[], key: string): string {
  const says = (...some: string[]) => some.some((word) => words.includes(word))
  if (says('RETROSPOT', 'POLKADOT', 'SPOT', 'SPOTS', 'SPOTTY', 'DOTTY')) return dots
  if (says('STRIPE', 'STRIPES', 'STRIPEY', 'STRIPED')) return stripes
  if (says('GINGHAM', 'CHECK', 'TARTAN', 'PLAID')) return checks
  return pick(`shape:${key}`, forms)
}

const forms = [
  '<circle class="s" cx="160" cy="160" r="122"/>',
  '<path class="s" d="M0 226c64-46 128-52 192-30s96 18 128-4v128H0z"/>',
  '<path class="s" d="M52 320V162a108 108 0 0 1 216 0v158z"/>',
  '<path class="s" d="M0 232h320v88H0z"/><circle class="s" cx="160" cy="132" r="92"/>',
  '<path class="s" d="M158 30c66-8 128 42 134 108s-38 146-118 150S34 240 30 166 92 38 158 30z"/>',
  '<rect class="s" x="46" y="46" width="228" height="228" rx="48"/>',
]

const steps = [0, 1, 2, 3, 4]
const dots = steps
  .flatMap((row) =>
    steps.map((column) => {
      const x = column * 80 + (row % 2 === 0 ? 0 : -40)
      return `<circle class="s" cx="${x}" cy="${row * 80}" r="20"/>`
    }),
  )
  .join('')
const stripes = `<path class="s" d="${[0, 1, 2, 3, 4].map((n) => `M${n * 64 + 16} 0h32v320h-32z`).join('')}"/>`
const checks = steps
  .map(
    (n) =>
      `<path class="s" opacity=".55" d="M${n * 64 + 16} 0h32v320h-32zM0 ${n * 64 + 16}h320v32H0z"/>`,
  )
  .join('')

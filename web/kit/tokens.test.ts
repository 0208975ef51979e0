import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { accents } from '#platform/shop.ts'

type Theme = 'light' | 'dark'
type Tokens = Map<string, Record<Theme, string>>

const css = readFileSync(path.join(import.meta.dirname, 'tokens.css'), 'utf8')
const root = tokensOf(':root')
const chosen = (accent: string) => tokensOf(`[data-accent='${accent}']`)

test('every accent is read in both themes: 4.5 : 1 for words, on every ground they stand on', () => {
  const pairs: [text: string, ground: string][] = [
    ['accent', 'ground'],
    ['accent', 'surface'],
    ['accent', 'sunken'],
    ['accent', 'accent-wash'],
    ['accent-strong', 'surface'],
    ['on-accent', 'accent'],
    ['on-accent', 'accent-strong'],
    ['ink', 'accent-wash'],
    ['ink-soft', 'accent-wash'],
  ]
  for (const accent of accents) {
    const tokens: Tokens = new Map([...root, ...chosen(accent)])
    for (const [text, ground] of pairs)
      for (const theme of ['light', 'dark'] as const) {
        const ratio = contrast(colorOf(tokens, text, theme), colorOf(tokens, ground, theme))
        const where = `${accent}: ${text} on ${ground}, ${theme}`
        assert.ok(ratio >= 4.5, `${where} is ${ratio.toFixed(2)} : 1`)
      }
  }
})

test('without a choice the accent is cinnabar, and no accent looks like what is safe or failed', () => {
  for (const [name, pair] of chosen('cinnabar')) assert.deepEqual(pair, root.get(name))
  for (const accent of accents)
    for (const meaning of ['safe', 'bad']) {
      const [one, other] = [chosen(accent), root] as const
      const apart = distance(colorOf(one, 'accent', 'light'), colorOf(other, meaning, 'light'))
      assert.ok(apart > 30, `${accent} is like ${meaning}`)
    }
})

/** What the first block of this selector says, where it says a colour for each theme. */
function tokensOf(selector: string): Tokens {
  const from = css.indexOf(`${selector} {`)
  assert.ok(from >= 0, `${selector} has no tokens`)
  const block = css.slice(from, css.indexOf('}', from))
  const found = block.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)
  return new Map(
    Array.from(found, ([, name = '', light = '', dark = '']) => [name, { light, dark }]),
  )
}

function colorOf(tokens: Tokens, name: string, theme: Theme): string {
  const token = tokens.get(name)
  assert.ok(token, `there is no ${name}`)
  return token[theme]
}

function channels(color: string): [r: number, g: number, b: number] {
  const value = Number.parseInt(color.slice(1), 16)
  return [value >> 16, (value >> 8) & 0xff, value & 0xff]
}

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const [r, g, b] = channels(color)
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

function linear(channel: number): number {
  const part = channel / 255
  return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}

function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function distance(one: string, other: string): number {
  const [r, g, b] = channels(one)
  const [x, y, z] = channels(other)
  return Math.hypot(r - x, g - y, b - z)
}

import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'

type Text = { place: string; text: string; isPhrase: boolean }
type Entry = string | ((...args: number[]) => unknown) | { [key: string]: Entry }

/** Every text by its place; phrases as they read with 71 for each argument. */
function textsOf(entry: Entry, place: string): Text[] {
  if (typeof entry === 'string') return [{ place, text: entry, isPhrase: false }]
  if (typeof entry === 'function')
    return [{ place, text: String(entry(71, 71, 71)), isPhrase: true }]
  return Object.entries(entry).flatMap(([key, below]) => textsOf(below, `${place}.${key}`))
}

const files = globSync('words/*.ts', { cwd: import.meta.dirname })
const dictionaries = (
  await Promise.all(
    files.map(async (file) => {
      const module = (await import(path.join(import.meta.dirname, file))) as object
      return Object.entries(module) as [string, { zh: Entry; en: Entry }][]
    }),
  )
).flat()

test('every text of the console is there in both languages, each in its own', () => {
  assert.ok(dictionaries.length >= files.length, `${dictionaries.length} dictionaries`)
  for (const [name, { zh, en }] of dictionaries) {
    const [chinese, english] = [textsOf(zh, name), textsOf(en, name)]
    const placesOf = (texts: Text[]) => texts.map(({ place }) => place)
    assert.deepEqual(placesOf(chinese), placesOf(english))
    for (const { place, text } of chinese) assert.match(text, /\p{Script=Han}|^，$/u, place)
    for (const { place, text } of english) assert.doesNotMatch(text, /\p{Script=Han}|^$/u, place)
  }
})

test('a phrase says the figure it is given', () => {
  for (const [name, { zh, en }] of dictionaries)
    for (const { place, text, isPhrase } of [...textsOf(zh, name), ...textsOf(en, name)])
      // "and 70 more" counts the one that is named.
      if (isPhrase) assert.match(text, /7[01]/, place)
})

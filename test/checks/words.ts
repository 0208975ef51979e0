/** The words of an app by their names, so that a check finds what a person reads in either language. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import path from 'node:path'
import type { App } from './pages.ts'

export type Language = 'zh' | 'en'
/** `say('browse.product.addToCart')`; a phrase takes its arguments. Throws for a name nobody has. */
export type Say = (name: string, ...given: unknown[]) => string

type Texts = { [key: string]: string | ((...given: unknown[]) => string) | Texts }

const root = path.resolve(import.meta.dirname, '../..')

export async function sayIn(app: App, language: Language): Promise<Say> {
  const texts: Texts = {}
  const files = globSync(`web/${app}/words/*.ts`, { cwd: root })
  for (const file of [...files, 'web/kit/words.ts']) {
    if (file.endsWith('.test.ts')) continue
    const module = (await import(path.join(root, file))) as Record<string, Record<Language, Texts>>
    for (const [name, words] of Object.entries(module))
      texts[name.replace(/Words$/, '')] = words[language]
  }
  return (name, ...given) => {
    const found = name
      .split('.')
      .reduce<Texts[string] | undefined>(
        (at, key) => (typeof at === 'object' ? at[key] : undefined),
        texts,
      )
    if (typeof found === 'function') return found(...given)
    assert.ok(typeof found === 'string' && found !== '', `the ${app} has no words ${name}`)
    return found
  }
}

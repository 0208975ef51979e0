import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { declaredCodes } from '#platform/errors.ts'
import { errorText, toldCodes } from './error-words.ts'
import { inLanguage, preferredLanguage } from './i18n.ts'

const root = path.resolve(import.meta.dirname, '../..')
const files = (pattern: string) => globSync(pattern, { cwd: root }).toSorted()

test('every error the server can answer with has words in both languages', async () => {
  for (const file of files('src/**/*.ts').filter(declaresErrors))
    await import(path.join(root, file))
  const missing = declaredCodes().filter((code) => !toldCodes.includes(code))
  assert.deepEqual(missing, [])
  for (const code of toldCodes) {
    assert.match(errorText(code, 'zh'), /\p{Script=Han}/u, code)
    assert.match(errorText(code, 'en'), /^[A-Z].*[.!?]$/, code)
  }
})

function declaresErrors(file: string): boolean {
  if (/\.(test|contract)\.ts$/.test(file)) return false
  return /= domainError\(/.test(readFileSync(path.join(root, file), 'utf8'))
}

test('a code from a newer server is told as a fault of ours, not shown as a code', () => {
  assert.equal(errorText('never_heard_of', 'en'), errorText('bug', 'en'))
})

test('no text of a page is empty or in the wrong language', async () => {
  for (const file of [...files('web/*/words/*.ts'), 'web/kit/words.ts']) {
    const module = (await import(path.join(root, file))) as Record<string, { zh: Texts; en: Texts }>
    for (const dictionary of Object.values(module)) {
      const [zh, en] = [textsOf(dictionary.zh), textsOf(dictionary.en)]
      assert.deepEqual([...zh.keys()], [...en.keys()], file)
      for (const [key, text] of en) {
        assert.equal(text === '', zh.get(key) === '', `${file} ${key} is empty in one language`)
        if (/^(kitWords\.)?(language|languages)/.test(key)) continue
        assert.doesNotMatch(text, /\p{Script=Han}/u, `${file} ${key} is Chinese in English`)
      }
    }
  }
})

type Texts = { [key: string]: string | ((...args: unknown[]) => unknown) | Texts }

/** All texts by their path; a phrase is told with its arguments' numbers. */
function textsOf(texts: Texts, at = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] => {
      const name = at ? `${at}.${key}` : key
      if (typeof value === 'string') return [[name, value]]
      if (typeof value === 'function')
        return [[name, String(value(...[1, 2, 3].slice(0, value.length)))]]
      return [...textsOf(value, name)]
    }),
  )
}

test('the language is the one chosen here, else the first the browser prefers that we speak', () => {
  assert.equal(preferredLanguage('en', ['zh-CN']), 'en')
  assert.equal(preferredLanguage(null, ['fr', 'zh-TW', 'en']), 'zh')
  assert.equal(preferredLanguage(null, ['en-GB', 'zh']), 'en')
  assert.equal(preferredLanguage('klingon', []), 'en')
})

test('a title that one language lacks is shown in the other', () => {
  assert.equal(inLanguage('zh', '', 'Mug'), 'Mug')
  assert.equal(inLanguage('en', '马克杯', ''), '马克杯')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseQuery, singular, tokensOf, vectorOf, vocabularyOf } from './search-text.ts'

const cut = (text: string) => tokensOf(text).map((token) => token.text)

test('what looks the same is cut into the same words', () => {
  const cases: [string, string[]][] = [
    ['', []],
    ['😀 !?—«»\'"\\ \0\u200b', []],
    ['Red  MUG', ['red', 'mug']],
    ['ＲＥＤ　ｍｕｇ', ['red', 'mug']],
    ['Café crème', ['cafe', 'creme']],
    ["children's T-LIGHT’s", ['children', 't', 'light']],
    ['85123A 500g', ['85123a', '500g']],
    ['红色马克杯mug大号', ['红色马克杯', 'mug', '大号']],
    ['红色，马克杯。', ['红色', '马克杯']],
    ['カップ 컵', ['カップ', '컵']],
    ['𠮷野家', ['𠮷野家']],
    ["'; drop table catalog.product; --", ['drop', 'table', 'catalog', 'product']],
    ['red\ud83d mug', ['red', 'mug']],
  ]
  for (const [text, words] of cases) assert.deepEqual(cut(text), words, text)
  assert.deepEqual(cut('カﾞ'), cut('ガ'))
})

test('the plural is found by the singular and the other way round', () => {
  const cases = {
    mugs: 'mug',
    glasses: 'glass',
    glass: 'glass',
    boxes: 'box',
    brushes: 'brush',
    berries: 'berry',
    ties: 'tie',
    christmas: 'christma',
    bus: 'bus',
    tennis: 'tennis',
    '500s': '500s',
  }
  for (const [word, stem] of Object.entries(cases)) assert.equal(singular(word), stem)
})

test('words of titles, brands and SKUs have their weight, Chinese its characters and pairs', () => {
  const vector = vectorOf({ titles: ['红色杯', 'Red'], brandNames: ['Dawn'], skus: ['21A'] })
  const lexemes = Object.fromEntries(
    vector.split(' ').map((entry) => entry.replaceAll("'", '').split(':')),
  )
  const { 红: first, 红色: pair, 色杯: next, 杯: last, red, dawn, '21a': code } = lexemes
  assert.deepEqual([first, pair, next, last], ['1A', '1A', '2A', '3A'])
  assert.match(red, /^\d+A$/)
  assert.match(dawn, /^\d+B$/)
  assert.match(code, /^\d+C$/)
})

test('no phrase runs from one text into the next', () => {
  const vector = vectorOf({ titles: ['红', '色'], brandNames: [], skus: [] })
  assert.doesNotMatch(vector, /红色/)
  const [first, second] = vector.match(/\d+/g)!.map(Number)
  assert.ok(second! - first! > 1)
})

test('a title of any length and repetition makes a vector that PostgreSQL takes', () => {
  const vector = vectorOf({
    titles: ['红'.repeat(20_000), 'a '.repeat(300)],
    brandNames: [],
    skus: [],
  })
  for (const entry of vector.split(' ')) {
    const places = entry.slice(entry.lastIndexOf(':') + 1).split(',')
    assert.ok(places.length <= 255)
    assert.ok(places.every((place) => Number.parseInt(place, 10) <= 16_383))
  }
})

test('a query has at most twelve words, none longer than it may be', () => {
  assert.equal(parseQuery(Array.from({ length: 50 }, (_, n) => `w${n}`).join(' ')).length, 12)
  assert.equal(parseQuery('x'.repeat(400))[0]!.whole.length, 42)
  assert.equal(parseQuery('红蓝'.repeat(200))[0]!.pairs.length, 31)
  assert.deepEqual(parseQuery('😀'), [])
  assert.equal(parseQuery('mug Mug MUGS').length, 1)
})

test('codes, short and Chinese words are not corrected', () => {
  const asked = parseQuery('85123A it teapot 茶壶').map((word) => word.corrigible)
  assert.deepEqual(asked, [null, null, 'teapot', null])
  const words = vocabularyOf({
    titles: ['Teapot 500g, it 茶壶'],
    brandNames: ['Dawn'],
    skus: ['x'],
  })
  assert.deepEqual(words, ['teapot', 'dawn'])
})

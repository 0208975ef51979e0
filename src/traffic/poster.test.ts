/** Posters: what staff typed stays text, and every code reads as its address. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newCode, readCode } from './code.ts'
import { posterSvg, qrSvg, wrapped } from './poster.ts'

test('what staff typed is text in a drawing, never a part of it', () => {
  const svg = posterSvg({
    paper: 'a5',
    shopName: '<script>alert(1)</script>',
    title: '"&\'</text><image href="x"/>',
    hint: '扫码进店',
    address: 'https://shop.example/l/x7k2m9pq',
  })
  assert.doesNotMatch(svg, /<script|<image/)
  assert.match(svg, /&lt;script&gt;/)
  assert.match(svg, /shop\.example\/l\/x7k2m9pq/)
})

test('long titles go over lines, in Chinese and in English, and lose no letter', () => {
  assert.deepEqual(wrapped('新客立减十元扫码进店领取', 12), ['新客立减十元', '扫码进店领取'])
  assert.deepEqual(wrapped('Ten yuan off for newcomers', 12), ['Ten yuan off', 'for', 'newcomers'])
  assert.equal(wrapped('x'.repeat(50), 12).join(''), 'x'.repeat(50))
})

test('a code has only letters that nobody mistakes, and is read in either case', () => {
  for (let n = 0; n < 1_000; n++) assert.match(newCode(), /^[2-9a-hjkmnp-z]{8}$/)
  assert.equal(readCode('X7K2M9PQ'), 'x7k2m9pq')
  for (const no of ['x7k2m9p', 'x7k2m9pq2', 'x7k2m9p0', 'x7k2m9pl', '../../..', ''])
    assert.equal(readCode(no), null)
  assert.match(qrSvg('https://shop.example/l/x7k2m9pq'), /^<svg .*<path .*<\/svg>\n$/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { categoryOf } from './categories.ts'
import { stableId } from './chance.ts'
import { readProducts } from './history.ts'
import { iconNames, iconsOf } from './picture-icons.ts'
import { picturesOf, readIcons } from './pictures.ts'
import { titleEn } from './title-en.ts'

test('a title is drawn as the thing it sells, with what is on it', () => {
  const cases: [string, string[]][] = [
    ['WHITE HANGING HEART T-LIGHT HOLDER', ['candle', 'white-heart']],
    ['RED RETROSPOT MUG', ['hot-beverage']],
    ['LUNCH BAG CARS BLUE', ['backpack', 'automobile']],
    ['STRAWBERRY LUNCH BOX WITH CUTLERY', ['bento-box', 'strawberry', 'fork-and-knife']],
    ['SET OF 3 CAKE TINS PANTRY DESIGN', ['shortcake']],
    ['BIRD HOUSE HOT WATER BOTTLE', ['lotion-bottle', 'house']],
    ['CHRISTMAS TREE DECORATIONS', ['christmas-tree']],
    ['BLUE PAISLEY POCKET BOOK', ['notebook-with-decorative-cover', 'peacock']],
    ['DISCOUNT', []],
  ]
  for (const [title, icons] of cases) assert.deepEqual(iconsOf(title), icons, title)
})

test('at least 95 % of the real titles have an icon of their own, and each icon exists', async (t) => {
  const bodyOf = await readIcons()
  for (const name of iconNames()) if (name !== 'heart') assert.ok(bodyOf(name).length > 0)
  const titles = (await readProducts()).map(({ description }) => titleEn(description))
  const known = titles.filter((title) => iconsOf(title).length > 0).length / titles.length
  t.diagnostic(`${(known * 100).toFixed(1)} % of ${titles.length} titles`)
  assert.ok(known >= 0.95)
})

test('every product gets a small drawing without scripts or links, the same on every run', async () => {
  const bodyOf = await readIcons()
  const products = (await readProducts()).map(({ stockCode, description }) => ({
    id: stableId('product', stockCode),
    titleEn: titleEn(description),
    titleZh: '标题',
    categoryId: categoryOf(description),
  }))
  const draw = () => picturesOf(products, bodyOf, new Date(0))
  const pictures = draw()
  assert.deepEqual(draw(), pictures)
  for (const { files, altEn } of pictures) {
    const drawing = files[0]!.bytes.toString()
    assert.ok(drawing.length < 60_000, altEn)
    assert.match(drawing, /^<svg .*<use .*<\/svg>$/s, altEn)
    assert.doesNotMatch(drawing, /<script|\son\w+=|href="[^#]|url\((?!#)|undefined|NaN/, altEn)
  }
})

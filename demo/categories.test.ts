import assert from 'node:assert/strict'
import { test } from 'node:test'
import { categories, categoryOf } from './categories.ts'

test('a title falls into the category of what it is for, and into the last when none is named', () => {
  const cases: [string, string][] = [
    ['LETTER "K" BLING KEY RING', 'jewellery'],
    ['DROP EARRINGS W FLOWER & LEAF', 'jewellery'],
    ['WRAP CHRISTMAS VILLAGE', 'festive'],
    ['PINK GOOSE FEATHER TREE 60CM', 'festive'],
    ['36 PENCILS TUBE SKULLS', 'cards-stationery'],
    ['CARD HOLDER GINGHAM HEART', 'storage'],
    ['PARTY BUNTING', 'party'],
    ['WHITE HANGING HEART T-LIGHT HOLDER', 'candles-light'],
    ['JUMBO BAG RED RETROSPOT', 'bags'],
    ['MAGIC DRAWING SLATE DINOSAUR', 'toys'],
    ['WATERING CAN BLUE ELEPHANT', 'garden'],
    ['GARDENIA 3 WICK MORRIS BOXED CANDLE', 'candles-light'],
    ['BIRD HOUSE HOT WATER BOTTLE', 'bath-comfort'],
    ['WHITE BIRD GARDEN DESIGN MUG', 'tea-baking'],
    ['REGENCY CAKESTAND 3 TIER', 'tea-baking'],
    ['SET/5 RED RETROSPOT LID GLASS BOWLS', 'kitchen'],
    ['SCOTTIE DOG HOT WATER BOTTLE', 'bath-comfort'],
    ['GUMBALL COAT RACK', 'storage'],
    ['ALARM CLOCK BAKELIKE RED', 'home-decoration'],
    ['DOORMAT UNION FLAG', 'home-decoration'],
  ]
  for (const [title, slug] of cases) {
    const category = categories.find(({ id }) => id === categoryOf(title))
    assert.equal(category?.slug, slug, title)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { titleEn } from './title-en.ts'
import { translateTitle } from './translate-title.ts'

test('a title in Chinese puts what describes before what it names, and counts last', () => {
  const cases: [string, string][] = [
    ['WHITE HANGING HEART T-LIGHT HOLDER', '白色悬挂式心形茶蜡烛台'],
    ['JUMBO BAG RED RETROSPOT', '红色复古波点特大号购物袋'],
    ['LUNCH BAG CARS BLUE', '蓝色汽车午餐袋'],
    ['SET OF 3 CAKE TINS PANTRY DESIGN', '食品柜图案蛋糕罐 3件套'],
    ['S/4 PINK FLOWER CANDLES IN BOWL', '碗装粉色花朵蜡烛 4件套'],
    ['PACK OF 72 RETROSPOT CAKE CASES', '复古波点蛋糕纸杯 72只装'],
    ['36 PENCILS TUBE SKULLS', '骷髅筒装铅笔 36支装'],
    ['3 TIER CAKE TIN RED AND CREAM', '红奶油色3层蛋糕罐'],
    ['3 BIRDS CANVAS SCREEN', '三只小鸟帆布屏风'],
    ['WHITE WITH BLACK CATS PLATE', '白色黑色猫咪盘'],
    ['STRAWBERRY LUNCH BOX WITH CUTLERY', '带餐具的草莓午餐盒'],
    ['CERAMIC CAKE BOWL + HANGING CAKES', '带悬挂式蛋糕的陶瓷蛋糕碗'],
    ['DOORMAT KEEP CALM AND COME IN', '「保持冷静请进」门垫'],
    ['LETTER "K" BLING KEY RING', '字母K闪钻钥匙圈'],
    ['HEART OF WICKER SMALL', '小号柳编爱心'],
  ]
  for (const [english, chinese] of cases) assert.equal(translateTitle(english).title, chinese)
})

test('a word the dictionary lacks stays in English, in its place, and is told', () => {
  const { title, unknown } = translateTitle('RED ZEPPELIN MUG')
  assert.equal(title, '红色 Zeppelin 马克杯')
  assert.deepEqual(unknown, ['Zeppelin'])
  assert.deepEqual(translateTitle('RED ROCKET MUG').unknown, [])
})

test('a shouted description is made readable and keeps its words', () => {
  const cases: [string, string][] = [
    ['JUMBO  BAG BAROQUE BLACK WHITE', 'Jumbo Bag Baroque Black White'],
    ['SET OF 3 CAKE TINS PANTRY DESIGN ', 'Set of 3 Cake Tins Pantry Design'],
    ['RED TOADSTOOL LED NIGHT LIGHT', 'Red Toadstool LED Night Light'],
    ['FOLDING UMBRELLA RED/WHITE POLKADOT', 'Folding Umbrella Red/White Polkadot'],
    ["PAPER CHAIN KIT 50'S CHRISTMAS", "Paper Chain Kit 50's Christmas"],
    ['KEY FOB , SHED', 'Key Fob, Shed'],
    ['LETTER "A" BLING KEY RING', 'Letter "A" Bling Key Ring'],
    ['*USB Office Mirror Ball', 'USB Office Mirror Ball'],
    ['I LOVE LONDON BEAKER', 'I Love London Beaker'],
    ['PINK/WHITE CHRISTMAS TREE 60CM', 'Pink/White Christmas Tree 60cm'],
  ]
  for (const [shouted, readable] of cases) assert.equal(titleEn(shouted), readable)
})

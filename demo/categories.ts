/**
 * Plain categories, made by us from the words of the titles: the data has none. The first that fits
 * wins, so what a thing is for goes before what it looks like; the last takes the rest.
 */
import { stableId } from './chance.ts'

type Rule = { slug: string; en: string; zh: string; words: string[] }
export type Category = { id: string; slug: string; nameEn: string; nameZh: string }

const rules: Rule[] = [
  {
    slug: 'jewellery',
    en: 'Jewellery & hair',
    zh: '首饰与发饰',
    words: [
      String.raw`NECKL|BRACEL|EARRING|BANGLE|BROOCH|PENDANT|LARIAT|CHOKER`,
      String.raw`HAIR ?(CLIP|BAND|SLIDE|TIE|GRIP|COMB)|HAIRCLIPS|(PHONE|BAG|BEAD) CHAR|RING$`,
      String.raw`RING (ASSORTED|CRYSTAL)|KEY ?RING|KEY-CHAIN|JEWEL(LERY)? (BOX|STAND|SET)|TIARA`,
    ],
  },
  {
    slug: 'festive',
    en: 'Christmas & Easter',
    zh: '圣诞与复活节',
    words: [
      String.raw`CHRISTMAS|EASTER|YULETIDE|NOEL|ADVENT|NATIVITY|SANTA|REINDEER|BAUBLE|MISTLETOE`,
      String.raw`HOLLY|TINSEL|SNOWM[AE]N|PANNETONE|HALLOWEEN|GOOSE FEATHER TREE|TREE DECORATION`,
    ],
  },
  {
    slug: 'cards-stationery',
    en: 'Cards, wrap & stationery',
    zh: '贺卡、包装与文具',
    words: [
      String.raw`\bWRAP|\bCARDS?\b(?! (HOLDER|WALLET|GAME))|GIFT (TAG|TAPE|BAG|BOX)`,
      String.raw`NOTE ?(BOOK|PAD|LET)|SKETCHBOOK|JOURNAL|\bPENS?\b|PENCIL|CRAYON|STICKER`,
      String.raw`STATIONERY|WRITING SET|ENVELOPE|CALENDAR|ERASER|RUBBERS?\b|RULER|CALCULATOR`,
      String.raw`POCKET BOOK|SCRAP BOOK|EXERCISE BOOK|ADDRESS BOOK|PHOTO ALBUM|RIBBON|STAMP SET`,
      String.raw`SCISSOR|(?<!MEASURING )\bTAPES?\b|PAPER BAG|BOOK MARK|HOLE PUNCH|TISSUE REAM`,
      String.raw`CHALK STICK|SHOPPING LIST|STENCIL|MAGNET(?!IC)|POSTCARD`,
    ],
  },
  {
    slug: 'party',
    en: 'Party',
    zh: '派对',
    words: [
      String.raw`PARTY|BUNTING|BALLOON|CONFETTI|HONEYCOMB|PAPER CHAIN`,
      String.raw`PAPER (PLATE|CUP|NAPKIN|LANTERN|PARASOL)|COCKTAIL|STRAWS|\bLEIS\b|SOMBRERO`,
      String.raw`CELEBRATION|PENNANT|GARLAND`,
    ],
  },
  {
    slug: 'candles-light',
    en: 'Candles & light',
    zh: '蜡烛与灯饰',
    words: [
      String.raw`CANDLE|CANDL\b|T-LIGHT|TEA ?LIGHT|VOTIVE|LANTERN|LAMP`,
      String.raw`LIGHTS?\b(?! (BLUE|PINK|GREEN))|20LIGHT|INCENSE|CHANDELIER|OIL BURNER|TORCH`,
      String.raw`MATCHES|SILICON|FRAGRANCE`,
    ],
  },
  {
    slug: 'bags',
    en: 'Bags & purses',
    zh: '包袋与钱包',
    words: [
      String.raw`(?<!TEA |POT POURI )\bBAGS?\b(?! PLATE)|HANDBAG|PURSE|WALLET|SHOPPER|WASHBAG`,
      String.raw`LUGGAGE|PASSPORT|BACKPACK|UMBRELLA|PICNIC (BASKET|HAMPER)|RAIN (HAT|MAC|PONCHO)`,
      String.raw`SUNGLASSES|SCARF(?! HOT)`,
    ],
  },
  {
    slug: 'toys',
    en: 'Toys & children',
    zh: '玩具与儿童',
    words: [
      String.raw`\bTOYS?\b(?! TIDY)|JIGSAW|DOLL\b|GAME|SKITTLE|PLAYHOUSE|PUPPET|MARBLES|SPINNING`,
      String.raw`SKIPP+ING|DOMINOES|LUDO|BINGO|CROQUET|ROUNDERS|GLIDERS|HELICOPTER|KNITTING`,
      String.raw`MODELLING|DRAWING SLATE|COLOURING|CHILD|\bKIDS?\b|BABY|FELT ?CRAFT|CRAFT`,
      String.raw`SNAKES? (&|SET|EGGS)|FLYING DISC|BUBBLES|TATTOO|PLAYING CARDS|SNAP CARDS`,
      String.raw`DINOSAUR SET|CREEPY|FARM ANIMAL|PAINT (SET|YOUR)|PATCHES|NINJA RABBIT|BADGES`,
      String.raw`SPACE (CADET|OWL|FROG)|STRESS BALL|GYMKHANA|ALPHABET BLOCKS`,
    ],
  },
  {
    slug: 'garden',
    en: 'Garden',
    zh: '花园',
    words: [
      // The named things are no garden goods even where a garden or a bird house is on them.
      String.raw`^(?!.*(HOT WATER|MUG|NUMBER TILE)).*(GARDEN(?!IA)|WATERING CAN|PLANT\b|PLANTER)`,
      String.raw`^(?!.*(HOT WATER|LUNCH)).*BIRD ?(HOUSE|BOX|CAGE)|FLOWER ?POT|HERB (MARKER|GARDEN)`,
      String.raw`PARASOL|WINDMILL|TROWEL|SPADE|SECATEURS|KNEELING|HAMMOCK|POTTING SHED (?!TEA)`,
      String.raw`GROW (A|YOUR)|GNOME|WHEELBARROW|CHIME|WINDSOCK|FOLDING CHAIR|FLY SWAT`,
      String.raw`(ART|ARTI+FI?CIAL) FLOWER|THERMOMETER`,
    ],
  },
  {
    slug: 'tea-baking',
    en: 'Tea & baking',
    zh: '茶饮与烘焙',
    words: [
      String.raw`TEA ?(CUP|POT|SET|PLATE|TOWEL|COSY|CADDY|SPOON|STRAINER|MUG|FOR ONE)`,
      String.raw`TEA ?(CONTAINER|BAG|GLASS)`,
      String.raw`TEA,|COFFEE|\bMUGS?\b|SAUCER`,
      String.raw`CAKE ?(STAND|TIN|CASE|PLATE|FORK|SLICE|BOWL|COVER|FRILL)|CAKE CASES`,
      String.raw`(FOUR|FAIRY CAKE|BAKING) CASES|BAKING|COOKIE|BISCUIT|SUGAR|MILK (JUG|BOTTLE)`,
      String.raw`DOILI?E?[SY]|JELLY MOULD|ROLLING PIN|PASTRY|RECIPE|TOAST`,
    ],
  },
  {
    slug: 'kitchen',
    en: 'Kitchen & dining',
    zh: '厨房与餐桌',
    words: [
      String.raw`KITCHEN|BOWLS?\b|PLATES?\b|PLATTER|DISH(?!ES)|\bCUPS?\b(?! HOOK)|BEAKER|TUMBLER`,
      String.raw`GLASS(ES)?$|GOBLET|CHALICE|JUG|\bPAN\b|CUTLERY|NAPKIN|PLACEMAT|PLACE SETTING`,
      String.raw`COASTER|TRAY|APRON|OVEN|LUNCH BOX|SNACK BOX|PICNIC|FOOD|BREAD|JAM |JARS?\b|COSY`,
      String.raw`EGG|SPOON|LADLE|CHOPSTICK|COLANDER|SQUEEZER|TABLE ?CLOTH|TABLE RUN|POPCORN`,
      String.raw`WASHING UP|SCRUBBING|CORER|FORK|UTENSIL|MOULD|OPENER|CONDIMENT|FRUITBOWL`,
      String.raw`WATER BASIN`,
    ],
  },
  {
    slug: 'bath-comfort',
    en: 'Bath & comfort',
    zh: '沐浴与舒适',
    words: [
      String.raw`BATH|SOAP|FLANNEL|TOWEL|HOT WATER|HOTTIE|HAND ?WARMER|POCKET WARMER|SPONGE`,
      String.raw`SLIPPER|LIP GLOSS|TISSUE|FIRST AID|PLASTERS|EAR MUFF|SHOWER|BALM|COSMETIC|GLOVE`,
      String.raw`SEWING|PIN CUSHION|THROW|QUILT|MIRROR COMPACT|COMPACT MIRROR|GLASSES CASE`,
    ],
  },
  {
    slug: 'storage',
    en: 'Storage & hooks',
    zh: '收纳与挂钩',
    words: [
      String.raw`BOX(ES)?\b|\bTINS?\b|TIDY|HOOK|HANGER|RACK|CABINET|DRAWER|CHEST|SHEL[FV]`,
      String.raw`CUPBOARD|ORGANISER|BASKET|\bBIN\b|CRATE|KNOB|PEGS|KEY FOB|LETTER TRAY|HOLDER`,
      String.raw`SIDEBOARD|BUCKET|STAND$|MONEY BANK|PIGGY BANK`,
    ],
  },
  { slug: 'home-decoration', en: 'Home decoration', zh: '家居装饰', words: [''] },
]

/** The alternatives of a regular expression, over several lines. */
const matchers = rules.map(({ slug, words }) => ({
  id: stableId('category', slug),
  words: new RegExp(words.join('|')),
}))

export const categories: Category[] = rules.map(({ slug, en, zh }) => {
  return { id: stableId('category', slug), slug, nameEn: en, nameZh: zh }
})

/** The id of the category that a title falls into. */
export function categoryOf(description: string): string {
  const title = description.toUpperCase().replace(/\s+/g, ' ')
  const matcher = matchers.find(({ words }) => words.test(title))
  if (!matcher) throw new Error('The last category takes every title')
  return matcher.id
}

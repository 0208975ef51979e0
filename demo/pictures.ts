/** The pictures of the demo's products, drawn by this script from the words of their English titles. */
import { readFile } from 'node:fs/promises'
import type { NewPicture } from '#catalog/picture.ts'
import { categories } from './categories.ts'
import { stableId } from './chance.ts'
import { drawPicture, side } from './draw-picture.ts'
import type { IconBodies } from './draw-picture.ts'
import { iconsOf } from './picture-icons.ts'
import type { PlannedProduct } from './products.ts'

/** By category, for the few titles of which no word is known. */
const fallbacks: Record<string, string> = {
  jewellery: 'gem-stone',
  festive: 'christmas-tree',
  'cards-stationery': 'pencil',
  party: 'party-popper',
  'candles-light': 'candle',
  bags: 'shopping-bags',
  toys: 'teddy-bear',
  garden: 'potted-plant',
  'tea-baking': 'teapot',
  kitchen: 'fork-and-knife-with-plate',
  'bath-comfort': 'bathtub',
  storage: 'package',
  'home-decoration': 'house',
}
const slugOf = new Map(categories.map(({ id, slug }) => [id, slug]))

type Drawn = Pick<PlannedProduct, 'id' | 'titleEn' | 'titleZh' | 'categoryId'>

export function picturesOf(products: Drawn[], bodyOf: IconBodies, createdAt: Date): NewPicture[] {
  return products.map(({ id: productId, titleEn, titleZh, categoryId }) => {
    const known = iconsOf(titleEn)
    const icons = known.length > 0 ? known : [fallbacks[slugOf.get(categoryId)!]!]
    const drawing = drawPicture(titleEn, icons, productId, bodyOf)
    return {
      id: stableId('picture', productId),
      productId,
      files: [{ width: side, type: 'image/svg+xml', bytes: Buffer.from(drawing) }],
      altZh: titleZh,
      altEn: titleEn,
      madeBy: 'script',
      createdAt,
    }
  })
}

/** Reads the icons: 9 MB, so only when there is something to draw. */
export async function readIcons(): Promise<IconBodies> {
  const file = new URL(import.meta.resolve('@iconify-json/fluent-emoji-flat/icons.json'))
  const { icons } = JSON.parse(await readFile(file, 'utf8')) as {
    icons: Record<string, { body: string }>
  }
  return (name) => {
    const icon = icons[name]
    if (!icon) throw new Error(`There is no icon ${name}`)
    return icon.body
  }
}

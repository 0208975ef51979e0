/** What somebody sends as a picture, made into what is served; nothing of the original is kept. */
import sharp from 'sharp'
import type { Sharp } from 'sharp'
import { notAPicture, pictureTooLarge } from './errors.ts'
import type { PictureFile } from './picture.ts'

export const pictureBytesMax = 10_000_000
const pixelsMax = 50_000_000
const widths = [160, 360, 720, 1440]

/** Two large ones at once may take a few hundred megabytes; more wait. */
sharp.concurrency(1)
sharp.cache(false)

/**
 * The picture as WebP in each width that is not larger than it is itself (a small one in its own),
 * turned upright, without what the camera noted in it: a place, a time, a name.
 *
 * Errors: notAPicture (by its contents, whatever its name says), pictureTooLarge.
 */
export async function readUpload(bytes: Buffer): Promise<PictureFile[]> {
  if (bytes.length > pictureBytesMax) throw pictureTooLarge({ bytesMax: pictureBytesMax })
  if (!isKnownKind(bytes)) throw notAPicture()
  try {
    // Only the head is read, so a bomb is known before it goes off.
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata()
    if (width * height > pixelsMax) throw pictureTooLarge({ pixelsMax })
    const upright = sharp(bytes, { limitInputPixels: pixelsMax, failOn: 'error' }).autoOrient()
    return await sizesOf(upright)
  } catch (error) {
    // What the decoder says of bad contents has no code; our refusals and the system's errors have one.
    if (error instanceof Error && !('code' in error)) throw notAPicture()
    throw error
  }
}

/** Decoded once; the smaller ones are made from the largest. */
async function sizesOf(upright: Sharp): Promise<PictureFile[]> {
  const { data, info } = await upright
    .resize({ width: widths.at(-1)!, withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width: widest, height, channels } = info
  const wanted = [...new Set([...widths.filter((width) => width < widest), widest])]
  const files: PictureFile[] = []
  for (const width of wanted) {
    const raw = { width: widest, height, channels }
    const bytes = await sharp(data, { raw }).resize({ width }).webp({ quality: 80 }).toBuffer()
    files.push({ width, type: 'image/webp', bytes })
  }
  return files
}

/** The first bytes of JPEG, PNG, WebP and AVIF. A drawing (SVG) is none of them: it may hold scripts. */
function isKnownKind(bytes: Buffer): boolean {
  const text = (from: number, to: number) => bytes.toString('latin1', from, to)
  if (text(0, 3) === '\xff\xd8\xff') return true
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return true
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return true
  return text(4, 8) === 'ftyp' && ['avif', 'avis'].includes(text(8, 12))
}

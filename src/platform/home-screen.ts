/**
 * The shop on a home screen: under its own name, with the mark in its accent. Colours are read from the
 * tokens of the pages, the mark is the one they show.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import sharp from 'sharp'
import { notFound } from './errors.ts'
import { accents } from './shop.ts'
import type { Shop } from './shop.ts'

const kit = path.resolve(import.meta.dirname, '../../web/kit')
type Accent = Shop['accent']
type Icon = { size: number; purpose: 'any' | 'maskable' }

const icons: Record<string, Icon> = {
  '192': { size: 192, purpose: 'any' },
  '512': { size: 512, purpose: 'any' },
  'maskable-192': { size: 192, purpose: 'maskable' },
  'maskable-512': { size: 512, purpose: 'maskable' },
}
/** How much of an icon the mark takes: a mask may cut everything but the inner four fifths. */
const markShare = { any: 0.66, maskable: 0.5 }

export function serveHomeScreen(app: FastifyInstance, findShop: () => Promise<Shop | null>): void {
  const { ground, accentOf } = readTokens()
  const mark = readFileSync(path.join(kit, 'public/favicon.svg'), 'utf8')
  const drawn = new Map<string, Promise<Buffer>>()
  const draw = (accent: Accent, icon: Icon) => {
    const name = `${accent} ${icon.size} ${icon.purpose}`
    const made = drawn.get(name) ?? drawIcon(mark, ground, accentOf(accent), icon)
    drawn.set(name, made)
    return made
  }

  app.get('/manifest.webmanifest', async (request, reply) => {
    const shop = await findShop()
    const wantsChinese = /^\s*zh\b/i.test(request.headers['accept-language'] ?? '')
    return reply
      .type('application/manifest+json; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('vary', 'accept-language')
      .send(JSON.stringify(manifestOf(shop, wantsChinese ? 'zh' : 'en', ground)))
  })
  app.get('/icons/:accent/:name.png', async (request, reply) => {
    const { accent, name } = request.params as { accent: Accent; name: string }
    const icon = Object.hasOwn(icons, name) ? icons[name] : undefined
    if (!icon || !accents.includes(accent)) throw notFound()
    const png = await draw(accent, icon)
    return reply.type('image/png').header('cache-control', 'public, max-age=604800').send(png)
  })
  app.get('/apple-touch-icon.png', async (_request, reply) => {
    const png = await draw((await findShop())?.accent ?? 'cinnabar', { size: 180, purpose: 'any' })
    return reply.type('image/png').header('cache-control', 'no-cache').send(png)
  })
}

function manifestOf(shop: Shop | null, language: 'zh' | 'en', ground: string) {
  const name = !shop
    ? 'Tessera'
    : language === 'zh'
      ? shop.nameZh || shop.nameEn
      : shop.nameEn || shop.nameZh
  return {
    id: '/',
    name,
    short_name: name,
    lang: language === 'zh' ? 'zh-CN' : 'en',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: ground,
    theme_color: ground,
    icons: Object.entries(icons).map(([file, { size, purpose }]) => ({
      src: `/icons/${shop?.accent ?? 'cinnabar'}/${file}.png`,
      sizes: `${size}x${size}`,
      type: 'image/png',
      purpose,
    })),
  }
}

/** On paper, never see-through: a phone would put it on black. */
function drawIcon(mark: string, ground: string, accent: string, { size, purpose }: Icon) {
  const inner = Math.round(size * markShare[purpose])
  const edge = (size - inner) / 2
  const tiles = mark.replace('#a8432b', accent).replace(/<\/?svg[^>]*>/g, '')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">
    <rect width="100%" height="100%" fill="${ground}"/>
    <svg x="${edge}" y="${edge}" width="${inner}" height="${inner}" viewBox="0 0 32 32">${tiles}</svg>
  </svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/** Their light sides: a home screen has one picture for day and night. */
function readTokens() {
  const css = readFileSync(path.join(kit, 'tokens.css'), 'utf8')
  const read = (from: RegExp) => {
    const found = from.exec(css)
    if (!found) throw new Error(`tokens.css has nothing like ${from}`)
    return found[1]!
  }
  return {
    ground: read(/--ground: light-dark\((#\w+),/),
    accentOf: (accent: Accent) =>
      read(new RegExp(`\\[data-accent='${accent}'\\] \\{\\s*--accent: light-dark\\((#\\w+),`)),
  }
}

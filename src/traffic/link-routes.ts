/** How staff make short links, and the QR codes and posters that carry them. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { line } from '#platform/shapes.ts'
import { findShop } from '#platform/shop.ts'
import { addressOf } from './code.ts'
import * as errors from './errors.ts'
import { figuresOfLinks, LinkFigures } from './figures.ts'
import { addLink, closeLink, getLink, Link, linkOwners, listLinks, ShopPath } from './link.ts'
import { posterSvg, qrSvg } from './poster.ts'
import { sendDrawing } from './send-drawing.ts'
import { exampleId } from './words.ts'

const pageSize = 50
const LinkParams = z.object({ linkId: z.uuid() })

const exampleLink = {
  id: exampleId,
  code: 'x7k2m9pq',
  title: '门店收银台',
  channelId: exampleId,
  campaignId: null,
  ownerKind: 'store' as const,
  ownerId: '徐汇店',
  path: '/',
  createdAt: '2026-11-20T04:00:00.000Z',
  expiresAt: null,
  closedAt: null,
}

export const getConsoleLinks = route({
  method: 'GET',
  path: '/console/links',
  summary: 'Links, newest first, with what each brought',
  auth: 'staff:traffic.read',
  query: z.object({
    channelId: z.uuid().optional(),
    campaignId: z.uuid().optional(),
    after: z.uuid().optional(),
  }),
  answers: [
    200,
    z.object({
      items: z.array(Link.extend({ url: z.string(), figures: LinkFigures })),
      next: z.uuid().nullable(),
    }),
  ],
  handle: async ({ db, query: { after, ...query }, services }) => {
    const rows = await listLinks(db, { ...query, afterId: after, limit: pageSize + 1 })
    const links = rows.slice(0, pageSize)
    const figuresOf = await figuresOfLinks(
      db,
      links.map(({ id }) => id),
    )
    const items = links.map((link) => ({
      ...link,
      url: addressOf(services, link),
      figures: figuresOf(link.id),
    }))
    return { items, next: rows.length > pageSize ? items.at(-1)!.id : null }
  },
})

export const postLink = route({
  method: 'POST',
  path: '/console/links',
  summary: 'Make a short link into the shop for a channel, a store or an employee',
  auth: 'staff:traffic.edit',
  body: z.object({
    title: line(60),
    channelId: z.uuid(),
    campaignId: z.uuid().nullable().default(null),
    ownerKind: z.enum(linkOwners).default('channel'),
    ownerId: z.string().trim().max(60).default(''),
    path: ShopPath.default('/'),
    expiresAt: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text))
      .nullable()
      .default(null),
  }),
  answers: [201, Link],
  errors: [errors.channelNotFound, errors.channelClosed, errors.campaignNotFound],
  example: { body: { title: '门店收银台', channelId: exampleId }, answer: exampleLink },
  handle: async (call) => {
    const { tx, body, now, actor } = call
    const link = await addLink(tx, { ...body, by: actor.staffId, now })
    const { channelId, campaignId, ownerKind } = body
    await auditStaff(call, 'traffic.add_link', `link:${link.id}`, {
      channelId,
      campaignId,
      ownerKind,
    })
    return link
  },
})

export const postLinkClosing = route({
  method: 'POST',
  path: '/console/links/:linkId/closing',
  summary: 'Close a link, which then leads home and credits nobody; or open it again',
  auth: 'staff:traffic.edit',
  params: LinkParams,
  body: z.object({ closed: z.boolean() }),
  answers: [200, Link],
  errors: [errors.linkNotFound],
  example: { body: { closed: true }, answer: exampleLink },
  handle: async (call) => {
    const { tx, params, body, now } = call
    const link = await closeLink(tx, { ...params, ...body, now })
    await auditStaff(
      call,
      body.closed ? 'traffic.close_link' : 'traffic.open_link',
      `link:${params.linkId}`,
    )
    return link
  },
})

export const getLinkCode = route({
  method: 'GET',
  path: '/console/links/:linkId/qr.svg',
  summary: 'The QR code of a link',
  auth: 'staff:traffic.read',
  params: LinkParams,
  answers: [200, z.void()],
  errors: [errors.linkNotFound],
  raw: true,
  handle: async ({ db, params, services, reply }) => {
    sendDrawing(reply, qrSvg(addressOf(services, await getLink(db, params.linkId))))
  },
})

const hints = { zh: '扫码进店', en: 'Scan to come in' }

export const getLinkPoster = route({
  method: 'GET',
  path: '/console/links/:linkId/poster.svg',
  summary: 'A poster to print, with the shop’s name and the QR code of a link',
  auth: 'staff:traffic.read',
  params: LinkParams,
  query: z.object({
    paper: z.enum(['a4', 'a5']).default('a5'),
    language: z.enum(['zh', 'en']).default('zh'),
  }),
  answers: [200, z.void()],
  errors: [errors.linkNotFound],
  raw: true,
  handle: async ({ db, params, query: { paper, language }, services, reply }) => {
    const [link, shop] = await Promise.all([getLink(db, params.linkId), findShop(db)])
    const shopName = (language === 'zh' ? shop?.nameZh : shop?.nameEn) ?? ''
    const address = addressOf(services, link)
    const poster = posterSvg({ paper, shopName, title: link.title, hint: hints[language], address })
    sendDrawing(reply, poster, `poster-${link.code}-${paper}.svg`)
  },
})

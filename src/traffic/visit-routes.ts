/** What the shop's pages tell of an arrival: that a browser runs them, and where it came from. */
import { z } from 'zod'
import { addMs } from '#platform/clock.ts'
import { route } from '#platform/route.ts'
import { ensureVisitor, wantsPrivacy } from '#pool/facts/visitor.ts'
import { isPreview, readAgent } from './agent.ts'
import type { Sign } from './agent.ts'
import { visitOf } from './arrive.ts'
import { findRule, sourceHost, sourceWord } from './source.ts'
import { traceOf } from './trace.ts'
import { confirmVisit, recordVisit, visitForMs } from './visit.ts'

const Word = z.string().max(200).optional()

export const postVisit = route({
  method: 'POST',
  path: '/visits',
  summary:
    'A page of the shop was opened from outside. Answers whether it was counted: not with Global ' +
    'Privacy Control, and not for programs that only look',
  auth: 'visitor',
  repeat: 'none', // told twice it is one visit
  body: z.object({
    landing: z
      .string()
      .max(200)
      .regex(/^\/(?![/\\])[^\s?#]*$/),
    /** The host of the page that led here. */
    referrer: Word,
    source: Word,
    medium: Word,
    name: Word,
    /** The browser says that a program drives it. */
    automated: z.boolean().default(false),
  }),
  answers: [200, z.object({ counted: z.boolean() })],
  example: {
    body: { landing: '/', referrer: 'www.xiaohongshu.com' },
    answer: { counted: true },
  },
  handle: async (call) => {
    const { tx, body, now, request, services } = call
    const agent = (request.headers['user-agent'] ?? '').slice(0, 500)
    if (wantsPrivacy(call) || isPreview({ method: 'POST', agent, purpose: '' }))
      return { counted: false }
    const personId = ensureVisitor(call)
    const { device, signs: seen } = readAgent(agent)
    const signs: Sign[] = body.automated ? [...seen, 'automated'] : seen
    const came = visitOf(request, services, { personId, now })
    if (came && came.at > addMs(now, -visitForMs) && (await confirmVisit(tx, came, { now, signs })))
      return { counted: true }
    const ownHost = new URL(services.shopUrl).host
    const source = sourceWord(body.source) || sourceHost(body.referrer, ownHost)
    const words = { source, medium: sourceWord(body.medium), name: sourceWord(body.name) }
    const rule = await findRule(tx, words)
    await recordVisit(tx, {
      personId,
      at: now,
      linkId: null,
      channelId: rule?.channelId ?? null,
      campaignId: rule?.campaignId ?? null,
      inviterId: null,
      ...words,
      landing: body.landing,
      device,
      signs,
      isConfirmed: true,
      trace: traceOf(services.vault, { address: request.ip, agent, now }),
    })
    return { counted: true }
  },
})

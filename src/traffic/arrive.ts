/**
 * `/l/<code>`: whoever follows a short link is counted and led into the shop. It never shows an error
 * and never leads elsewhere: what is unknown, closed or over leads home and credits nobody.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cookieName, isSecure, readActor } from '#platform/access.ts'
import type { Clock } from '#platform/clock.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db, Sql } from '#platform/db.ts'
import type { Log } from '#platform/log.ts'
import type { Services } from '#platform/route.ts'
import type { Sessions } from '#platform/sessions.ts'
import { ensureVisitor, wantsPrivacy } from '#pool/facts/visitor.ts'
import { isPreview, readAgent } from './agent.ts'
import { claimVisits } from './claim.ts'
import { readCode } from './code.ts'
import { inviteChannelId } from './invite-channel.ts'
import { traceOf } from './trace.ts'
import { recordVisit } from './visit.ts'
import type { Visit } from './visit.ts'

export type Arrivals = {
  db: Db
  services: Services
  sessions: Sessions
  clock: Clock
  log: Log
  /** How many clicks of one address in a minute are looked at. */
  perMinute: number
}

export function serveLinks(app: FastifyInstance, arrivals: Arrivals): void {
  const count = app.createRateLimit({ max: arrivals.perMinute, timeWindow: 60_000 })
  const home = (_request: FastifyRequest, reply: FastifyReply) => lead(reply, '/')
  app.get('/l', home)
  app.get('/l/*', home)
  app.get('/l/:code', async (request, reply) => {
    try {
      const counted = await count(request)
      const isTooMuch = !counted.isAllowed && counted.isExceeded
      const path = isTooMuch ? '/' : await arrive(arrivals, request, reply)
      return await lead(reply, path)
    } catch (error) {
      // Whoever was sent here wants to see the shop, whatever is wrong with our counting.
      arrivals.log.error({ err: error }, 'a visit was not counted')
      return lead(reply, '/')
    }
  })
}

const lead = (reply: FastifyReply, path: string) =>
  reply.header('cache-control', 'no-store').redirect(path)

/** Counts who follows the link, and answers with the page of the shop it leads to. */
async function arrive(arrivals: Arrivals, request: FastifyRequest, reply: FastifyReply) {
  const { db, services, sessions, clock } = arrivals
  const now = clock()
  const code = readCode((request.params as { code: string }).code)
  const way = code && (await findWay(db, code, now))
  if (!way) return '/'
  const agent = (request.headers['user-agent'] ?? '').slice(0, 500)
  const { 'sec-purpose': secPurpose, purpose: plainPurpose } = request.headers
  const purpose = [secPurpose, plainPurpose].flat().join(' ')
  if (isPreview({ method: request.method, agent, purpose }) || wantsPrivacy({ request }))
    return way.path
  const personId = ensureVisitor({ request, reply, services, now })
  const actor = await readActor(request, 'visitor', { sessions, config: services.config }, now)
  const { linkId, channelId, campaignId, inviterId, path } = way
  const visit = await db.begin(async (tx) => {
    const written = await recordVisit(tx, {
      personId,
      at: now,
      linkId,
      channelId,
      campaignId,
      inviterId,
      source: '',
      medium: '',
      name: '',
      landing: path.split(/[?#]/)[0]!,
      ...readAgent(agent),
      isConfirmed: false,
      trace: traceOf(services.vault, { address: request.ip, agent, now }),
    })
    if (actor.kind === 'member')
      await claimVisits(tx, [
        { visitorId: personId, memberId: actor.memberId, at: now, isNew: false },
      ])
    return written
  })
  keepSource(reply, services, visit)
  return path
}

type Way = {
  linkId: string
  channelId: string
  campaignId: string | null
  inviterId: string | null
  path: string
}

async function findWay(db: Sql, code: string, now: Date): Promise<Way | null> {
  const [link] = await db<Way>`
    select id as link_id, channel_id, campaign_id, null as inviter_id, path from traffic.link
    where code = ${code} and closed_at is null and coalesce(expires_at, 'infinity') > ${now}`
  if (link) return link
  const [invite] = await db<{ id: string; memberId: string }>`
    select id, member_id from traffic.invite_link where code = ${code}`
  if (!invite) return null
  const { id: linkId, memberId: inviterId } = invite
  return { linkId, channelId: inviteChannelId, campaignId: null, inviterId, path: '/' }
}

const sourceForMs = 30 * dayMs

/** The signed source token: which visit this browser came by. The visit itself is kept on the server. */
function keepSource(reply: FastifyReply, services: Services, visit: Visit): void {
  const { vault, config } = services
  const expires = addMs(visit.at, sourceForMs)
  const token = vault.signToken('source', { ...visit, at: visit.at.getTime() }, expires)
  reply.setCookie(cookieName(config, 'source'), token, {
    path: '/',
    httpOnly: true,
    secure: isSecure(config),
    sameSite: 'lax',
    expires,
  })
}

/** The visit that a browser came by, as its token says; of this visitor, or it is not believed. */
export function visitOf(
  request: FastifyRequest,
  services: Services,
  of: { personId: string; now: Date },
): Visit | null {
  const token = request.cookies[cookieName(services.config, 'source')]
  if (!token || token.length > 600) return null
  const claims = services.vault.readToken('source', token, of.now) as {
    personId: string
    at: number
    id: string
  } | null
  if (claims?.personId !== of.personId) return null
  return { ...claims, at: new Date(claims.at) }
}

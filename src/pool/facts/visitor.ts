/**
 * A visitor is a browser that has not said who it is: an id in a signed cookie. A cookie that we did
 * not make is no cookie: whoever forges one becomes a new visitor, never another's.
 */
import { randomUUIDv7 } from 'node:crypto'
import { cookieName, isSecure } from '#platform/access.ts'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Call } from '#platform/route.ts'

/** The longest that browsers keep a cookie; it is not prolonged, so after it they are somebody new. */
const cookieForMs = 400 * dayMs

/** What a handler's call has. */
type Asking = Pick<Call, 'request' | 'services' | 'now'>

/** The visitor that this browser is known as, or null. */
export function visitorOf({ request, services, now }: Asking): string | null {
  const token = request.cookies[cookieName(services.config, 'visitor')]
  if (!token || token.length > 400) return null
  const claims = services.vault.readToken('visitor', token, now)
  return typeof claims === 'string' ? claims : null
}

/** The same, and a browser that is not known yet is given an id with the answer. */
export function ensureVisitor(call: Asking & Pick<Call, 'reply'>): string {
  return visitorOf(call) ?? renewVisitor(call)
}

/** Whoever uses this browser from now on is somebody else: it is given another id. */
export function renewVisitor(call: Asking & Pick<Call, 'reply'>): string {
  const { reply, services, now } = call
  const visitorId = randomUUIDv7()
  const expires = addMs(now, cookieForMs)
  const token = services.vault.signToken('visitor', visitorId, expires)
  reply.setCookie(cookieName(services.config, 'visitor'), token, {
    path: '/',
    httpOnly: true,
    secure: isSecure(services.config),
    sameSite: 'lax',
    expires,
  })
  return visitorId
}

/** Who asks by Global Privacy Control not to be followed is not: no cookie, no fact. */
export const wantsPrivacy = ({ request }: Pick<Call, 'request'>): boolean =>
  request.headers['sec-gpc'] === '1'

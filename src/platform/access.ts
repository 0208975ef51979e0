/** Who is calling, from where, and may they? */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from './config.ts'
import { crossSite, notAllowed, notSignedIn } from './errors.ts'
import type { DomainError } from './errors.ts'
import type { Actor, Auth } from './route.ts'
import { hashToken } from './sessions.ts'
import type { Sessions } from './sessions.ts'

/** Permission -> the staff roles that have it. The one table of who may do what. */
export type Policy = Record<string, readonly string[]>

const cookieNames = {
  member: 'tessera_member',
  staff: 'tessera_staff',
  visitor: 'tessera_visitor',
  source: 'tessera_source',
} as const
const tokenPattern = /^[\w-]{43}$/

/** The actor a route asks for; a visitor route still knows a signed-in member. */
export async function readActor(
  request: FastifyRequest,
  auth: Auth,
  { sessions, config }: { sessions: Sessions; config: Config },
  now: Date,
): Promise<Actor> {
  const kind = auth.startsWith('staff') ? 'staff' : 'member'
  const token = tokenOf(request, config, kind)
  if (!token) return { kind: 'visitor' }
  const found = await sessions.find.submit({ tokenHash: hashToken(token), kind, now })
  return found ?? { kind: 'visitor' }
}

/** A cookie of the plain name counts only where we set it: a neighbouring host could set it, too. */
export function tokenOf(
  request: FastifyRequest,
  config: Config,
  kind: 'member' | 'staff',
): string | undefined {
  const token = request.cookies[cookieName(config, kind)]
  return token && tokenPattern.test(token) ? token : undefined
}

export function whyNotCall(auth: Auth, actor: Actor, policy: Policy): DomainError | null {
  if (auth === 'visitor') return null
  if (auth === 'member') return actor.kind === 'member' ? null : notSignedIn()
  if (actor.kind !== 'staff') return notSignedIn()
  if (auth === 'staff') return null
  const permission = auth.slice('staff:'.length)
  const roles = policy[permission]
  if (!roles) throw new Error(`the policy table does not know ${permission}`)
  return actor.roles.some((role) => roles.includes(role)) ? null : notAllowed({ permission })
}

/**
 * A browser says where a write comes from; it must be us. Programs that send no Origin carry no
 * cookie that a browser would add for them, and cookies are SameSite besides.
 */
export function refuseCrossSite(request: FastifyRequest, config: Config): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site === 'cross-site') throw crossSite()
  if (origin === undefined) return
  const from = URL.parse(origin)
  const isOwn = config.publicUrl
    ? from?.origin === new URL(config.publicUrl).origin
    : from?.host === request.headers.host
  if (!from || !isOwn) throw crossSite()
}

/** Hands the browser its session. `__Host-` wants https, which this machine's own address lacks. */
export function setSessionCookie(
  reply: FastifyReply,
  config: Config,
  session: { kind: 'member' | 'staff'; token: string; expiresAt: Date },
): void {
  reply.setCookie(cookieName(config, session.kind), session.token, {
    path: '/',
    httpOnly: true,
    secure: isSecure(config),
    sameSite: session.kind === 'staff' ? 'strict' : 'lax',
    expires: session.expiresAt,
  })
}

export function clearSessionCookie(reply: FastifyReply, config: Config, kind: 'member' | 'staff') {
  const sameSite = kind === 'staff' ? 'strict' : 'lax'
  const guards = { path: '/', httpOnly: true, secure: isSecure(config), sameSite } as const
  reply.clearCookie(cookieName(config, kind), guards)
}

export const isSecure = (config: Config) => config.publicUrl?.startsWith('https:') ?? false
export const cookieName = (config: Config, kind: keyof typeof cookieNames) =>
  isSecure(config) ? `__Host-${cookieNames[kind]}` : cookieNames[kind]

declare module './route.ts' {
  interface Services {
    config: Config
  }
}

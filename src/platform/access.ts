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

const cookieNames = { member: 'tessera_member', staff: 'tessera_staff' } as const
const tokenPattern = /^[\w-]{43}$/

/** The actor a route asks for; a visitor route still knows a signed-in member. */
export async function readActor(
  request: FastifyRequest,
  auth: Auth,
  sessions: Sessions,
  now: Date,
): Promise<Actor> {
  const kind = auth.startsWith('staff') ? 'staff' : 'member'
  const token = tokenOf(request, kind)
  if (!token) return { kind: 'visitor' }
  const found = await sessions.find.submit({ tokenHash: hashToken(token), kind, now })
  return found ?? { kind: 'visitor' }
}

export function tokenOf(request: FastifyRequest, kind: 'member' | 'staff'): string | undefined {
  const token = request.cookies[`__Host-${cookieNames[kind]}`] ?? request.cookies[cookieNames[kind]]
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
  const own = config.publicUrl ? new URL(config.publicUrl).host : request.headers.host
  let from: string | undefined
  try {
    from = new URL(origin).host
  } catch {
    // "null" or nonsense is nobody we know.
  }
  if (from !== own) throw crossSite()
}

/** Hands the browser its session. `__Host-` wants https, which this machine's own address lacks. */
export function setSessionCookie(
  reply: FastifyReply,
  config: Config,
  session: { kind: 'member' | 'staff'; token: string; expiresAt: Date },
): void {
  const secure = config.publicUrl?.startsWith('https:') ?? false
  const name = cookieNames[session.kind]
  reply.setCookie(secure ? `__Host-${name}` : name, session.token, {
    path: '/',
    httpOnly: true,
    secure,
    sameSite: session.kind === 'staff' ? 'strict' : 'lax',
    expires: session.expiresAt,
  })
}

export function clearSessionCookie(reply: FastifyReply, config: Config, kind: 'member' | 'staff') {
  const secure = config.publicUrl?.startsWith('https:') ?? false
  const name = secure ? `__Host-${cookieNames[kind]}` : cookieNames[kind]
  reply.clearCookie(name, { path: '/', httpOnly: true, secure })
}

declare module './route.ts' {
  interface Services {
    config: Config
  }
}

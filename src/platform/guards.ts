/** What guards every answer in a browser: on pages, answers and errors, and on those to nonsense. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import { invalidInput, tooSlow } from './errors.ts'
import type { ErrorKind } from './errors.ts'

const directives = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  workerSrc: ["'self'"],
  manifestSrc: ["'self'"],
  fontSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
}

/** Options of helmet. */
export function securityHeaders(config: Config) {
  const secure = config.publicUrl?.startsWith('https:') ?? false
  return {
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: secure
      ? { maxAge: 63_072_000, includeSubDomains: true }
      : (false as const),
    referrerPolicy: { policy: 'same-origin' as const },
    crossOriginResourcePolicy: { policy: 'same-origin' as const },
  }
}

const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const policy = Object.entries(directives).map(([name, from]) => `${kebab(name)} ${from.join(' ')}`)

/** The same for answers to what comes to no hook. */
export const plainGuards = {
  'content-security-policy': policy.join(';'),
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Answers bytes that are no HTTP request, or that stopped coming, and hangs up. */
export function refuseNonsense(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return endWith(socket, tooSlow)
  endWith(socket, { ...unreadable, status: error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400 })
}

const unreadable = { code: invalidInput.code, message: 'This is no request that can be read.' }

function endWith(socket: Socket, { code, status, message }: Pick<ErrorKind, Told>): void {
  const body = JSON.stringify({ type: `/api/problems#${code}`, title: message, status, code })
  const headers = {
    ...plainGuards,
    'cache-control': 'no-store',
    connection: 'close',
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'))
}

type Told = 'code' | 'status' | 'message'

/**
 * A body that is not there in time is waited for no longer: whoever sends a byte now and then would
 * hold a connection each. Only files are given the time of a slow line, and by routes that ask first who sends.
 */
export function endSlowBodies(
  app: FastifyInstance,
  { bodyMs, fileMs }: { bodyMs: number; fileMs: number },
): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request
    if (!('content-length' in raw.headers || 'transfer-encoding' in raw.headers)) return done()
    const { takesFile } = request.routeOptions.config as { takesFile?: boolean }
    const timer = setTimeout(() => endWith(raw.socket, tooSlow), takesFile ? fileMs : bodyMs)
    raw.once('end', () => clearTimeout(timer))
    reply.raw.once('finish', () => clearTimeout(timer)) // refused before its body was read
    raw.once('close', () => clearTimeout(timer))
    done()
  })
}

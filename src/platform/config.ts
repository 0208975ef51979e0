/**
 * Configuration comes from the environment, is checked once at the start, and refuses to start with one
 * clear line per fault. Every setting is listed in docs/operations.md.
 */
import { z } from 'zod'

/** Plain digits: 0x50, 1e3 and 80.0 are more likely mistakes than wishes. */
const whole = (from: number, to: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be from ${from} to ${to}`)
    .default(fallback)
const rate = (fallback: number) => whole(1, 1_000_000_000, fallback)
const flag = (fallback: '0' | '1') =>
  z
    .enum(['0', '1'], 'must be 0 or 1')
    .default(fallback)
    .transform((text) => text === '1')
const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, `must be one of ${names.join(', ')}`)

const isLoopback = (host: string) => /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\])$/.test(host)

const Settings = z.object({
  TESSERA_MODE: oneOf(['demo', 'production', 'test']).default('production'),
  DATABASE_URL: z
    .string('is missing')
    .refine(isDatabaseUrl, 'must be postgres://user:password@host:port/database'),
  HOST: z
    .string()
    .regex(/^[\w.:[\]-]+$/, 'must be an address or a name of this machine')
    .default('127.0.0.1'),
  PORT: whole(0, 65_535, 0),
  /** The origin that browsers see. */
  PUBLIC_URL: z
    .string()
    .refine(isOrigin, 'must be http(s)://host and nothing behind it')
    .transform((text) => new URL(text).origin)
    .optional(),
  /** Signs and encrypts: at least 32 random bytes, base64. */
  TESSERA_SECRET: z
    .string('is missing')
    .regex(/^[A-Za-z0-9+/]{43,}={0,2}$/, 'must be 32 random bytes in base64')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((secret) => new Set(secret).size >= 12, 'is not random'),
  SANDBOX_URL: z
    .string()
    .refine(isOrigin, 'must be http://127.0.0.1:port')
    .refine((text) => text.startsWith('http:') && isLoopback(new URL(text).hostname), {
      message: 'must be http on this machine',
    })
    .optional(),
  SANDBOX_KEYS_DIR: z.string().optional(),
  DB_CONNECTIONS: whole(1, 1_000, 12),
  DB_STATEMENT_TIMEOUT_MS: whole(100, 600_000, 5_000),
  /** Requests of one address in a minute. */
  RATE_PER_ADDRESS: rate(600),
  /** Sign-in attempts of one address in a minute. */
  RATE_SIGN_IN: rate(20),
  /** Orders of one member in a minute. */
  RATE_ORDERS: rate(10),
  /** Batches of behaviour facts of one address in a minute. */
  RATE_FACTS: rate(600),
  LOG_LEVEL: oneOf(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  TRUST_PROXY: flag('0'),
  /** Whether browsers may keep the shop to show it without a network. */
  OFFLINE: flag('1'),
  /** Whether this process also does the background work. */
  WORK: flag('1'),
})

/** Settings that are right alone and wrong together. */
function faultsTogether(of: z.output<typeof Settings>): string[] {
  const { TESSERA_MODE: mode, HOST: host, PUBLIC_URL: publicUrl, TESSERA_SECRET: secret } = of
  const isPublic = publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname)
  if (mode !== 'production')
    return [
      ...(isLoopback(host) ? [] : [`HOST: ${mode} mode is for this machine only`]),
      ...(isPublic && mode === 'demo' ? ['PUBLIC_URL: the demo is for this machine only'] : []),
    ]
  return [
    ...(isPublic && !publicUrl.startsWith('https:')
      ? ['PUBLIC_URL: must be https outside this machine']
      : []),
    ...(!isLoopback(host) && !publicUrl
      ? ['PUBLIC_URL: is missing, and browsers outside this machine must know where it is']
      : []),
    ...(isText(secret) ? ['TESSERA_SECRET: is text and so not random'] : []),
  ]
}

function isDatabaseUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== ''
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href
}

/** 32 random bytes are never all printable. */
const isText = (secret: Buffer) => secret.every((byte) => byte >= 0x20 && byte < 0x7f)

export type Config = {
  mode: 'demo' | 'production' | 'test'
  databaseUrl: string
  host: string
  port: number
  publicUrl: string | undefined
  secret: Buffer
  sandboxUrl: string | undefined
  sandboxKeysDir: string | undefined
  dbConnections: number
  dbStatementTimeoutMs: number
  ratePerAddress: number
  rateSignIn: number
  rateOrders: number
  rateFacts: number
  logLevel: string
  trustProxy: boolean
  offline: boolean
  work: boolean
}

export class WrongConfig extends Error {
  override name = 'WrongConfig'
}

/**
 * Reads the settings; an empty one is one that was not given. Throws WrongConfig whose message is one
 * line that names every fault and no value.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value))
  const read = Settings.safeParse(given)
  const faults = read.success
    ? faultsTogether(read.data)
    : read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  if (!read.success || faults.length > 0)
    throw new WrongConfig(`wrong configuration: ${faults.join('; ')}`)
  const of = read.data
  return {
    mode: of.TESSERA_MODE,
    databaseUrl: of.DATABASE_URL,
    host: of.HOST,
    port: of.PORT,
    publicUrl: of.PUBLIC_URL,
    secret: of.TESSERA_SECRET,
    sandboxUrl: of.SANDBOX_URL,
    sandboxKeysDir: of.SANDBOX_KEYS_DIR,
    dbConnections: of.DB_CONNECTIONS,
    dbStatementTimeoutMs: of.DB_STATEMENT_TIMEOUT_MS,
    ratePerAddress: of.RATE_PER_ADDRESS,
    rateSignIn: of.RATE_SIGN_IN,
    rateOrders: of.RATE_ORDERS,
    rateFacts: of.RATE_FACTS,
    logLevel: of.LOG_LEVEL,
    trustProxy: of.TRUST_PROXY,
    offline: of.OFFLINE,
    work: of.WORK,
  }
}

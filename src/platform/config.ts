/**
 * Configuration comes from the environment, is checked once at the start, and refuses to start with one
 * clear line per fault. Every setting is listed in docs/operations.md.
 */
import { z } from 'zod'

const positive = (fallback: number) => z.coerce.number().int().positive().default(fallback)
const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((text) => text === '1')

const Settings = z.object({
  TESSERA_MODE: z.enum(['demo', 'production', 'test']).default('production'),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  PUBLIC_URL: z.url().optional(),
  /** Signs and encrypts: at least 32 random bytes, base64. */
  TESSERA_SECRET: z
    .string()
    .refine(
      (text) => Buffer.from(text, 'base64').length >= 32,
      'must be 32 random bytes in base64',
    ),
  SANDBOX_URL: z.url().optional(),
  SANDBOX_KEYS_DIR: z.string().optional(),
  DB_CONNECTIONS: positive(12),
  DB_STATEMENT_TIMEOUT_MS: positive(5_000),
  /** Requests of one address in a minute. */
  RATE_PER_ADDRESS: positive(600),
  /** Sign-in attempts of one address in a minute. */
  RATE_SIGN_IN: positive(20),
  /** Orders of one member in a minute. */
  RATE_ORDERS: positive(10),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  TRUST_PROXY: flag,
  /** Whether this process also does the background work. */
  WORK: z
    .enum(['0', '1'])
    .default('1')
    .transform((text) => text === '1'),
})

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
  logLevel: string
  trustProxy: boolean
  work: boolean
}

export class WrongConfig extends Error {
  override name = 'WrongConfig'
}

/** Reads the settings. Throws WrongConfig whose message is one line that names every fault. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const read = Settings.safeParse(env)
  if (!read.success) {
    const faults = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new WrongConfig(`wrong configuration: ${faults.join('; ')}`)
  }
  const of = read.data
  const secret = Buffer.from(of.TESSERA_SECRET, 'base64')
  if (new Set(secret).size < 8)
    throw new WrongConfig('wrong configuration: TESSERA_SECRET: is not random')
  if (of.PUBLIC_URL && of.TESSERA_MODE === 'production' && !isSafeUrl(of.PUBLIC_URL))
    throw new WrongConfig('wrong configuration: PUBLIC_URL: must be https outside this machine')
  if (of.TESSERA_MODE === 'demo' && !isLoopback(of.HOST))
    throw new WrongConfig('wrong configuration: HOST: the demo listens on this machine only')
  return {
    mode: of.TESSERA_MODE,
    databaseUrl: of.DATABASE_URL,
    host: of.HOST,
    port: of.PORT,
    publicUrl: of.PUBLIC_URL,
    secret,
    sandboxUrl: of.SANDBOX_URL,
    sandboxKeysDir: of.SANDBOX_KEYS_DIR,
    dbConnections: of.DB_CONNECTIONS,
    dbStatementTimeoutMs: of.DB_STATEMENT_TIMEOUT_MS,
    ratePerAddress: of.RATE_PER_ADDRESS,
    rateSignIn: of.RATE_SIGN_IN,
    rateOrders: of.RATE_ORDERS,
    logLevel: of.LOG_LEVEL,
    trustProxy: of.TRUST_PROXY,
    work: of.WORK,
  }
}

const isLoopback = (host: string) => /^(127\.|localhost$|::1$|\[::1\]$)/.test(host)
const isSafeUrl = (text: string) => {
  const url = new URL(text)
  return url.protocol === 'https:' || isLoopback(url.hostname)
}

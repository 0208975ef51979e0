/** The institution's own settings, read from the environment once. Wrong ones refuse to start. */
import { z } from 'zod'
import { WrongConfig } from '#platform/config.ts'

const isLoopback = ({ hostname }: URL) => /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname)
/**
 * It carries what payers did: encrypted outside this machine, and nothing may hide in its query.
 */
const NotifyUrl = z
  .url()
  .refine((text) => new URL(text).search === '', 'must have no query')
  .refine((text) => text.startsWith('https:') || isLoopback(new URL(text)), 'must be https')

const Settings = z
  .object({
    SANDBOX_DATABASE_URL: z.string().optional(),
    DATABASE_URL: z.string().optional(),
    SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
    /** How browsers reach the cashier; by default the address it listens on. */
    SANDBOX_PUBLIC_URL: z.url().optional(),
    SANDBOX_KEYS_DIR: z.string().min(1),
    /** Who its one merchant is: notices are addressed to it. */
    SANDBOX_MERCHANT: z.string().min(1).default('tessera'),
    SANDBOX_NOTIFY_URL: NotifyUrl.optional(),
    SANDBOX_RETRY_SCALE: z.coerce.number().positive().default(1),
    SANDBOX_REPLAY: z.enum(['0', '1']).default('0'),
    SANDBOX_OPENING_FEN: z.coerce.number().int().min(0).optional(),
    SANDBOX_FLOOR_FEN: z.coerce.number().int().max(0).optional(),
  })
  .transform((of, context) => {
    const databaseUrl = of.SANDBOX_DATABASE_URL ?? of.DATABASE_URL
    if (databaseUrl) return { ...of, databaseUrl }
    context.addIssue({ code: 'custom', path: ['SANDBOX_DATABASE_URL'], message: 'is missing' })
    return z.NEVER
  })

/** An empty setting is one that was not given. */
export function readSandboxConfig(env: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value))
  const read = Settings.safeParse(given)
  if (!read.success) {
    const faults = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new WrongConfig(`wrong configuration: ${faults.join('; ')}`)
  }
  const of = read.data
  return {
    databaseUrl: of.databaseUrl,
    port: of.SANDBOX_PORT,
    publicUrl: of.SANDBOX_PUBLIC_URL,
    keysDir: of.SANDBOX_KEYS_DIR,
    merchant: of.SANDBOX_MERCHANT,
    notifyUrl: of.SANDBOX_NOTIFY_URL,
    retryScale: of.SANDBOX_RETRY_SCALE,
    isReplay: of.SANDBOX_REPLAY === '1',
    openingFen: of.SANDBOX_OPENING_FEN,
    floorFen: of.SANDBOX_FLOOR_FEN,
  }
}

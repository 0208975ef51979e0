/**
 * What a machine keeps for its own shop beside the database: the secret, the institution's keys and the
 * ports it had before, so that addresses stay the same. Only its owner can read it.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { makeReachable } from '#platform/postgres-cluster.ts'

export type Home = {
  /** 32 random bytes, base64. */
  secret: string
  keysDir: string
  ports: { shop: number; sandbox: number }
  /** Whether the demo shop was loaded to its end. */
  isLoaded(): boolean
  noteLoaded(): Promise<void>
}

export async function openHome(dir: string): Promise<Home> {
  // The database stands beside it, and another user has to get there.
  await makeReachable(path.dirname(dir))
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await chmod(dir, 0o700)
  const secret = await remembered(path.join(dir, 'secret'), () =>
    randomBytes(32).toString('base64'),
  )
  const shop = await port(path.join(dir, 'shop-port'), process.env['PORT'])
  const sandbox = await port(path.join(dir, 'sandbox-port'), process.env['SANDBOX_PORT'])
  const loaded = path.join(dir, 'demo-loaded')
  return {
    secret,
    keysDir: path.join(dir, 'keys'),
    ports: { shop, sandbox },
    isLoaded: () => existsSync(loaded),
    noteLoaded: () => writeFile(loaded, new Date().toISOString()),
  }
}

/** The secret of the shop that `npm start` runs on this machine; undefined before its first start. */
export async function keptSecret(dir: string): Promise<string | undefined> {
  const file = path.join(dir, 'secret')
  return existsSync(file) ? (await readFile(file, 'utf8')).trim() : undefined
}

/** Where the shop of `npm start` was when it last started. */
export async function keptShopUrl(dir: string): Promise<string> {
  return `http://127.0.0.1:${(await readFile(path.join(dir, 'shop-port'), 'utf8')).trim()}`
}

async function remembered(file: string, make: () => string): Promise<string> {
  if (!existsSync(file)) await writeFile(file, make(), { mode: 0o600 })
  return (await readFile(file, 'utf8')).trim()
}

/** The port asked for; else the one used before, if it is free; else any free one. */
async function port(file: string, asked: string | undefined): Promise<number> {
  if (asked) return Number(asked)
  const before = existsSync(file) ? Number(await readFile(file, 'utf8')) : 0
  const free = (await tryPort(before)) ?? (await tryPort(0))!
  await writeFile(file, String(free))
  return free
}

function tryPort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(wanted, '127.0.0.1', () => {
      const { port: got } = server.address() as AddressInfo
      server.close(() => resolve(got))
    })
  })
}

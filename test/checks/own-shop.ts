/** `npm start` against a PostgreSQL of the check's own, as an owner has it who brings a database. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { freePort } from '../program.ts'

const root = path.resolve(import.meta.dirname, '../..')

export type OwnShop = AsyncDisposable & { url: string; told(): string }

/** Ports and a secret of its own, which stay the same when it is started again. */
export async function ownSettings(): Promise<Record<string, string>> {
  return {
    TESSERA_SECRET: randomBytes(32).toString('base64'),
    PORT: String(await freePort()),
    SANDBOX_PORT: String(await freePort()),
    RATE_PER_ADDRESS: '100000',
    RATE_ORDERS: '1000',
    LOG_LEVEL: 'silent',
  }
}

export async function startOwnShop(
  databaseUrl: string,
  settings: Record<string, string>,
): Promise<OwnShop> {
  const program = spawn(process.execPath, ['src/start.ts'], {
    cwd: root,
    env: { ...process.env, ...settings, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  const up = Promise.withResolvers<void>()
  program.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    if (text.includes('Ctrl-C ends it')) up.resolve()
  })
  const ended = once(program, 'exit')
  void ended.then(() => up.reject(new Error(`it ended: ${text}`)))
  await up.promise
  return {
    url: `http://127.0.0.1:${settings['PORT']}`,
    told: () => text,
    async [Symbol.asyncDispose]() {
      program.kill('SIGTERM')
      await ended
    },
  }
}

/** Runs one of the project's commands; answers what it printed, and throws when it fails. */
export async function npmRun(
  script: string,
  argument: string,
  databaseUrl: string,
): Promise<string> {
  const command = spawn('npm', ['run', '-s', script, '--', argument], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  command.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const [code] = (await once(command, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`npm run ${script} ended with ${code}: ${text}`)
  return text
}

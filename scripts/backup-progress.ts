/** What `npm run backup` and `npm run restore` say while they work. */
import type { Progress } from '#platform/backup-tables.ts'

export const number = new Intl.NumberFormat('en').format
export const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

/** A line that moves on a terminal; elsewhere one for each table that has rows. */
export function createProgressLines(): (progress: Progress) => void {
  const { isTTY } = process.stdout
  let toldAt = 0
  return ({ table, rows, bytes, isDone }) => {
    const size = `${number(rows).padStart(12)} rows ${megabytes(bytes).padStart(12)}`
    const line = `  ${table.padEnd(28)} ${size}`
    const isTime = performance.now() - toldAt > 100
    if (isTTY && (isDone || isTime)) {
      process.stdout.write(`\r\u001B[K${line}${isDone && rows > 0 ? '\n' : ''}`)
      toldAt = performance.now()
    } else if (!isTTY && isDone && rows > 0) console.log(line)
  }
}

/**
 * One line and exit code 1. Only the message is told: the details that PostgreSQL adds may hold the
 * values of a row, which may be personal.
 */
export function tellFailure(error: unknown): void {
  const { message, code } = error as { message?: string; code?: string }
  console.error(message || code || String(error))
  process.exitCode = 1
}

/**
 * Lets time pass for programs that run as they are sold: preloaded into them, this file puts the clock
 * ahead by what a file of the check says. Timers go on as ever, so nothing runs that would not have run.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const variable = 'CHECK_CLOCK_FILE'
const everyMs = 50

export type MovedClock = Disposable & {
  /** What a program has to be started with. */
  env: Record<string, string>
  now(): Date
  /** Resolves when the programs have seen it. */
  putAhead(byMs: number): Promise<void>
}

export function createMovedClock(): MovedClock {
  const folder = mkdtempSync(path.join(tmpdir(), 'tessera-clock-'))
  const file = path.join(folder, 'ahead-ms')
  let aheadMs = 0
  return {
    env: { NODE_OPTIONS: `--import=${import.meta.filename}`, [variable]: file },
    now: () => new Date(Date.now() + aheadMs),
    async putAhead(byMs) {
      aheadMs += byMs
      writeFileSync(file, String(aheadMs))
      await sleep(everyMs * 4)
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

const file = process.env[variable]
if (file) follow(file)

function follow(file: string): void {
  const RealDate = Date
  let aheadMs = 0
  const now = () => RealDate.now() + aheadMs
  setInterval(() => {
    if (existsSync(file)) aheadMs = Number(readFileSync(file, 'utf8'))
  }, everyMs).unref()
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, asked) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, asked) as Date,
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
}

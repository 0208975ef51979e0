/**
 * The whole program in the process of a test: server, institution and database, under one clock that
 * the test sets. Background work is done when the test says so, unless it asks for the real loops.
 */
import { Writable } from 'node:stream'
import pino from 'pino'
import { voidExpired } from '#ledger/jobs.ts'
import type { Config } from '#platform/config.ts'
import { consume } from '#platform/consumers.ts'
import type { Db } from '#platform/db.ts'
import { testSandbox } from '#sandbox/for-tests.ts'
import type { TestSandbox } from '#sandbox/for-tests.ts'
import { queryDuePayments, sendDue } from '#trade/instruction.ts'
import { moveDueOrders } from '#trade/timers.ts'
import { serve } from '../src/serve.ts'
import { createProgram } from '../src/services.ts'
import type { Program } from '../src/services.ts'
import { consumers } from '../src/work.ts'
import { horizonPassed } from './horizon.ts'
import { testConfig } from './app.ts'
import type { TestDb } from './db.ts'

export type Running = AsyncDisposable & {
  url: string
  program: Program
  sandbox: TestSandbox
  /** Set it to let time pass, here and at the institution. */
  now: Date
  /** Sign-in codes by phone (E.164), the last one sent. */
  codes: Map<string, string>
  /** Every line that was logged. */
  logged: string[]
  /** Background work, until there is nothing left that is due. */
  work(): Promise<void>
  /** As on SIGTERM. */
  stop(): Promise<void>
}

export type RunningOptions = {
  now?: Date
  config?: Partial<Config>
  /** Whether the institution tells us of payments by itself. */
  notices?: boolean
}

/** `await using program = await runProgram(db)`: it goes when the test ends. */
export async function runProgram(db: TestDb, options: RunningOptions = {}): Promise<Running> {
  const { notices = true } = options
  let now = options.now ?? new Date()
  const clock = () => now
  const stack = new AsyncDisposableStack()
  try {
    const sandbox = stack.use(await testSandbox(db, { clock }))
    const { url: sandboxUrl, keysDir: sandboxKeysDir } = sandbox
    const own = { databaseUrl: db.url, sandboxUrl, sandboxKeysDir, work: false }
    const logged: string[] = []
    const program = createProgram(
      { ...testConfig(), ...own, ...options.config },
      pino({ level: 'trace' }, paper(logged)),
      clock,
    )
    const codes = new Map<string, string>()
    program.services.codeSender = { send: async (phone, code) => void codes.set(phone, code) }
    const server = await serve(program)
    let stopping: Promise<void> | undefined
    const stop = () => (stopping ??= server.stop().then(program.close))
    stack.defer(stop)
    if (notices) sandbox.notify(`${server.url}/api/payments/notices`)
    return {
      url: server.url,
      program,
      sandbox,
      get now() {
        return now
      },
      set now(at) {
        now = at
      },
      codes,
      logged,
      work: () => workOff(program, sandbox),
      stop,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

/** What one job finishes may be due for another. */
async function workOff({ db, services, clock, log }: Program, sandbox: TestSandbox): Promise<void> {
  for (let round = 0; round < 20; round++) {
    await sandbox.work()
    const now = clock()
    const done =
      (await moveDueOrders(db, now)) +
      (await sendDue(db, services.payments, now, log)) +
      (await queryDuePayments(db, services.payments, now)) +
      (await voidExpired(db, now)) +
      (await readEvents(db, now))
    if (done === 0) return
  }
}

async function readEvents(db: Db, now: Date): Promise<number> {
  await horizonPassed(db)
  let read = 0
  for (const consumer of consumers) read += await consume(db, consumer, now)
  return read
}

const paper = (lines: string[]) =>
  new Writable({
    write: (chunk: Buffer, _, done) => {
      lines.push(chunk.toString())
      done()
    },
  })

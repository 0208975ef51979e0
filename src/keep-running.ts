/** Runs one of our programs as a child and starts it again when it dies. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export type Child = { stop(): Promise<void>; readonly pid?: number | undefined }

const root = path.resolve(import.meta.dirname, '..')
const upWithinMs = 30_000

/**
 * Resolves once `<url>/health` answers. Rejects when the first start fails. `out`: an open file that
 * gets what the child prints, instead of our own output.
 */
export async function keepRunning(
  name: string,
  file: string,
  env: Record<string, string>,
  url: string,
  out?: number,
): Promise<Child> {
  let child = launch(file, env, out)
  let stopping = false
  let restarts = 0

  const watch = () => {
    child.once('exit', (code, signal) => {
      if (stopping) return
      console.log(`${name} ended (${signal ?? code}); it is started again`)
      const waitMs = Math.min(100 * 2 ** restarts++, 5_000)
      void sleep(waitMs).then(() => {
        if (stopping) return
        child = launch(file, env, out)
        watch()
        void untilHealthy(url, child).then(
          () => (restarts = 0),
          () => {},
        )
      })
    })
  }
  await untilHealthy(url, child)
  watch()
  return {
    get pid() {
      return child.pid
    },
    async stop() {
      stopping = true
      await end(child)
    },
  }
}

function launch(file: string, env: Record<string, string>, out?: number): ChildProcess {
  // Over the IPC channel the child sees when we are gone, and ends too.
  return spawn(process.execPath, [path.join(root, file)], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', out ?? 'inherit', 'inherit', 'ipc'],
  })
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + upWithinMs
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} while starting`)
    try {
      const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) })
      if (answer.ok) return
    } catch {
      // Not listening yet.
    }
    await sleep(50)
  }
  throw new Error(`${url} does not answer`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(late)
}

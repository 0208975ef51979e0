/** A worker process, seen from its parent. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Batch, Order, Posted } from './worker.ts'

export type Poster = {
  /** Name of its connections. */
  name: string
  /** null: the process died before it answered. */
  post(batch: Batch, diesBeforeAnswer?: boolean): Promise<Posted | null>
  kill(): void
  readonly isDead: boolean
}

export async function startPoster(url: string, name: string): Promise<Poster> {
  const child = fork(path.join(import.meta.dirname, 'worker.ts'), [url, name], {
    serialization: 'advanced', // keeps dates
  })
  const ended = once(child, 'exit').then(() => null)
  const isReady = await Promise.race([once(child, 'message'), ended])
  if (!isReady) throw new Error(`process ${name} did not start`)
  return {
    name,
    async post(batch, diesBeforeAnswer = false) {
      const answered = new Promise<Posted>((resolve) => child.once('message', resolve))
      child.send({ ...batch, diesBeforeAnswer } satisfies Order)
      return Promise.race([answered, ended])
    },
    kill: () => void child.kill('SIGKILL'),
    get isDead() {
      return child.killed || child.signalCode !== null
    },
  }
}

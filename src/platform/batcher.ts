/**
 * Writes many callers' commands in one transaction. While a batch commits, the next one gathers; there
 * is no added wait, so a lone caller is as fast as without it.
 *
 * `run` gets commands in order of arrival and answers each with a result (a refusal is a result, not an
 * exception) after they are durable. When it throws because of the database:
 *   - the connection was lost: whether the commit happened is unknown, so the same commands run again,
 *     which is safe because they carry their own ids;
 *   - anything else: its members run singly, so that one bad command fails alone.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { isConnectionLoss } from './db.ts'

export type Batcher<Command, Result> = {
  submit(command: Command): Promise<Result>
  /** Resolves when nothing is waiting or in flight. */
  drain(): Promise<void>
  readonly waiting: number
}

export type BatcherOptions<Command, Result> = {
  run(commands: Command[]): Promise<Result[]>
  commandsMax?: number
  /** How many a command counts for in these sums, where some are larger than others. */
  weightOf?(command: Command): number
  /** Batches in flight at once; more than one only where commands of two batches never wait in turn. */
  inFlightMax?: number
  /** How long a command may be tried again while the database is away. */
  retryForMs?: number
  /** More waiting commands than this are refused at once: overload must bend, not queue for ever. */
  waitingMax?: number
  onBatch?(size: number, durationMs: number): void
}

type Waiting<Command, Result> = {
  command: Command
  resolve(result: Result): void
  reject(error: unknown): void
}

export class BatcherFull extends Error {
  override name = 'BatcherFull'
}

export function createBatcher<Command, Result>(
  options: BatcherOptions<Command, Result>,
): Batcher<Command, Result> {
  const { commandsMax = 1_000, inFlightMax = 1, retryForMs = 3_000, waitingMax = 20_000 } = options
  const weightOf = options.weightOf ?? (() => 1)
  const queue: Waiting<Command, Result>[] = []
  let queuedWeight = 0
  let inFlight = 0
  const idle: (() => void)[] = []

  const submit = (command: Command) =>
    new Promise<Result>((resolve, reject) => {
      if (queuedWeight >= waitingMax) return reject(new BatcherFull('too many commands wait'))
      queue.push({ command, resolve, reject })
      queuedWeight += weightOf(command)
      // Later in the same turn, so that callers who arrive together go together.
      if (inFlight < inFlightMax) setImmediate(pump)
    })

  function pump() {
    while (inFlight < inFlightMax && queue.length > 0) {
      inFlight++
      void flush(takeBatch()).finally(() => {
        inFlight--
        if (queue.length > 0) pump()
        else if (inFlight === 0) for (const done of idle.splice(0)) done()
      })
    }
  }

  /** As many as may go together; one that is heavier than that goes alone. */
  function takeBatch(): Waiting<Command, Result>[] {
    let count = 0
    let weight = 0
    while (count < queue.length) {
      const more = weightOf(queue[count]!.command)
      if (count > 0 && weight + more > commandsMax) break
      count++
      weight += more
    }
    queuedWeight -= weight
    return queue.splice(0, count)
  }

  async function flush(batch: Waiting<Command, Result>[]) {
    const startedAt = performance.now()
    try {
      const results = await runThroughLoss(batch)
      batch.forEach((waiting, index) => waiting.resolve(results[index]!))
    } catch (error) {
      if (batch.length === 1 || isConnectionLoss(error)) {
        for (const waiting of batch) waiting.reject(error)
      } else {
        for (const waiting of batch) await flush([waiting])
      }
    }
    options.onBatch?.(batch.length, performance.now() - startedAt)
  }

  async function runThroughLoss(batch: Waiting<Command, Result>[]): Promise<Result[]> {
    const giveUpAt = performance.now() + retryForMs
    for (let waitMs = 25; ; waitMs = Math.min(waitMs * 2, 500)) {
      try {
        const results = await options.run(batch.map((waiting) => waiting.command))
        if (results.length !== batch.length) throw new Error('one result per command, in order')
        return results
      } catch (error) {
        if (!isConnectionLoss(error) || performance.now() + waitMs > giveUpAt) throw error
        await sleep(waitMs)
      }
    }
  }

  return {
    submit,
    drain: () =>
      queue.length === 0 && inFlight === 0
        ? Promise.resolve()
        : new Promise((resolve) => idle.push(resolve)),
    get waiting() {
      return queue.length
    },
  }
}

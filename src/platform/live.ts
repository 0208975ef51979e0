/**
 * Live pages: every process follows the events as they become durable and tells the browsers that
 * watch a topic to look again. Only "something changed" is sent; what it is, the reader asks as itself.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { readAfter } from './consumers.ts'
import type { Db } from './db.ts'
import { onRecorded } from './events.ts'

export type Changes = {
  watch(topic: string, listener: () => void): () => void
  /** Ends the open streams too, whose browsers then come back to another process. */
  stop(): Promise<void>
  readonly stopping: AbortSignal
}

declare module './route.ts' {
  interface Services {
    changes: Changes
  }
}

const pauseMs = 500
const piece = 1_000

/** Follows events from now on. `topicsOf` names the topics an event concerns. */
export function followChanges(
  db: Db,
  topicsOf: (payload: Record<string, unknown>) => string[],
): Changes {
  const watchers = new Map<string, Set<() => void>>()
  const stopping = new AbortController()
  let wake = () => {}
  const forget = onRecorded(() => wake())

  async function follow() {
    let position: Position | null = null
    while (!stopping.signal.aborted) {
      try {
        // While nobody watches nothing is read; the first watcher begins at the present.
        if (watchers.size === 0) position = null
        else {
          position ??= await present(db)
          const seen = await readFrom(db, position)
          for (const event of seen) for (const topic of topicsOf(event.payload)) tell(topic)
          const last = seen.at(-1)
          if (last) position = { generation: last.generation, txid: last.txid, eventId: last.id }
          if (seen.length === piece) continue
        }
      } catch {
        // The database is away; browsers keep what they have and ask again when it is back.
      }
      const woken = new Promise<void>((resolve) => (wake = resolve))
      await Promise.race([woken, sleep(pauseMs, undefined, { signal: stopping.signal })]).catch(
        () => {},
      )
    }
  }
  function tell(topic: string) {
    for (const listener of watchers.get(topic) ?? []) listener()
  }
  const following = follow()

  return {
    watch(topic, listener) {
      const listeners = watchers.get(topic) ?? new Set()
      watchers.set(topic, listeners.add(listener))
      wake()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) watchers.delete(topic)
      }
    },
    stopping: stopping.signal,
    async stop() {
      forget()
      stopping.abort()
      await following
    },
  }
}

type Position = { generation: number; txid: string; eventId: number }

/** Everything that becomes durable from now on comes after this. */
async function present(db: Db): Promise<Position> {
  const [row] = await db<Position>`
    select coalesce((select generation from platform.event order by generation desc limit 1), 0)
      as generation, pg_snapshot_xmin(pg_current_snapshot())::text as txid, 0 as event_id`
  return row!
}

const readFrom = (db: Db, position: Position) => db.begin((tx) => readAfter(tx, position, piece))

/**
 * Keeps an event stream open and sends `changed` when the topic changes; closes with the browser. Of a
 * topic that changes all the time it says so once in `everyMs`, and never forgets the last change.
 */
export function streamChanges(
  changes: Changes,
  topic: string,
  request: FastifyRequest,
  reply: FastifyReply,
  everyMs = 0,
): void {
  reply.hijack()
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  if (request.method === 'HEAD') return void reply.raw.end()
  const send = (text: string) => void reply.raw.write(text)
  send('retry: 2000\nevent: changed\ndata: {}\n\n')
  const tell = () => send('event: changed\ndata: {}\n\n')
  let pause: NodeJS.Timeout | undefined
  let isMissed = false
  const forget = changes.watch(topic, () => {
    if (pause) return void (isMissed = true)
    tell()
    if (everyMs > 0) pause = setTimeout(endPause, everyMs)
  })
  function endPause() {
    pause = isMissed ? setTimeout(endPause, everyMs) : undefined
    if (isMissed) tell()
    isMissed = false
  }
  const beat = setInterval(() => send(': still here\n\n'), 15_000)
  const end = () => void reply.raw.end()
  changes.stopping.addEventListener('abort', end)
  request.raw.on('close', () => {
    forget()
    clearInterval(beat)
    clearTimeout(pause)
    changes.stopping.removeEventListener('abort', end)
  })
  if (changes.stopping.aborted) end()
}

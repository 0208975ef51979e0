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
  stop(): Promise<void>
}

declare module './route.ts' {
  interface Services {
    changes: Changes
  }
}

const pauseMs = 500

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
    let position = { generation: 0, txid: '0', eventId: 0 }
    let started = false
    while (!stopping.signal.aborted) {
      try {
        if (!started) {
          position = await newest(db)
          started = true
        }
        const seen =
          watchers.size === 0 ? [] : await db.begin((tx) => readAfter(tx, position, 1_000))
        // Nobody watches: stay at the end, so that the first watcher does not read the past.
        if (watchers.size === 0) started = false
        for (const event of seen) for (const topic of topicsOf(event.payload)) tell(topic)
        const last = seen.at(-1)
        if (last) position = { generation: last.generation, txid: last.txid, eventId: last.id }
        if (seen.length === 1_000) continue
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
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) watchers.delete(topic)
      }
    },
    async stop() {
      forget()
      stopping.abort()
      await following
    },
  }
}

async function newest(db: Db) {
  const [row] = await db<{ generation: number; txid: string; eventId: number }>`
    select generation, txid::text, id as event_id from platform.event
    where txid < pg_snapshot_xmin(pg_current_snapshot())
    order by generation desc, txid desc, id desc limit 1`
  return row ?? { generation: 0, txid: '0', eventId: 0 }
}

/** Keeps an event stream open and sends `changed` when the topic changes; closes with the browser. */
export function streamChanges(
  changes: Changes,
  topic: string,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.hijack()
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const send = (text: string) => void reply.raw.write(text)
  send('retry: 2000\nevent: changed\ndata: {}\n\n')
  const forget = changes.watch(topic, () => send('event: changed\ndata: {}\n\n'))
  const beat = setInterval(() => send(': still here\n\n'), 15_000)
  request.raw.on('close', () => {
    forget()
    clearInterval(beat)
  })
}

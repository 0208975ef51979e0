/** A TCP line to a server that a test can cut, let go silent as when a switch dies, or make lose one answer. */
import { once } from 'node:events'
import net from 'node:net'
import type { AddressInfo } from 'node:net'

export type BadLine = AsyncDisposable & {
  /** Like the url given, over this line. */
  url: string
  /**
   * `cut` ends all connections and refuses new ones; `silent` takes everything and passes nothing on,
   * and a connection that was silent once stays so.
   */
  state: 'up' | 'cut' | 'silent'
  /** The next answer with these words in it does not arrive: its connection is cut instead. */
  loseNext(words: string): void
  readonly lost: number
}

/** What PostgreSQL says when a commit is done: nobody knows when it does not arrive. */
export const committed = 'COMMIT\0'

export async function badLine(url: string): Promise<BadLine> {
  const target = new URL(url)
  const ends = new Set<net.Socket>()
  const dead = new WeakSet<net.Socket>()
  let state: BadLine['state'] = 'up'
  let losing: string | null = null
  let lost = 0
  const server = net.createServer((near) => {
    if (state === 'cut') return near.destroy()
    const far = net.connect(Number(target.port), target.hostname)
    const pair = [near, far]
    if (state === 'silent') for (const end of pair) dead.add(end)
    for (const [from, to] of [pair, pair.toReversed()] as [net.Socket, net.Socket][]) {
      ends.add(from)
      from.on('data', (bytes) => {
        if (dead.has(from)) return
        if (from === near || losing === null || !bytes.includes(losing)) return void to.write(bytes)
        losing = null
        lost++
        for (const end of pair) end.destroy()
      })
      from.on('error', () => {})
      from.on('close', () => {
        ends.delete(from)
        if (!dead.has(from)) to.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const over = new URL(url)
  over.port = String((server.address() as AddressInfo).port)
  const endAll = () => {
    for (const end of ends) end.destroy()
  }
  return {
    url: target.pathname === '/' ? over.origin : over.href,
    get state() {
      return state
    },
    set state(next) {
      state = next
      if (next === 'cut') endAll()
      if (next === 'silent') for (const end of ends) dead.add(end)
    },
    loseNext: (words) => void (losing = words),
    get lost() {
      return lost
    },
    async [Symbol.asyncDispose]() {
      endAll()
      server.close()
      await once(server, 'close')
    },
  }
}

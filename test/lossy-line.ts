/** A line to PostgreSQL that can be cut at the worst moment: when the commit is done and nobody knows. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export type LossyLine = AsyncDisposable & {
  /** The database by way of this line. */
  url: string
  /** The next answer to a commit does not arrive: its connection is cut instead. */
  loseNextCommit(): void
  readonly lost: number
}

export async function lossyLine(url: string): Promise<LossyLine> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let losing = false
  let lost = 0
  const server = createServer((client) => {
    const database = connect(Number(port), hostname)
    const cut = () => {
      client.destroy()
      database.destroy()
    }
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', cut)
      socket.on('close', cut)
    }
    client.on('data', (data) => database.write(data))
    database.on('data', (data) => {
      if (!losing || !data.includes('COMMIT\0')) return void client.write(data)
      losing = false
      lost++
      cut()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const through = new URL(url)
  through.port = String((server.address() as AddressInfo).port)
  return {
    url: through.href,
    loseNextCommit: () => void (losing = true),
    get lost() {
      return lost
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

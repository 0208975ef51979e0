/**
 * One of the processes that post a history to PostgreSQL: `worker.ts URL NAME`. It gets batches from its
 * parent, submits their chains to a batcher as requests would, and answers with the results.
 */
import type { Chain, ChainResult } from '#ledger/chain.ts'
import { postChains } from '#ledger/post.ts'
import { createBatcher } from '#platform/batcher.ts'
import { connect } from '#platform/db.ts'

export type Batch = { chains: Chain[]; now: Date }
/** A batch as it is sent; the process may have to die when it is durable and before it answers. */
export type Order = Batch & { diesBeforeAnswer: boolean }
/** `runs` above 1: the batch was tried again, so an earlier try may have been committed. */
export type Posted = { results: ChainResult[]; runs: number }

const [url, applicationName] = process.argv.slice(2)
const db = connect(url!, {
  connectionsMax: 2,
  statementTimeoutMs: 60_000,
  applicationName: applicationName!,
})
let runs = 0
const batcher = createBatcher({
  run: (commands: { chain: Chain; now: Date }[]) => {
    runs++
    const chains = commands.map(({ chain }) => chain)
    return db.beginByKey((tx) => postChains(tx, chains, commands[0]!.now))
  },
  retryForMs: 30_000,
})

async function post({ chains, now, diesBeforeAnswer }: Order): Promise<Posted> {
  runs = 0
  const results = await Promise.all(chains.map((chain) => batcher.submit({ chain, now })))
  if (diesBeforeAnswer) process.kill(process.pid, 'SIGKILL')
  return { results, runs }
}

process.on('message', (order: Order) => {
  post(order).then(
    (posted) => process.send!(posted),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit())
await db`select 1`
process.send!('ready')

/** One of the processes that send: it gets attempts, submits them in batches, answers what became of each. */
import { connect } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { senderClasses } from '#pool/attention/classes.ts'
import { createSends } from '#pool/attention/send.ts'
import type { Send } from '#pool/attention/send.ts'

export type Orders = {
  at: string
  templateId: string
  /** Ids, members, and numbers of classes, side by side. */
  ids: string[]
  members: string[]
  classes: number[]
}
/** For each, in order: what was told, and when its batch began. */
export type Outcomes = { told: string[]; beganAt: number[] }

const [url, secret] = process.argv.slice(2)
const db = connect(url!, { connectionsMax: 2, statementTimeoutMs: 60_000 })
const sends = createSends(db, createVault(Buffer.from(secret!, 'base64')))
const batch = 1_000

const parent = process as Required<NodeJS.Process>
process.on('message', (orders: Orders | 'stop') => {
  void (orders === 'stop' ? stop() : send(orders))
})

async function send({ at, templateId, ids, members, classes }: Orders): Promise<void> {
  const outcomes: Outcomes = { told: [], beganAt: [] }
  for (let from = 0; from < ids.length; from += batch) {
    const beganAt = Date.now()
    const piece = ids.slice(from, from + batch).map((id, index): Send => {
      const memberId = members[from + index]!
      const sender = senderClasses[classes[from + index]!]!
      const about = 'campaign:1'
      const send = { id, memberId, class: sender, templateId, channel: 'inbox' as const, about }
      return { ...send, facts: {}, at: new Date(at) }
    })
    for (const result of await Promise.all(piece.map((one) => sends.submit(one)))) {
      if (result.outcome === 'delivered') outcomes.told.push(result.fresh ? 'delivered' : 'repeat')
      else outcomes.told.push(result.reason)
      outcomes.beganAt.push(beganAt)
    }
  }
  parent.send(outcomes)
}

async function stop(): Promise<void> {
  await sends.drain()
  await db.end()
  parent.disconnect()
}

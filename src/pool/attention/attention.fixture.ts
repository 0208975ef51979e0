/** Members, words and sends for tests of attention. */
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import type { Db } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { enrolMembers } from '../enrol.ts'
import { giveConsent } from './consent.ts'
import type { Channel } from './purpose.ts'
import { sendAll } from './send.ts'
import type { Send, SendResult } from './send.ts'

export const vault = createVault(randomBytes(32))

/** A Friday noon in China. */
export const noon = new Date('2026-11-20T04:00:00Z')

export async function aMember(db: Db, consents: Channel[] = ['inbox']): Promise<string> {
  const memberId = randomUUIDv7()
  await db.begin(async (tx) => {
    const createdAt = new Date('2026-01-01T00:00:00Z')
    await enrolMembers(tx, vault, [{ memberId, createdAt }])
    for (const channel of consents)
      await giveConsent(tx, {
        personId: memberId,
        purpose: 'marketing',
        channel,
        how: 'shop',
        now: createdAt,
      })
  })
  return memberId
}

export async function aTemplate(db: Db): Promise<string> {
  const id = randomUUIDv7()
  await db`
    insert into pool.template (id, name, title_zh, title_en, body_zh, body_en, link, status,
      created_at, changed_at, created_by)
    values (${id}, 'autumn', '秋季新品', 'New for autumn', '手工陶杯到货', 'Cups are here',
      '/products', 'live', ${noon}, ${noon}, ${id})`
  return id
}

export const aSend = (of: Pick<Send, 'memberId' | 'templateId'> & Partial<Send>): Send => ({
  id: randomUUIDv7(),
  class: 'journey',
  channel: 'inbox',
  about: 'journey:1',
  facts: {},
  at: noon,
  ...of,
})

export const sendOne = async (db: Db, send: Send): Promise<SendResult> =>
  (await sendAll(db, vault, [send]))[0]!

/** `delivered`, or why not. */
export const told = (result: SendResult): string =>
  result.outcome === 'delivered' ? 'delivered' : result.reason

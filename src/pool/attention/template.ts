/** Staff's words for messages: written once in two languages, read by members as they were written. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { audit } from '#platform/audit.ts'
import { sql } from '#platform/db.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { instant, line, shopLink } from '#platform/shapes.ts'
import { staleVersion } from '#platform/shop.ts'
import { doer } from '#platform/staff.ts'
import type { Doer } from '#platform/staff.ts'
import { templateNotFound } from './errors.ts'

export const TemplateText = z.object({
  /** For staff only. */
  name: line(60),
  titleZh: line(60),
  titleEn: line(60),
  bodyZh: line(300),
  bodyEn: line(300),
  link: shopLink.nullable(),
})
export type TemplateText = z.output<typeof TemplateText>

export const Template = TemplateText.extend({
  id: z.uuid(),
  version: z.int(),
  changedAt: instant,
  /** Words that went out stay as they were read. */
  isSent: z.boolean(),
})
type Row = z.input<typeof Template>

/** By an outreach, which sends them for a while, or one by one by a journey or a board. */
const isSent = sql`(exists (select from pool.outreach where template_id = template.id)
  or exists (select from pool.send where template_id = template.id))`
const columns = sql`id, name, title_zh, title_en, body_zh, body_en, link, version, changed_at,
  ${isSent} as is_sent`

export async function createTemplate(tx: Tx, template: TemplateText & Doer): Promise<string> {
  const { name, titleZh, titleEn, bodyZh, bodyEn, link, now, by } = template
  const id = randomUUIDv7()
  await tx`
    insert into pool.template (id, name, title_zh, title_en, body_zh, body_en, link, status,
      created_at, changed_at, created_by)
    values (${id}, ${name}, ${titleZh}, ${titleEn}, ${bodyZh}, ${bodyEn}, ${link}, 'live', ${now},
      ${now}, ${by.id})`
  await audit(tx, { ...doer(template), act: 'pool.write_template', subject: `template:${id}` })
  return id
}

/**
 * Changes words that nobody was sent yet, as they were seen at `version`. Of words that were sent a new
 * text is made, so that what members read stays as it was; its id is answered.
 *
 * Errors: templateNotFound, staleVersion.
 */
export async function changeTemplate(
  tx: Tx,
  change: TemplateText & Doer & { id: string; version: number },
): Promise<string> {
  const { id, version, name, titleZh, titleEn, bodyZh, bodyEn, link, now } = change
  const [was] = await tx<{ version: number; isSent: boolean }>`
    select version, ${isSent} as is_sent from pool.template
    where id = ${id} and status = 'live' for update`
  if (!was) throw templateNotFound({ templateId: id })
  if (was.version !== version) throw staleVersion({ version: was.version })
  if (was.isSent) {
    await tx`update pool.template set status = 'archived', changed_at = ${now} where id = ${id}`
    return createTemplate(tx, change)
  }
  await tx`
    update pool.template set name = ${name}, title_zh = ${titleZh}, title_en = ${titleEn},
      body_zh = ${bodyZh}, body_en = ${bodyEn}, link = ${link}, version = version + 1,
      changed_at = ${now}
    where id = ${id}`
  await audit(tx, { ...doer(change), act: 'pool.change_template', subject: `template:${id}` })
  return id
}

const templatesMax = 200

/** Those that may be sent, the newest first; a shop has few. */
export async function listTemplates(db: Db): Promise<Row[]> {
  return db<Row>`
    select ${columns} from pool.template where status = 'live'
    order by id desc limit ${templatesMax}`
}

/** Errors: templateNotFound. */
export async function getTemplate(db: Sql, id: string): Promise<Row> {
  const [row] = await db<Row>`
    select ${columns} from pool.template where id = ${id}`
  if (!row) throw templateNotFound({ templateId: id })
  return row
}

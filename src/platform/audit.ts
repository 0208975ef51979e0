/** Who did what to which thing, for ever: every act of staff and every act on money or rules. */
import { json, sql } from './db.ts'
import type { Db, Tx } from './db.ts'
import type { SealedLog } from './seal.ts'

export type AuditEntry = {
  at: Date
  actor: { kind: string; id: string }
  /** A verb phrase of the domain, e.g. `trade.decide_refund`. */
  act: string
  /** What it was done to, `kind:id`. */
  subject: string
  /** Ids and figures only. */
  facts?: Record<string, unknown>
  traceId?: string
}

export async function audit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx`
    insert into platform.audit (at, actor_kind, actor_id, act, subject, facts, trace_id)
    values (${entry.at}, ${entry.actor.kind}, ${entry.actor.id}, ${entry.act}, ${entry.subject},
      ${json(entry.facts ?? {})}::jsonb, ${entry.traceId ?? null})`
}

type StaffCall = { tx: Tx; now: Date; actor: { staffId: string }; traceId: string }

/** What staff did by this call. Facts say which texts were changed, but not what they say. */
export function auditStaff(
  call: StaffCall,
  act: string,
  subject: string,
  facts: Record<string, unknown> = {},
): Promise<void> {
  const { tx, now: at, actor, traceId } = call
  return audit(tx, {
    at,
    actor: { kind: 'staff', id: actor.staffId },
    act,
    subject,
    facts,
    traceId,
  })
}

export const auditLog: SealedLog = {
  name: 'audit',
  table: sql`platform.audit`,
  rows: (from, upto) => sql`
    select jsonb_build_array(id, extract(epoch from at)::text, actor_kind, actor_id, act, subject,
      facts, trace_id, txid::text)::text as row
    from platform.audit where txid >= ${from}::xid8 and txid < ${upto}::xid8 order by txid, id`,
}

export type AuditRow = {
  id: string
  at: Date
  actorKind: string
  actorId: string
  act: string
  subject: string
  facts: Record<string, unknown>
}

/** Newest first, by key. */
export async function listAudit(
  db: Db,
  query: { beforeId?: string; subject?: string; limit: number },
): Promise<AuditRow[]> {
  const { beforeId = null, subject = null, limit } = query
  return db<AuditRow>`
    select id, at, actor_kind, actor_id, act, subject, facts from platform.audit
    where (${beforeId}::uuid is null or id < ${beforeId})
      and (${subject}::text is null or subject = ${subject})
    order by id desc limit ${limit}`
}

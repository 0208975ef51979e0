/** The audit screens: what was done, and the proof that nothing of it was changed since. */
import { z } from 'zod'
import { audit, listAudit } from './audit.ts'
import { route } from './route.ts'
import { verifyLog } from './seal.ts'
import type { SealedLog } from './seal.ts'

const AuditEntry = z.object({
  id: z.uuid(),
  at: z.date().transform((date) => date.toISOString()),
  actorKind: z.string(),
  actorId: z.string(),
  act: z.string(),
  subject: z.string(),
  facts: z.record(z.string(), z.unknown()),
})

export const getAudit = route({
  method: 'GET',
  path: '/console/audit',
  summary: 'What was done, newest first; of one thing with `subject`',
  auth: 'staff:audit.read',
  query: z.object({
    subject: z.string().max(200).optional(),
    /** The last id of the page before. */
    after: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  answers: [200, z.object({ items: z.array(AuditEntry), next: z.string().nullable() })],
  example: { answer: { items: [], next: null } },
  handle: async ({ db, query: { after, subject, limit } }) => {
    const page = { ...(after && { beforeId: after }), ...(subject && { subject }), limit }
    const items = await listAudit(db, page)
    return { items, next: items.length === limit ? items.at(-1)!.id : null }
  },
})

const Verification = z.object({
  log: z.string(),
  seals: z.int(),
  rows: z.int(),
  problems: z.array(z.object({ seq: z.int(), problem: z.string() })),
})

export const postAuditVerification = route({
  method: 'POST',
  path: '/console/audit/verification',
  summary: 'Compute every seal of every log again and compare',
  auth: 'staff:audit.read',
  repeat: 'own', // its own trace is written when it is through
  takesLong: true,
  answers: [200, z.object({ items: z.array(Verification) })],
  handle: async ({ db, services, actor, now, traceId }) => {
    const items: z.input<typeof Verification>[] = []
    for (const log of services.sealedLogs) {
      items.push({ log: log.name, ...(await verifyLog(db, log)) })
    }
    const problems = items.reduce((sum, one) => sum + one.problems.length, 0)
    await db.begin((tx) =>
      audit(tx, {
        at: now,
        actor: { kind: actor.kind, id: actor.staffId },
        act: 'platform.verify_logs',
        subject: 'logs:all',
        facts: { problems },
        traceId,
      }),
    )
    return { items }
  },
})

declare module './route.ts' {
  interface Services {
    /** Every log whose rows are sealed. */
    sealedLogs: SealedLog[]
  }
}

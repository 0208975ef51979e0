/** Cases: what does not fit, for a person to look at and to close. */
import { z } from 'zod'
import { pageFrom } from '#platform/page.ts'
import { audit } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { caseKinds, caseOutcomes, closeCase, listCases } from './case.ts'
import { caseNotFound } from './errors.ts'
import { instant, pageOf } from './views.ts'

const pageSize = 50
const Case = z.object({
  id: z.uuid(),
  kind: z.enum(caseKinds),
  /** `payment:`, `instruction:`, `institution:`, `balance:`, `refund:` or `bill:`, and which. */
  subject: z.string(),
  facts: z.record(z.string(), z.unknown()),
  openedAt: instant,
  closedAt: instant.nullable(),
  outcome: z.enum(caseOutcomes).nullable(),
})

export const getCases = route({
  method: 'GET',
  path: '/console/cases',
  summary: 'Open cases, the longest waiting first; or with open=false the closed ones',
  auth: 'staff:settlement.read',
  query: z.object({ open: z.stringbool().default(true), after: z.uuid().optional() }),
  answers: [200, pageOf(Case)],
  handle: async ({ db, query: { open, after: afterId = null } }) => {
    const rows = await listCases(db, { open, afterId, limit: pageSize + 1 })
    return pageFrom(rows, pageSize)
  },
})

export const postCaseClosing = route({
  method: 'POST',
  path: '/console/cases/:caseId/closing',
  summary: 'Close a case with how it ended',
  auth: 'staff:cases.close',
  params: z.object({ caseId: z.uuid() }),
  body: z.object({ outcome: z.enum(caseOutcomes) }),
  answers: [200, Case],
  errors: [caseNotFound],
  example: { body: { outcome: 'corrected_there' } },
  handle: async ({ tx, actor, params: { caseId }, body: { outcome }, now, traceId }) => {
    const closed = await closeCase(tx, { caseId, outcome, now })
    await audit(tx, {
      at: now,
      actor: { kind: 'staff', id: actor.staffId },
      act: 'trade.close_case',
      subject: `case:${caseId}`,
      facts: { outcome, kind: closed.kind, about: closed.subject },
      traceId,
    })
    return closed
  },
})

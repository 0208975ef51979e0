/** Money between the platform, its brands and the institution, as staff see it. Acts are audited. */
import { z } from 'zod'
import { assertBrand } from '#catalog/brand.ts'
import { brandNotFound } from '#catalog/errors.ts'
import { PlaceText, writePlace } from '#ledger/place.ts'
import { pageFrom } from '#platform/page.ts'
import { audit, auditStaff } from '#platform/audit.ts'
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import { invalidInput } from '#platform/errors.ts'
import { Pieces, route } from '#platform/route.ts'
import {
  dayToCome,
  institutionUnreachable,
  nothingToPay,
  reconciliationNotFound,
} from './errors.ts'
import { csvName, CsvLanguage, statementCsv } from './export.ts'
import { InstitutionUnreachable } from './payment-adapter.ts'
import { findBrandsToPay, listPayouts, payOut } from './payout.ts'
import { compareDay, storeReconciliation } from './reconcile.ts'
import { listReconciliations, readReconciliation } from './reconciliation.ts'
import './services.ts'
import {
  Payout,
  Reconciliation,
  ReconciliationSummary,
  StatementLine,
  StatementTotals,
} from './settlement-views.ts'
import { readStatement } from './statement.ts'
import { pageOf } from './views.ts'

const pageSize = 50
const Day = z.iso.date().refine((day) => day >= '2000-01-01', 'is before any business')
const BrandParams = z.object({ brandId: z.uuid() })

export const getPaymentInstitution = route({
  method: 'GET',
  path: '/console/payment-institution',
  summary: 'Which institution holds the money; a sandbox plays one and moves none',
  auth: 'staff:settlement.read',
  answers: [200, z.object({ name: z.string(), isSandbox: z.boolean() })],
  handle: async ({ services: { payments } }) => {
    return { name: payments.name, isSandbox: payments.name === 'sandbox' }
  },
})

export const getBrandStatement = route({
  method: 'GET',
  path: '/console/brands/:brandId/statement',
  summary: 'What a brand was given and paid, from the first to the last day; this month by default',
  auth: 'staff:settlement.read',
  params: BrandParams,
  query: z.object({ from: Day.optional(), to: Day.optional(), after: PlaceText.optional() }),
  answers: [
    200,
    z.object({
      brandId: z.uuid(),
      from: z.iso.date(),
      to: z.iso.date(),
      openingFen: z.int(),
      closingFen: z.int(),
      totals: StatementTotals,
      items: z.array(StatementLine),
      next: z.string().nullable(),
    }),
  ],
  errors: [brandNotFound],
  handle: async ({ db, params, query, now }) => {
    const { brandId } = params
    const { from, to, period } = periodOf(query, now)
    await assertBrand(db, brandId)
    const page = { brandId, ...period, after: query.after, limit: pageSize + 1 }
    const { lines, ...statement } = await readStatement(db, page)
    const items = lines.slice(0, pageSize)
    const last = items.at(-1)
    const next = lines.length > pageSize ? writePlace({ ...last!, n: 0 }) : null
    return { brandId, from, to, ...statement, items, next }
  },
})

export const getBrandStatementCsv = route({
  method: 'GET',
  path: '/console/brands/:brandId/statement.csv',
  summary: 'The same as CSV, with what was due after each line; audited',
  auth: 'staff:settlement.read',
  params: BrandParams,
  query: z.object({ from: Day.optional(), to: Day.optional(), language: CsvLanguage }),
  streams: 'text/csv',
  answers: [200, Pieces],
  errors: [brandNotFound],
  handle: async ({ db, actor, params, query, now, reply, traceId }) => {
    const { brandId } = params
    const { from, to, period } = periodOf(query, now)
    await assertBrand(db, brandId)
    await db.begin((tx) =>
      audit(tx, {
        at: now,
        actor: { kind: 'staff', id: actor.staffId },
        act: 'trade.export_statement',
        subject: `brand:${brandId}`,
        facts: { from, to },
        traceId,
      }),
    )
    reply.header('content-disposition', csvName('statement', now))
    return statementCsv(db, { brandId, ...period, language: query.language })
  },
})

/** The days asked for, whole; this month up to today when none are. */
function periodOf(query: { from?: string | undefined; to?: string | undefined }, now: Date) {
  const { to = dayOf(now), from = `${to.slice(0, 8)}01` } = query
  if (to < from) throw invalidInput({ faults: [endsEarly] })
  return { from, to, period: { from: startOfDay(from), to: addMs(startOfDay(to), dayMs) } }
}

const endsEarly = { in: 'query', field: 'to', message: 'is before the first day' }

export const getPayouts = route({
  method: 'GET',
  path: '/console/payouts',
  summary: 'Payouts to brands, newest first',
  auth: 'staff:settlement.read',
  query: z.object({ brandId: z.uuid().optional(), after: z.uuid().optional() }),
  answers: [200, pageOf(Payout)],
  handle: async ({ db, query: { brandId = null, after: beforeId = null } }) =>
    pageFrom(await listPayouts(db, { brandId, beforeId, limit: pageSize + 1 }), pageSize),
})

/** So many in one transaction: the rest wait for the next run. */
const brandsMax = 500

export const postPayouts = route({
  method: 'POST',
  path: '/console/payouts',
  summary: 'Pay out what is due to these brands, or to all; each at most once a day',
  auth: 'staff:settlement.run',
  takesLong: true,
  body: z.object({ brandIds: z.array(z.uuid()).min(1).max(brandsMax).optional() }).optional(),
  answers: [
    201,
    z.object({
      items: z.array(z.object({ payoutId: z.uuid(), brandId: z.uuid(), amountFen: z.int() })),
      /** There are brands left to pay: run it again. */
      more: z.boolean(),
    }),
  ],
  errors: [nothingToPay],
  handle: async (call) => {
    const { tx, body, now } = call
    const due = body?.brandIds ?? (await findBrandsToPay(tx, now, brandsMax + 1))
    const brandIds = [...new Set(due)].slice(0, brandsMax)
    const items = await payOut(tx, brandIds, now)
    if (items.length === 0) throw nothingToPay()
    for (const { payoutId, brandId, amountFen } of items)
      await auditStaff(call, 'trade.pay_out', `payout:${payoutId}`, { brandId, amountFen })
    return { items, more: due.length > brandsMax }
  },
})

export const getReconciliations = route({
  method: 'GET',
  path: '/console/reconciliations',
  summary: 'Comparisons with the institution’s bills, the last one first',
  auth: 'staff:settlement.read',
  query: z.object({ after: z.uuid().optional() }),
  answers: [200, pageOf(ReconciliationSummary)],
  handle: async ({ db, query: { after: beforeId = null } }) =>
    pageFrom(await listReconciliations(db, { beforeId, limit: pageSize + 1 }), pageSize),
})

export const getReconciliation = route({
  method: 'GET',
  path: '/console/reconciliations/:reconciliationId',
  summary: 'A comparison with everything in it that is on its way or unexplained',
  auth: 'staff:settlement.read',
  params: z.object({ reconciliationId: z.uuid() }),
  answers: [200, Reconciliation],
  errors: [reconciliationNotFound],
  handle: async ({ db, params }) => {
    const found = await readReconciliation(db, params.reconciliationId)
    if (!found) throw reconciliationNotFound(params)
    return found
  },
})

export const postReconciliation = route({
  method: 'POST',
  path: '/console/reconciliations',
  summary: 'Compare the institution’s bill of a day, and its balances, with ours',
  auth: 'staff:reconciliation.run',
  repeat: 'own', // the institution is asked outside of the transaction; once more is harmless
  takesLong: true,
  body: z.object({ dueOn: Day }),
  answers: [201, Reconciliation],
  errors: [dayToCome, institutionUnreachable],
  example: { body: { dueOn: '2026-11-20' } },
  handle: async (call) => {
    const { db, services, body, now } = call
    const found = await compareDay(db, services.payments, { ...body, now }).catch(
      (error: unknown) => {
        throw error instanceof InstitutionUnreachable ? institutionUnreachable() : error
      },
    )
    const id = await db.begin(async (tx) => {
      const id = await storeReconciliation(tx, found)
      const { matched, inFlight, unexplained } = found
      const counts = { matched, inFlight: inFlight.length, unexplained: unexplained.length }
      const facts = { reconciliationId: id, ...counts }
      await auditStaff({ ...call, tx }, 'trade.reconcile', `day:${body.dueOn}`, facts)
      return id
    })
    return (await readReconciliation(db, id))!
  },
})

/** The ledger as staff see it: accounts, what happened on them, chains, and the check of everything. */
import { z } from 'zod'
import { pageFrom } from '#platform/page.ts'
import { route } from '#platform/route.ts'
import { checkLedger } from './check.ts'
import { holdStates, listAccounts, listChains, listEntries, meanings } from './explore.ts'
import { PlaceText, writePlace } from './place.ts'

const book = 'main'
const pageSize = 50
const name = z.string().min(1).max(300)
const instant = z.date().transform((date) => date.toISOString())
const Kind = z.enum(['post', 'hold', 'post_hold', 'void_hold'])
const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

const LedgerAccount = z.object({
  id: z.string(),
  unit: z.string(),
  purpose: z.string(),
  owner: z.string(),
  floor: z.int().nullable(),
  posted: z.int(),
  held: z.int(),
  available: z.int(),
})

export const getLedgerAccounts = route({
  method: 'GET',
  path: '/console/ledger/accounts',
  summary: 'Accounts of the ledger by id, of a unit, a purpose within it, or an owner',
  auth: 'staff:ledger.read',
  query: z
    .object({
      unit: name.optional(),
      purpose: name.optional(),
      owner: name.optional(),
      after: name.optional(),
    })
    .refine(({ unit, purpose, owner }) => !purpose || unit || owner, {
      path: ['purpose'],
      message: 'needs a unit or an owner beside it',
    }),
  answers: [200, pageOf(LedgerAccount)],
  handle: async ({ db, query: { after: afterId, ...which }, now }) => {
    const rows = await listAccounts(db, { book, ...which, afterId, now, limit: pageSize + 1 })
    return pageFrom(rows, pageSize)
  },
})

const LedgerEntry = z.object({
  at: instant,
  chainId: z.string(),
  n: z.int(),
  reference: z.string(),
  kind: Kind,
  counterAccount: z.string(),
  amount: z.int(),
  meaning: z.enum(meanings),
  postedChange: z.int(),
  heldChange: z.int(),
})

export const getLedgerEntries = route({
  method: 'GET',
  path: '/console/ledger/entries',
  summary: 'What happened on an account, newest first',
  auth: 'staff:ledger.read',
  query: z.object({ account: name, after: PlaceText.optional() }),
  answers: [200, pageOf(LedgerEntry)],
  handle: async ({ db, query: { account: accountId, after: before } }) => {
    const rows = await listEntries(db, { book, accountId, before, limit: pageSize + 1 })
    const items = rows.slice(0, pageSize)
    return { items, next: rows.length > pageSize ? writePlace(items.at(-1)!) : null }
  },
})

const LedgerChain = z.object({
  id: z.string(),
  reference: z.string(),
  at: instant,
  transfers: z.array(
    z.object({
      n: z.int(),
      kind: Kind,
      from: z.string(),
      to: z.string(),
      amount: z.int(),
      hold: z
        .object({
          state: z.enum(holdStates),
          expiresAt: instant.nullable(),
          postedAmount: z.int(),
          closedBy: z.string().nullable(),
        })
        .nullable(),
      closes: z.object({ chainId: z.string(), n: z.int() }).nullable(),
    }),
  ),
})

export const getLedgerChains = route({
  method: 'GET',
  path: '/console/ledger/chains',
  summary: 'The chains of a reference (an order’s id) as they took place, or one by its id',
  auth: 'staff:ledger.read',
  query: z
    .object({
      reference: name.optional(),
      chainId: name.optional(),
      after: PlaceText.optional(),
    })
    .refine(({ reference, chainId }) => (reference === undefined) !== (chainId === undefined), {
      path: ['reference'],
      message: 'or chainId: one of them, not both',
    }),
  answers: [200, pageOf(LedgerChain)],
  handle: async ({ db, query: { reference, chainId, after }, now }) => {
    const which = chainId === undefined ? { reference: reference! } : { chainId }
    const rows = await listChains(db, { book, ...which, after, now, limit: pageSize + 1 })
    const items = rows.slice(0, pageSize)
    const last = items.at(-1)
    const next = rows.length > pageSize ? { at: last!.at, chainId: last!.id, n: 0 } : null
    return { items, next: next && writePlace(next) }
  },
})

export const getLedgerCheck = route({
  method: 'GET',
  path: '/console/ledger/check',
  summary: 'The whole ledger computed again and compared, at most once a minute',
  auth: 'staff:ledger.read',
  takesLong: true,
  answers: [
    200,
    z.object({
      asOf: instant,
      breaches: z.array(
        z.object({ invariant: z.string(), subject: z.string(), detail: z.string() }),
      ),
      sums: z.array(
        z.object({
          book: z.string(),
          kind: z.string(),
          units: z.int(),
          accounts: z.int(),
          sum: z.int(),
          positive: z.int(),
        }),
      ),
    }),
  ],
  handle: async ({ db, now }) => {
    const { value, asOf } = await checkLedger(db, now)
    return { asOf, ...value }
  },
})

/** Members and what they bought before, from a file: uploaded in parts, looked at, checked, brought in. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { byteOrderMark, csvRow } from '#platform/csv.ts'
import { Pieces, route } from '#platform/route.ts'
import { Mapping } from './columns.ts'
import * as errors from './errors.ts'
import { packPart, partBytes } from './import-file.ts'
import * as imports from './member-import.ts'

const { MemberImport, Preview } = imports
const ById = z.object({ importId: z.uuid() })
const readErrors = [errors.importUnreadable, errors.sheetBroken, errors.sheetTooLarge]

export const getMemberImports = route({
  method: 'GET',
  path: '/console/member-imports',
  summary: 'The last imports of members, newest first',
  auth: 'staff:members.import',
  answers: [200, z.object({ items: z.array(MemberImport) })],
  handle: async ({ db }) => ({ items: await imports.listImports(db, 30) }),
})

export const postMemberImport = route({
  method: 'POST',
  path: '/console/member-imports',
  summary: 'Begin an import: a CSV or XLSX file of so many bytes will come in parts',
  auth: 'staff:members.import',
  body: z.object({ bytes: z.int().min(1) }),
  answers: [201, z.object({ id: z.uuid(), partBytes: z.int() })],
  errors: [errors.importTooLarge],
  handle: async (call) => {
    const { tx, now, actor, body } = call
    const id = await imports.createImport(tx, { ...body, staffId: actor.staffId, now })
    await auditStaff(call, 'pool.begin_member_import', `member_import:${id}`, { bytes: body.bytes })
    return { id, partBytes }
  },
})

export const putMemberImportPart = route({
  method: 'PUT',
  path: '/console/member-imports/:importId/parts/:number',
  summary:
    'A part of the file; all are of `partBytes`, the last of what remains. In any order, twice too',
  auth: 'staff:members.import',
  params: ById.extend({ number: z.coerce.number().int().min(0).max(1_000) }),
  repeat: 'own', // the same part again changes nothing
  takesLong: true,
  upload: { bytesMax: partBytes, read: packPart },
  answers: [200, z.object({ number: z.int() })],
  errors: [errors.importNotFound, errors.importState, errors.importPart, errors.sheetTooLarge],
  handle: async ({ db, params, upload: part, services: { vault } }) => {
    await db.begin((tx) => imports.keepImportPart(tx, vault, { ...params, part }))
    return { number: params.number }
  },
})

export const getMemberImport = route({
  method: 'GET',
  path: '/console/member-imports/:importId',
  summary: 'An import: where it is, and what it found and did',
  auth: 'staff:members.import',
  params: ById,
  answers: [200, MemberImport],
  errors: [errors.importNotFound],
  handle: ({ db, params }) => imports.getImport(db, params.importId),
})

export const getMemberImportPreview = route({
  method: 'GET',
  path: '/console/member-imports/:importId/preview',
  summary: 'The first rows of the file, and what its columns seem to be',
  auth: 'staff:members.import',
  params: ById,
  takesLong: true,
  answers: [200, Preview],
  errors: [errors.importNotFound, errors.importState, ...readErrors],
  handle: ({ db, params, services: { vault } }) =>
    imports.previewImport(db, vault, params.importId),
})

export const postMemberImportCheck = route({
  method: 'POST',
  path: '/console/member-imports/:importId/check',
  summary: 'Read every row and say what would happen; no member changes',
  auth: 'staff:members.import',
  params: ById,
  body: z.object({ mapping: Mapping }),
  answers: [200, MemberImport],
  errors: [errors.importNotFound, errors.importState, errors.importColumns, ...readErrors],
  example: {
    body: {
      mapping: {
        columns: { phone: 0, nickname: 1 },
        hasTitles: true,
        dateOrder: null,
        consentChannels: [],
      },
    },
  },
  handle: async (call) => {
    const { tx, params, body, services } = call
    await imports.checkImport(tx, services.vault, { ...params, ...body })
    await auditStaff(call, 'pool.check_member_import', `member_import:${params.importId}`, {
      mapping: body.mapping,
    })
    return imports.getImport(tx, params.importId)
  },
})

export const postMemberImportStart = route({
  method: 'POST',
  path: '/console/member-imports/:importId/start',
  summary: 'Bring in what was checked, or go on where it was stopped',
  auth: 'staff:members.import',
  params: ById,
  answers: [200, MemberImport],
  errors: [errors.importNotFound, errors.importState],
  handle: async (call) => {
    const { tx, params } = call
    await imports.startImport(tx, params.importId)
    await auditStaff(call, 'pool.start_member_import', `member_import:${params.importId}`)
    return imports.getImport(tx, params.importId)
  },
})

export const postMemberImportStop = route({
  method: 'POST',
  path: '/console/member-imports/:importId/stop',
  summary: 'Stop; what was brought in stays',
  auth: 'staff:members.import',
  params: ById,
  answers: [200, MemberImport],
  errors: [errors.importNotFound, errors.importState],
  handle: async (call) => {
    const { tx, params } = call
    await imports.stopImport(tx, params.importId)
    await auditStaff(call, 'pool.stop_member_import', `member_import:${params.importId}`)
    return imports.getImport(tx, params.importId)
  },
})

export const deleteMemberImport = route({
  method: 'DELETE',
  path: '/console/member-imports/:importId',
  summary: 'Forget the file now: its parts and the rows that were not taken',
  auth: 'staff:members.import',
  params: ById,
  answers: [204, z.null()],
  errors: [errors.importNotFound],
  handle: async (call) => {
    const { tx, params, now } = call
    await imports.forgetImport(tx, params.importId, now)
    await auditStaff(call, 'pool.forget_member_import', `member_import:${params.importId}`)
    return null
  },
})

export const getMemberImportBadRows = route({
  method: 'GET',
  path: '/console/member-imports/:importId/bad-rows.csv',
  summary: 'The rows that were not taken, each with its line and why',
  auth: 'staff:members.import',
  params: ById,
  streams: 'text/csv',
  answers: [200, Pieces],
  errors: [errors.importNotFound],
  handle: async ({ db, params: { importId }, services: { vault } }) => {
    await imports.getImport(db, importId)
    return withHead(imports.badRows(db, vault, importId))
  },
})

async function* withHead(rows: AsyncIterable<string>): AsyncGenerator<string> {
  yield byteOrderMark + csvRow(['line', 'reason'])
  yield* rows
}

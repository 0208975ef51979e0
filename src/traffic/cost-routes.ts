/** How staff note what channels cost: by hand, or from a file that is looked at first. */
import { z } from 'zod'
import { Pieces, route } from '#platform/route.ts'
import { auditStaff } from '#platform/audit.ts'
import { byteOrderMark, csvRow } from '#platform/csv.ts'
import { Cost, listCosts, noteCost } from './cost.ts'
import { costBytesMax, CostReport, readCostFile, takeCosts } from './cost-csv.ts'
import * as errors from './errors.ts'
import { Day, exampleId, Fen, Term } from './words.ts'

const Count = z.int().min(0).max(1_000_000_000).nullable().default(null)

export const getCosts = route({
  method: 'GET',
  path: '/console/costs',
  summary: 'Costs by day, the last first, with those that a correction replaced',
  auth: 'staff:traffic.read',
  query: Term.extend({ channelId: z.uuid().optional(), campaignId: z.uuid().optional() }),
  answers: [200, z.object({ items: z.array(Cost) })],
  handle: async ({ db, query }) => ({ items: await listCosts(db, query) }),
})

export const putCost = route({
  method: 'PUT',
  path: '/console/costs',
  summary: 'Note what a channel (and campaign) cost on a day; what stood there before is kept',
  auth: 'staff:traffic.edit',
  body: z.object({
    channelId: z.uuid(),
    campaignId: z.uuid().nullable().default(null),
    day: Day,
    costFen: Fen,
    impressions: Count,
    clicks: Count,
  }),
  answers: [200, z.object({ fresh: z.boolean() })],
  errors: [errors.channelNotFound, errors.campaignNotFound, errors.wrongDays],
  example: {
    body: { channelId: exampleId, day: '2026-11-20', costFen: 120_00, clicks: 85 },
    answer: { fresh: true },
  },
  handle: async (call) => {
    const { tx, body, now, actor } = call
    const noted = await noteCost(tx, body, { by: actor.staffId, now })
    await auditStaff(call, 'traffic.note_cost', `channel:${body.channelId}`, { ...body, ...noted })
    return noted
  },
})

const upload = { bytesMax: costBytesMax, read: readCostFile }
const fileErrors = [errors.costColumns, errors.costFileTooLong]
const exampleReport = { rows: 30, fresh: 30, same: 0, totalFen: 3_600_00, faults: [] }

export const postCostImportPreview = route({
  method: 'POST',
  path: '/console/cost-import-previews',
  summary: 'What this CSV file of costs would change; nothing is written',
  auth: 'staff:traffic.edit',
  repeat: 'own', // it writes nothing
  upload,
  answers: [200, CostReport],
  errors: fileErrors,
  example: { answer: exampleReport },
  handle: ({ db, upload: file, now, actor }) =>
    takeCosts(db, { file, now, by: actor.staffId, isPreview: true }),
})

export const postCostImport = route({
  method: 'POST',
  path: '/console/cost-imports',
  summary: 'Note the costs of this CSV file; bad rows are told and stop nothing',
  auth: 'staff:traffic.edit',
  repeat: 'own', // the same file again changes nothing
  upload,
  answers: [200, CostReport],
  errors: fileErrors,
  example: { answer: exampleReport },
  handle: ({ db, upload: file, now, actor, traceId }) =>
    takeCosts(db, {
      file,
      now,
      by: actor.staffId,
      isPreview: false,
      done: (tx, facts) => {
        const call = { tx, now, actor, traceId }
        return auditStaff(call, 'traffic.import_costs', `import:${traceId}`, facts)
      },
    }),
})

const templates = {
  zh: [
    ['日期', '渠道', '活动', '费用', '曝光', '点击'],
    ['2026-11-20', '小红书笔记', '', '120.00', 5_000, 85],
  ],
  en: [
    ['day', 'channel', 'campaign', 'cost', 'impressions', 'clicks'],
    ['2026-11-20', 'Notes', '', '120.00', 5_000, 85],
  ],
}

export const getCostTemplate = route({
  method: 'GET',
  path: '/console/cost-imports/template.csv',
  summary: 'A file of costs to fill in: the titles of the columns, and an example to write over',
  auth: 'staff:traffic.read',
  query: z.object({ language: z.enum(['zh', 'en']).default('zh') }),
  streams: 'text/csv',
  answers: [200, Pieces],
  handle: async ({ query: { language } }) => one(templates[language]),
})

async function* one(rows: (string | number)[][]): AsyncGenerator<string> {
  yield byteOrderMark + rows.map((cells) => csvRow(cells)).join('')
}

/** Costs from a CSV file, as advertising platforms export them: read, looked at, then noted. */
import { isUtf8 } from 'node:buffer'
import { z } from 'zod'
import { dayOf } from '#platform/clock.ts'
import { readCsv } from '#platform/csv.ts'
import type { CsvRow } from '#platform/csv.ts'
import type { Db, Sql, Tx } from '#platform/db.ts'
import { listCampaigns } from './campaign.ts'
import { listChannels } from './channel.ts'
import { noteCosts } from './cost.ts'
import type { NewCost } from './cost.ts'
import { costColumns, costFileTooLong } from './errors.ts'

export const costBytesMax = 4 * 1_024 * 1_024
const rowsMax = 20_000
const shownMax = 60

const titles = {
  day: ['day', 'date', '日期', '时间'],
  channel: ['channel', 'source', '渠道', '来源'],
  campaign: ['campaign', '活动', '计划', '广告计划'],
  cost: ['cost', 'spend', 'cost (yuan)', '费用', '花费', '消费', '消耗', '费用（元）', '花费(元)'],
  impressions: ['impressions', '展现', '展示', '曝光', '展现量', '曝光量'],
  clicks: ['clicks', '点击', '点击量', '点击数'],
} as const
type Column = keyof typeof titles
const columns = Object.keys(titles) as Column[]

const faultReasons = [
  'no_day',
  'day_ahead',
  'unknown_channel',
  'unknown_campaign',
  'no_amount',
  'no_count',
  'twice',
  'quote_not_closed',
] as const
type Reason = (typeof faultReasons)[number]

export const CostReport = z.object({
  rows: z.int(),
  /** New or corrected; the others hold already. */
  fresh: z.int(),
  same: z.int(),
  totalFen: z.int(),
  faults: z.array(
    z.object({
      line: z.int(),
      column: z.enum(columns as [Column, ...Column[]]).nullable(),
      reason: z.enum(faultReasons),
      value: z.string(),
    }),
  ),
})
export type CostReport = z.output<typeof CostReport>

export type CostFile = { rows: CsvRow[]; places: Partial<Record<Column, number>> }

/** UTF-8 with or without its mark, else GB18030. Errors: costColumns, costFileTooLong. */
export async function readCostFile(bytes: Buffer): Promise<CostFile> {
  if (bytes.length > costBytesMax) throw costFileTooLong()
  const text = new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'gb18030').decode(bytes)
  const [first = ''] = /^[^\r\n]*/.exec(text) ?? []
  const delimiter = ([',', '\t', ';'] as const).toSorted(
    (a, b) => first.split(b).length - first.split(a).length,
  )[0]!
  const rows: CsvRow[] = []
  let places: CostFile['places'] | undefined
  for await (const row of readCsv(text, delimiter)) {
    if (!places) places = placesOf(row)
    else if (rows.length === rowsMax) throw costFileTooLong()
    else rows.push(row)
  }
  if (!places) throw costColumns()
  return { rows, places }
}

function placesOf(row: CsvRow): CostFile['places'] {
  const places: CostFile['places'] = {}
  for (const [index, title] of row.cells.entries()) {
    const wanted = title.trim().toLowerCase()
    const column = columns.find((one) => (titles[one] as readonly string[]).includes(wanted))
    if (column && column in places) throw costColumns({ twice: column })
    if (column) places[column] = index
  }
  const missing = (['day', 'channel', 'cost'] as const).filter((column) => !(column in places))
  if (missing.length > 0) throw costColumns({ missing })
  return places
}

type Fault = CostReport['faults'][number]
type Names = { channels: Map<string, string>; campaigns: Map<string, string> }

const nameOf = (text: string) => text.trim().toLowerCase()

async function readNames(db: Sql): Promise<Names> {
  const [channels, campaigns] = await Promise.all([listChannels(db), listCampaigns(db)])
  return {
    channels: new Map(channels.map(({ name, id }) => [nameOf(name), id])),
    campaigns: new Map(campaigns.map(({ name, id }) => [nameOf(name), id])),
  }
}

/** 2026-11-20, 2026/11/20 or 20261120. */
function readDay(text: string): string | null {
  const found = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]0?0:00(?::00)?)?$/.exec(text)
  if (!found) return null
  const [, year, month, day] = found
  const written = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  const parsed = new Date(`${written}T00:00:00Z`)
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== written
    ? null
    : written
}

/** "1,234.5" yuan in fen; never more than two decimals, which would be rounding somebody's money. */
function readYuan(text: string): number | null {
  const plain = text.replaceAll(/[,，\s¥￥]/g, '')
  const found = /^(\d{1,9})(?:\.(\d{1,2})0*)?$/.exec(plain)
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '0').padEnd(2, '0')) : null
}

function readCount(text: string): number | null {
  const plain = text.replaceAll(/[,，\s]/g, '')
  return /^\d{1,9}$/.test(plain) ? Number(plain) : null
}

type Read = { costs: NewCost[]; faults: Fault[] }

/** The good rows, and what is wrong with the others. Pure. */
function readCosts(file: CostFile, names: Names, today: string): Read {
  const read: Read = { costs: [], faults: [] }
  const seen = new Set<string>()
  for (const row of file.rows) {
    const faults: Fault[] = []
    const fault = (column: Column | null, reason: Reason, value = '') =>
      void faults.push({ line: row.line, column, reason, value: value.slice(0, shownMax) })
    const cell = (column: Column) => (row.cells[file.places[column] ?? -1] ?? '').trim()
    if (row.isUnclosed) fault(null, 'quote_not_closed')
    const day = readDay(cell('day'))
    if (!day) fault('day', 'no_day', cell('day'))
    else if (day > today) fault('day', 'day_ahead', cell('day'))
    const channelId = names.channels.get(nameOf(cell('channel')))
    if (!channelId) fault('channel', 'unknown_channel', cell('channel'))
    const campaign = cell('campaign')
    const campaignId = campaign === '' ? null : names.campaigns.get(nameOf(campaign))
    if (campaignId === undefined) fault('campaign', 'unknown_campaign', campaign)
    const costFen = readYuan(cell('cost'))
    if (costFen === null) fault('cost', 'no_amount', cell('cost'))
    const counts = (['impressions', 'clicks'] as const).map((column) => {
      const text = cell(column)
      const count = text === '' ? null : readCount(text)
      if (text !== '' && count === null) fault(column, 'no_count', text)
      return count
    })
    const key = `${day} ${channelId} ${campaignId}`
    if (faults.length === 0 && seen.has(key)) fault(null, 'twice', cell('day'))
    seen.add(key)
    read.faults.push(...faults)
    if (faults.length === 0)
      read.costs.push({
        day: day!,
        channelId: channelId!,
        campaignId: campaignId ?? null,
        costFen: costFen!,
        impressions: counts[0]!,
        clicks: counts[1]!,
      })
  }
  return read
}

/** What the file would do, or did when `by` is given; a bad row never stops the rest. */
export async function takeCosts(
  db: Db,
  of: { file: CostFile; now: Date; by: string; isPreview: boolean; done?: Done },
): Promise<CostReport> {
  const { file, now, by, isPreview, done } = of
  const { costs, faults } = readCosts(file, await readNames(db), dayOf(now))
  const undo = new Error('only looked at')
  let fresh = 0
  try {
    await db.begin(async (tx) => {
      fresh = await noteCosts(tx, costs, { by, now })
      if (isPreview) throw undo
      await done?.(tx, { rows: costs.length, fresh })
    })
  } catch (error) {
    if (error !== undo) throw error
  }
  return {
    rows: file.rows.length,
    fresh,
    same: costs.length - fresh,
    totalFen: costs.reduce((sum, { costFen }) => sum + costFen, 0),
    faults: faults.slice(0, 5_000),
  }
}

type Done = (tx: Tx, facts: Record<string, unknown>) => Promise<void>

/**
 * Orders and statements as CSV, in pieces: however long, one page of rows is in memory. Rows go by key
 * and not in one transaction, which a slow reader would hold open.
 */
import { z } from 'zod'
import { dayOf } from '#platform/clock.ts'
import { byteOrderMark, csvRow, timeCell, yuanCell } from '#platform/csv.ts'
import type { Cell } from '#platform/csv.ts'
import type { Db } from '#platform/db.ts'
import { ordersWhere } from './find-orders.ts'
import type { OrderFilter } from './find-orders.ts'
import { listOrders } from './read-order.ts'
import { readStatement, readStatementLines } from './statement.ts'
import type { StatementKind, StatementLine } from './statement.ts'

export const CsvLanguage = z.enum(['zh', 'en']).default('zh')
type Language = z.output<typeof CsvLanguage>

const pageSize = 500
const currency = 'CNY'
const lineOf = (cells: Cell[]) => csvRow([...cells, currency])

/** For the header `content-disposition`. */
export const csvName = (what: string, now: Date): string =>
  `attachment; filename="${what}-${dayOf(now)}.csv"`

/** Newest first. Each order comes once, as it stood when its row was read; later ones do not come. */
export async function* orderCsv(
  db: Db,
  { language, ...filter }: OrderFilter & { language: Language },
): AsyncGenerator<string> {
  const { head, statuses, yes, no } = orderWords[language]
  yield byteOrderMark + csvRow(head)
  const where = await ordersWhere(db, filter)
  let beforeId: string | null = null
  for (;;) {
    const orders: Awaited<ReturnType<typeof listOrders>> = await listOrders(db, {
      where,
      beforeId,
      limit: pageSize,
    })
    const rows = orders.map((order) =>
      lineOf([
        order.id,
        timeCell(new Date(order.placedAt)),
        statuses[order.status],
        order.disputed ? yes : no,
        language === 'zh' ? order.firstTitleZh : order.firstTitleEn,
        order.lineCount,
        yuanCell(order.totalFen),
        yuanCell(order.refundedFen),
      ]),
    )
    if (rows.length > 0) yield rows.join('')
    if (rows.length < pageSize) return
    beforeId = orders.at(-1)!.id
  }
}

type StatementFilter = { brandId: string; from: Date; to: Date }

/**
 * Oldest first, between what was due at the beginning and at the end. Each line tells what was due after
 * it, so a line that came in late below the place already read would show in no sum.
 */
export async function* statementCsv(
  db: Db,
  { language, ...filter }: StatementFilter & { language: Language },
): AsyncGenerator<string> {
  const { head, kinds, opening, closing } = statementWords[language]
  const ends = (name: string, at: Date, dueFen: number) =>
    lineOf([timeCell(at), name, '', '', '', '', '', '', '', yuanCell(dueFen)])
  const first = await readStatement(db, { ...filter, limit: pageSize })
  let dueFen = first.openingFen
  yield byteOrderMark + csvRow(head) + ends(opening, filter.from, dueFen)

  let { lines } = first
  for (;;) {
    const rows = lines.map((line) => {
      dueFen += line.netFen
      return lineOf([...cellsOf(line, kinds), yuanCell(dueFen)])
    })
    if (rows.length > 0) yield rows.join('')
    const last = lines.at(-1)
    if (!last || lines.length < pageSize) break
    const after = { at: last.at, chainId: last.chainId, n: 0 }
    lines = await readStatementLines(db, { ...filter, after, limit: pageSize })
  }
  yield ends(closing, new Date(filter.to.getTime() - 1_000), dueFen)
}

function cellsOf(line: StatementLine, kinds: Record<StatementKind, string>): Cell[] {
  const { at, kind, orderId, refundId, payoutId, chainId, grossFen, feeFen, netFen } = line
  const amounts = [grossFen, feeFen, netFen].map(yuanCell)
  return [timeCell(at), kinds[kind], orderId, refundId, payoutId, chainId, ...amounts]
}

/** As the pages of the console say it; a test holds them equal. */
export const orderWords = {
  zh: {
    head: ['订单号', '下单时间', '状态', '争议中', '商品', '商品种数', '实付', '已退', '货币'],
    statuses: {
      placed: '待付款',
      paid: '待发货',
      shipped: '已发货',
      received: '已收货',
      completed: '已完成',
      closed: '已关闭',
      refunded: '已全退',
    },
    yes: '是',
    no: '否',
  },
  en: {
    head: [
      'Order',
      'Placed at',
      'Status',
      'Disputed',
      'Goods',
      'Articles',
      'Paid',
      'Refunded',
      'Currency',
    ],
    statuses: {
      placed: 'To be paid',
      paid: 'To be shipped',
      shipped: 'Shipped',
      received: 'Received',
      completed: 'Completed',
      closed: 'Closed',
      refunded: 'Refunded',
    },
    yes: 'yes',
    no: 'no',
  },
}

export const statementWords = {
  zh: {
    head: [
      '时间',
      '类型',
      '订单号',
      '退款号',
      '打款号',
      '账本链',
      '买家实付',
      '平台服务费',
      '品牌净额',
      '应付余额',
      '货币',
    ],
    kinds: { release: '货款释放', refund: '释放后退款', payout: '打款', other: '其他' },
    opening: '期初应付',
    closing: '期末应付',
  },
  en: {
    head: [
      'Time',
      'Kind',
      'Order',
      'Refund',
      'Payout',
      'Chain',
      'Paid by buyers',
      'Platform fee',
      'Net of the brand',
      'Due',
      'Currency',
    ],
    kinds: {
      release: 'Released',
      refund: 'Refunded after release',
      payout: 'Paid out',
      other: 'Other',
    },
    opening: 'Due at the beginning',
    closing: 'Due at the end',
  },
}

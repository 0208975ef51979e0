/** The import report as Markdown; `node demo/report-text.ts [today]` prints it. */
import { dayOf } from './calendar.ts'
import type { Unmatched } from './cancellations.ts'
import { reasons } from './classify.ts'
import type { Reason } from './classify.ts'
import { readHistory, readProducts } from './history.ts'
import { planReplay } from './plan.ts'
import { importReport } from './report.ts'
import type { ImportReport } from './report.ts'

const whys: Record<Unmatched['why'], string> = {
  no_customer: 'names no customer, so nobody can tell whose purchase it was',
  no_earlier_purchase: 'the customer bought none before (or before the file begins)',
  more_than_bought: 'more than the customer had left of what they bought',
}

export function reportText(report: ImportReport): string {
  const { days, orders, members, open, refunds, titles, stock } = report
  const share = (report.afterReleaseBps / 100).toFixed(1)
  return [
    '# Import report',
    '',
    `${days.first} to ${days.last}: the history's own times, ${days.shiftDays} days later.`,
    '',
    '## Every line',
    '',
    ...table(
      ['what', 'lines'],
      [
        ['loaded', whole(report.loaded)],
        ...(Object.entries(report.setAside) as [Reason, number][]).map(([reason, lines]) => {
          return [`set aside: ${reason}. ${reasons[reason]}`, whole(lines)]
        }),
        ['**all**', whole(report.lines)],
      ],
    ),
    '',
    '## What came of them',
    '',
    `- ${whole(orders.count)} orders (${whole(orders.ofGuests)} of guests) with ` +
      `${whole(orders.lines)} lines, worth ${yuan(orders.totalFen)}; ${whole(open.toShip)} still to ` +
      `be shipped, ${whole(open.onTheirWay)} on their way`,
    `- ${whole(members.customers)} customers and ${whole(members.guests)} guests`,
    `- ${whole(report.skus)} SKUs; ${stock.soldOut} end sold out, ${stock.nearlySoldOut} nearly`,
    `- ${whole(titles.wholeInChinese)} of ${whole(titles.count)} Chinese titles keep no English word`,
    '',
    '## Cancellations as refunds',
    '',
    ...table(
      ['the order was', 'refunds', 'pieces', 'amount'],
      [
        ['paid, not yet shipped', ...sumCells(refunds.paid)],
        ['on its way', ...sumCells(refunds.shipped)],
        ['received and released', ...sumCells(refunds.released)],
      ],
    ),
    '',
    `${share} % of the refunds come after the release.`,
    '',
    '## Cancellations without a purchase',
    '',
    ...Object.entries(whys).map(([why, meaning]) => `- ${why}: ${meaning}`),
    '',
    ...table(
      ['line', 'invoice', 'stock code', 'cancelled', 'without purchase', 'why'],
      report.unmatched.map(({ line, quantity, why }) => [
        String(line.lineNo),
        line.invoiceNo,
        line.stockCode,
        whole(-line.quantity),
        whole(quantity),
        why,
      ]),
    ),
    '',
    '## Refunds at another price than the file gives',
    '',
    'What was paid is given back.',
    '',
    ...table(
      ['line', 'invoice', 'stock code', 'pieces', 'paid (fen)', 'in the file (fen)'],
      report.priceDifferences.map(({ line, quantity, paidFen, filePriceFen }) => [
        String(line.lineNo),
        line.invoiceNo,
        line.stockCode,
        whole(quantity),
        whole(paidFen),
        whole(filePriceFen),
      ]),
    ),
    '',
  ].join('\n')
}

const numbers = new Intl.NumberFormat('en')
const whole = (number: number): string => numbers.format(number)
const yuan = (fen: number): string => `¥${numbers.format(fen / 100)}`

const sumCells = (sum: ImportReport['refunds']['paid']): string[] => [
  whole(sum.refunds),
  whole(sum.pieces),
  yuan(sum.amountFen),
]

function table(head: string[], rows: string[][]): string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}

if (import.meta.main) {
  const today = process.argv[2] ?? dayOf(new Date())
  console.log(
    reportText(importReport(planReplay(await readHistory(), await readProducts(), today))),
  )
}

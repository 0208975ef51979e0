/** Buyers by how lately and how often they bought, and what each cell is expected to spend. */
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { HeatMap } from '../charts/heat-map.tsx'
import { useFormats } from '../formats.tsx'
import { memberWords } from '../words/members.ts'

type Rfm = NonNullable<AnswerOf<typeof api.getRfm>['rfm']>
type Cell = Rfm['cells'][number]

const fifths = [1, 2, 3, 4, 5]
/** So many of a row that its shades say something. */
const fewBuyers = 5

export function RfmMap() {
  const { rfm: words } = useWords(memberWords)
  const { count, wholeMoney } = useFormats()
  const expectedText = useExpected()
  const { rfm } = useApi(api.getRfm, {})
  if (!rfm)
    return (
      <Empty icon="person" title={words.none}>
        <p>{words.noneHint}</p>
      </Empty>
    )
  const cellOf = (r: number, f: number) => rfm.cells.find((one) => one.r === r && one.f === f)
  // What they are worth, once that can be told of any cell; until then how many there are.
  const isTold = rfm.cells.some((one) => one.expected)
  const weightOf = (one: Cell) => (isTold ? Math.max(0, one.expected?.fen ?? 0) : one.buyers)
  const most = Math.max(1, ...rfm.cells.map(weightOf))
  const best = rfm.cells.filter((one) => one.r >= 4 && one.f >= 4)
  return (
    <HeatMap
      summary={words.sentence(count(rfm.buyers), count(sumOf(best)))}
      definition={words.definition}
      asOf={rfm.asOf}
      caption={words.caption}
      rowTitle={words.rowTitle}
      sizeTitle={words.size}
      columns={fifths.map(words.column)}
      rows={fifths.toReversed().map((r) => {
        const inRow = rfm.cells.filter((one) => one.r === r)
        return {
          key: String(r),
          title: words.row(r),
          size: count(sumOf(inRow)),
          isSmall: sumOf(inRow) < fewBuyers,
          cells: fifths.map((f) => {
            const cell = cellOf(r, f)
            const buyers = cell?.buyers ?? 0
            return {
              // The shades end at a half: the greatest has the darkest.
              share: cell ? weightOf(cell) / most / 2 : 0,
              text: count(buyers),
              ...(cell?.expected && { note: wholeMoney(cell.expected.fen) }),
              spoken: words.cell(count(buyers), expectedText(cell?.expected ?? null)),
              isRunning: false,
            }
          }),
        }
      })}
      table={
        <Table
          caption={words.tableCaption}
          items={rfm.cells}
          keyOf={(one) => `${one.r}${one.f}`}
          columns={[
            { key: 'r', title: words.r, cell: (one) => words.row(one.r) },
            { key: 'f', title: words.f, cell: (one) => words.column(one.f) },
            {
              key: 'buyers',
              title: words.buyers,
              isFigure: true,
              cell: (one) => count(one.buyers),
            },
            {
              key: 'expected',
              title: words.expected,
              cell: (one) => expectedText(one.expected),
            },
          ]}
        />
      }
    />
  )
}

function useExpected() {
  const { rfm: words } = useWords(memberWords)
  const { money } = useFormats()
  return (expected: Cell['expected']) =>
    expected
      ? words.expects(money(expected.fen), money(expected.fromFen), money(expected.toFen))
      : words.cannotTell
}

const sumOf = (cells: Cell[]) => cells.reduce((sum, one) => sum + one.buyers, 0)

import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { HeatMap } from '../charts/heat-map.tsx'
import { useFormats } from '../formats.tsx'
import { homeWords } from '../words/home.ts'
import { useNames } from './names.ts'

type Cohort = AnswerOf<typeof api.getCohorts>['months'][number]

/** A share of fewer members than this says little. */
const fewMembers = 20

/** Of the members who first bought in a month, how many came back in each month since. */
export function Cohorts() {
  const { cohorts: words } = useWords(homeWords)
  const { count } = useFormats()
  const { month, share } = useNames()
  const { asOf, months } = useApi(api.getCohorts)
  if (months.length === 0) return <p className="soft">{words.nothing}</p>
  const columns = Array.from(
    { length: Math.max(...months.map((one) => one.again.length)) },
    (_, at) => (at === 0 ? words.sameMonth : words.after(count(at))),
  )
  return (
    <HeatMap
      summary={<NextMonth months={months} />}
      definition={words.definition}
      asOf={asOf}
      caption={words.caption}
      rowTitle={words.month}
      sizeTitle={words.members}
      columns={columns}
      rows={months.map((one) => ({
        key: one.month,
        title: month(one.month),
        size: count(one.members),
        isSmall: one.members < fewMembers,
        cells: one.again.map((again, at) => ({
          share: one.members === 0 ? 0 : again / one.members,
          text: share(again, one.members),
          spoken: words.cell(columns[at]!, count(again), count(one.members)),
          isRunning: at === one.again.length - 1,
        })),
      }))}
      table={
        <Table
          caption={words.countsCaption}
          items={months}
          keyOf={(one) => one.month}
          columns={[
            { key: 'month', title: words.month, cell: (one) => month(one.month) },
            {
              key: 'members',
              title: words.members,
              isFigure: true,
              cell: (one) => count(one.members),
            },
            ...columns.map((title, at) => ({
              key: title,
              title,
              isFigure: true,
              cell: (one: Cohort) => (at < one.again.length ? count(one.again[at]!) : ''),
            })),
          ]}
        />
      }
    />
  )
}

/** Of those whose next month is over, how many bought in it. */
function NextMonth({ months }: { months: Cohort[] }) {
  const { cohorts: words } = useWords(homeWords)
  const { count } = useFormats()
  const { share } = useNames()
  const over = months.filter((one) => one.again.length > 2)
  const members = over.reduce((sum, one) => sum + one.members, 0)
  const again = over.reduce((sum, one) => sum + one.again[1]!, 0)
  if (members === 0) return words.tooEarly
  return words.summary(count(again), count(members), share(again, members))
}

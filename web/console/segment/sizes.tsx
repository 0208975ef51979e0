/** How many are in a segment, now, and over time. */
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { TimeChart } from '../charts/time-chart.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { dayOf } from '../typed.ts'
import { segmentWords } from '../words/segments.ts'
import { shareOf } from './count-panel.tsx'
import type { Segment } from './segment.ts'

export function Size({ segment }: { segment: Segment }) {
  const { one: words } = useWords(segmentWords)
  const { count, percent, dateTime } = useFormats()
  const { everybody } = useApi(api.getSegments, {})
  const { members, membersBefore, filling, failedAt, asOf } = segment
  const more = membersBefore === null ? null : members - membersBefore
  return (
    <div className="stack-tight">
      <p>
        <strong>{count(members)}</strong> {words.people} ·{' '}
        {words.share(percent(shareOf(members, everybody)))}
        {more !== null &&
          !filling &&
          ` · ${more === 0 ? words.same : more > 0 ? words.more(count(more)) : words.fewer(count(-more))}`}
        {' · '}
        <Age asOf={asOf} />
      </p>
      {filling && (
        <p className="soft">{words.filling(count(filling.asked), count(filling.everybody))}</p>
      )}
      {failedAt && <p>{words.failed(dateTime(failedAt))}</p>}
    </div>
  )
}

export function Sizes({ segment: { sizes, asOf } }: { segment: Segment }) {
  const { one: words } = useWords(segmentWords)
  const { count, dateTime, shortDay } = useFormats()
  return (
    <Section title={words.sizes}>
      {sizes.length < 2 ? (
        <p className="soft">{words.sizesNone}</p>
      ) : (
        <TimeChart
          summary={words.sizesSummary(count(sizes[0]!.members), count(sizes.at(-1)!.members))}
          definition={words.sizesDefinition}
          asOf={asOf}
          label={words.sizesLabel}
          points={sizes.map(({ at }) => ({
            label: shortDay(dayOf(Date.parse(at))),
            name: dateTime(at),
          }))}
          series={[
            {
              name: words.people,
              values: sizes.map(({ members }) => members),
              look: 'area',
              tone: 'safe',
              text: count,
            },
          ]}
          scaleText={count}
          table={
            <Table
              caption={words.sizes}
              items={sizes.toReversed()}
              keyOf={({ at }) => at}
              columns={[
                { key: 'at', title: words.time, cell: ({ at }) => <Moment at={at} /> },
                {
                  key: 'members',
                  title: words.people,
                  isFigure: true,
                  cell: ({ members }) => count(members),
                },
              ]}
            />
          }
        />
      )}
    </Section>
  )
}

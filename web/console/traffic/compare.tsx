/** Campaigns added up by what they have in common: which route, scene, circle or content draws people in. */
import { Link } from '@tanstack/react-router'
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { useFormats } from '../formats.tsx'
import { trafficWords } from '../words/traffic.ts'
import { each } from './brought.tsx'
import type { Figures } from './brought.tsx'
import { elements } from './choices.ts'
import type { DaysSearch, Element } from './choices.ts'
import { ShareBar } from './share-bar.tsx'

type Campaign = AnswerOf<typeof api.getConsoleCampaigns>['items'][number]
type Group = { name: string; campaigns: number } & Figures

/** Shares of fewer than this say more about chance than about people. */
const tellsFrom = 30

export function Compare(props: { campaigns: Campaign[]; search: DaysSearch & { by?: Element } }) {
  const { campaigns, search } = props
  const { campaigns: words, routesShort, figures } = useWords(trafficWords)
  const { count, money, percent } = useFormats()
  const by = search.by ?? 'route'
  const groups = groupsOf(campaigns, (one) => (by === 'route' ? routesShort[one.route] : one[by]))
  const most = Math.max(0, ...groups.map((group) => group.people))
  const share = (part: number, of: number) =>
    of < tellsFrom ? (
      <span className="soft small">{words.few}</span>
    ) : (
      <>
        {percent(Math.round((part / of) * 10_000))}
        <ShareBar part={part} of={of} />
      </>
    )
  return (
    <Section title={words.compare}>
      <Tabs label={words.by}>
        {elements.map((one) => (
          <Link
            key={one}
            to="/campaigns"
            search={{ ...search, by: one }}
            aria-current={by === one ? 'page' : undefined}
          >
            {words.compareBy[one]}
          </Link>
        ))}
      </Tabs>
      <Table
        caption={words.compare}
        items={groups}
        keyOf={({ name }) => name}
        columns={[
          { key: 'name', title: words.compareBy[by], cell: ({ name }) => name },
          {
            key: 'people',
            title: figures.people,
            isFigure: true,
            cell: ({ people }) => (
              <>
                {count(people)}
                <ShareBar part={people} of={most} />
              </>
            ),
          },
          {
            key: 'conversion',
            title: words.conversion,
            isFigure: true,
            cell: ({ buyers, people }) => share(buyers, people),
          },
          {
            key: 'retention',
            title: words.retention,
            isFigure: true,
            cell: ({ repeatBuyers, buyers }) => share(repeatBuyers, buyers),
          },
          {
            key: 'perBuyer',
            title: figures.perBuyer,
            isFigure: true,
            cell: ({ costFen, costDays, buyers }) => {
              const fen = costDays > 0 ? each(costFen, buyers) : null
              return fen === null ? figures.unknown : money(fen)
            },
          },
        ]}
      />
      <p className="soft small">{words.compareNote}</p>
    </Section>
  )
}

function groupsOf(campaigns: Campaign[], nameOf: (one: Campaign) => string): Group[] {
  const groups = [...Map.groupBy(campaigns, nameOf)].map(([name, those]) =>
    those.reduce<Group>(
      (sum, { figures }) => {
        for (const key of Object.keys(figures) as (keyof Figures)[])
          sum[key] = (sum[key] ?? 0) + figures[key]
        return sum
      },
      { name, campaigns: those.length } as Group,
    ),
  )
  return groups.toSorted((a, b) => b.people - a.people)
}

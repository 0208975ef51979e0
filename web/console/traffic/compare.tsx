/** Campaigns added up by what they have in common: which route, scene, circle or content draws people in. */
import { Link } from '@tanstack/react-router'
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { ShareBar } from '../charts/share-bar.tsx'
import { useFormats } from '../formats.tsx'
import { campaignWords } from '../words/campaigns.ts'
import { elements } from './choices.ts'
import type { DaysSearch, Element } from './choices.ts'
import { useFigureColumns } from './figures.ts'
import type { Figures } from './figures.ts'

type Campaign = AnswerOf<typeof api.getConsoleCampaigns>['items'][number]
type Group = { name: string; figures: Figures }

/** Shares of fewer than this say more about chance than about people. */
const tellsFrom = 30

export function Compare(props: { campaigns: Campaign[]; search: DaysSearch & { by?: Element } }) {
  const { campaigns, search } = props
  const words = useWords(campaignWords)
  const columns = useFigureColumns()
  const { count, percent } = useFormats()
  const by = search.by ?? 'route'
  const groups = groupsOf(campaigns, (one) =>
    by === 'route' ? words.routesShort[one.route] : one[by],
  )
  const most = Math.max(0, ...groups.map((group) => group.figures.people))
  const share = (part: number, of: number) =>
    of < tellsFrom ? (
      <span className="soft small">{words.few}</span>
    ) : (
      <>
        {percent(Math.round((part / of) * 10_000))}
        <ShareBar part={part} whole={of} />
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
            ...columns.people,
            cell: ({ figures: { people } }) => (
              <>
                {count(people)}
                <ShareBar part={people} whole={most} />
              </>
            ),
          },
          {
            key: 'conversion',
            title: words.conversion,
            isFigure: true,
            cell: ({ figures: { buyers, people } }) => share(buyers, people),
          },
          {
            key: 'retention',
            title: words.retention,
            isFigure: true,
            cell: ({ figures: { repeatBuyers, buyers } }) => share(repeatBuyers, buyers),
          },
          columns.perBuyer,
        ]}
      />
      <p className="soft small">{words.compareNote}</p>
    </Section>
  )
}

function groupsOf(campaigns: Campaign[], nameOf: (one: Campaign) => string): Group[] {
  const groups = [...Map.groupBy(campaigns, nameOf)].map(([name, those]) => ({
    name,
    figures: those.map((one) => one.figures).reduce(sumOf),
  }))
  return groups.toSorted((a, b) => b.figures.people - a.figures.people)
}

function sumOf(one: Figures, other: Figures): Figures {
  const keys = Object.keys(one) as (keyof Figures)[]
  return Object.fromEntries(keys.map((key) => [key, one[key] + other[key]])) as Figures
}

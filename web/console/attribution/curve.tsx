/** What was spent and what it brought, week by week, for all channels or one. */
import { useNavigate } from '@tanstack/react-router'
import { Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { TimeChart } from '../charts/time-chart.tsx'
import { useFormats } from '../formats.tsx'
import { attributionWords } from '../words/attribution.ts'
import type { AttributionSearch } from './choices.ts'
import type { Attribution } from './names.ts'

const weekMs = 7 * 86_400_000

export function Curve({ of, search }: { of: Attribution; search: AttributionSearch }) {
  const { curve: words } = useWords(attributionWords)
  const { money, compactMoney, nameOfDay, shortDay, count } = useFormats()
  const navigate = useNavigate()
  const named = of.channels.filter(({ channelId }) => channelId !== null)
  const channel = named.find(({ channelId }) => channelId === search.channel)?.channelId
  const weeks = weeksOf(of, channel ?? null)
  const sum = (key: 'costFen' | 'amountFen') => weeks.reduce((all, week) => all + week[key], 0)
  const choose = (value: string) => {
    const { channel: _, ...others } = search
    const next = value === '' ? others : { ...others, channel: value }
    void navigate({ to: '/attribution', search: next, resetScroll: false })
  }
  return (
    <Section
      title={words.title}
      actions={
        <Select
          label={words.channel}
          isLabelSpoken
          value={channel ?? ''}
          options={[
            { value: '', label: words.all },
            ...named.map(({ channelId, name }) => ({ value: channelId!, label: name ?? '' })),
          ]}
          onChange={choose}
        />
      }
    >
      {weeks.length === 0 ? (
        <p className="soft">{words.nothing}</p>
      ) : (
        <TimeChart
          summary={words.summary(
            money(sum('costFen')),
            money(sum('amountFen')),
            count(weeks.length),
          )}
          definition={words.definition}
          asOf={of.asOf}
          label={words.label}
          points={weeks.map(({ week }) => ({
            label: shortDay(week),
            name: words.name(nameOfDay(week)),
          }))}
          series={[
            {
              name: words.value,
              values: weeks.map(({ amountFen }) => amountFen),
              look: 'bars',
              tone: 'safe',
              text: money,
            },
            {
              name: words.cost,
              values: weeks.map(({ costFen }) => costFen),
              look: 'line',
              tone: 'bad',
              text: money,
            },
          ]}
          scaleText={compactMoney}
          table={
            <Table
              caption={words.title}
              items={weeks.toReversed()}
              keyOf={({ week }) => week}
              columns={[
                { key: 'week', title: words.week, cell: ({ week }) => nameOfDay(week) },
                {
                  key: 'cost',
                  title: words.cost,
                  isFigure: true,
                  cell: ({ costFen }) => <Money fen={costFen} />,
                },
                {
                  key: 'value',
                  title: words.value,
                  isFigure: true,
                  cell: ({ amountFen }) => <Money fen={amountFen} />,
                },
              ]}
            />
          }
        />
      )}
    </Section>
  )
}

type Week = { week: string; costFen: number; amountFen: number }

/** Every week from the first with a figure to the last, those without any among them. */
function weeksOf({ weeks }: Attribution, channelId: string | null): Week[] {
  const sums = new Map<string, Week>()
  for (const one of weeks) {
    if (channelId !== null && one.channelId !== channelId) continue
    const known = sums.get(one.week) ?? { week: one.week, costFen: 0, amountFen: 0 }
    sums.set(one.week, {
      week: one.week,
      costFen: known.costFen + (one.costFen ?? 0),
      amountFen: known.amountFen + one.amountFen,
    })
  }
  const days = [...sums.keys()].toSorted()
  if (days.length === 0) return []
  const all: Week[] = []
  const end = Date.parse(days.at(-1)!)
  for (let at = Date.parse(days[0]!); at <= end; at += weekMs) {
    const week = new Date(at).toISOString().slice(0, 10)
    all.push(sums.get(week) ?? { week, costFen: 0, amountFen: 0 })
  }
  return all
}

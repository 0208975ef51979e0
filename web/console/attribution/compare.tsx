/** Each channel's credit by every model, with small bars: where they agree, and where they do not. */
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { ShareBar } from '../charts/share-bar.tsx'
import { Age } from '../home/age.tsx'
import { attributionWords } from '../words/attribution.ts'
import { models } from './choices.ts'
import { useChannelName, useParts } from './names.ts'
import type { Attribution, ChannelRow } from './names.ts'

export function CompareModels({ of }: { of: Attribution }) {
  const words = useWords(attributionWords)
  const parts = useParts()
  const nameOf = useChannelName(of.channels)
  const rows = of.channels.filter(({ credit }) => Object.values(credit).some((ppm) => ppm > 0))
  if (rows.length === 0) return <p className="soft">{words.noOrders}</p>
  // Who came by themselves are no channel, and so many that no bar beside theirs would be seen.
  const channels = rows.filter(({ channelId }) => channelId !== null)
  const most = Math.max(0, ...channels.flatMap(({ credit }) => Object.values(credit)))
  return (
    <Section title={words.compare.title}>
      <p className="soft small">
        {words.compare.hint} <Age asOf={of.asOf} />
      </p>
      <Table
        caption={words.compare.caption}
        items={rows}
        keyOf={(row) => row.channelId ?? ''}
        columns={[
          {
            key: 'channel',
            title: words.compare.channel,
            cell: (row) => nameOf(row.channelId),
          },
          ...models.map((model) => ({
            key: model,
            title: words.models[model],
            isFigure: true,
            cell: (row: ChannelRow) => (
              <>
                {parts(row.credit[model])}
                {row.channelId && <ShareBar part={row.credit[model]} whole={most} />}
              </>
            ),
          })),
        ]}
      />
    </Section>
  )
}

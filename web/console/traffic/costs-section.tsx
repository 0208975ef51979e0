/** What a channel or campaign cost, day by day; what was corrected stays readable. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { costWords } from '../words/costs.ts'
import { CostForm } from './cost-form.tsx'
import { useTrafficNames } from './traffic-names.ts'

export type Cost = AnswerOf<typeof api.getCosts>['items'][number]
type Of = { channelId?: string; campaignId?: string }

const pageSize = 8

export function CostsSection({ of, term }: { of: Of; term: { from: string; to: string } }) {
  const words = useWords(costWords)
  const { whyNot } = useAccess()
  const { items } = useApi(api.getCosts, { ...of, ...term })
  const [open, setOpen] = useState<'new' | Cost | null>(null)
  const [shown, setShown] = useState(pageSize)
  return (
    <Section
      title={words.title}
      actions={
        <Button small disabledReason={whyNot('traffic.edit')} onPress={() => setOpen('new')}>
          {words.add}
        </Button>
      }
    >
      {items.length === 0 ? (
        <Empty icon="clock" title={words.none} />
      ) : (
        <CostsTable items={items.slice(0, shown)} of={of} onCorrect={setOpen} />
      )}
      <Pager
        hasMore={shown < items.length}
        isLoadingMore={false}
        more={() => setShown(shown + pageSize * 4)}
      />
      <Dialog title={words.add} isOpen={open !== null} onClose={() => setOpen(null)}>
        <CostForm of={of} cost={open === 'new' ? null : open} onDone={() => setOpen(null)} />
      </Dialog>
    </Section>
  )
}

function CostsTable(props: { items: Cost[]; of: Of; onCorrect: (cost: Cost) => void }) {
  const { items, of, onCorrect } = props
  const words = useWords(costWords)
  const { may } = useAccess()
  const { money, count, nameOfDay, dateTime } = useFormats()
  const { channelName, campaignName } = useTrafficNames()
  const orNone = (figure: number | null) => (figure === null ? '–' : count(figure))
  return (
    <Table
      caption={words.title}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        { key: 'day', title: words.day, cell: ({ day }) => nameOfDay(day) },
        of.channelId
          ? { key: 'of', title: words.campaign, cell: (one) => campaignName(one.campaignId) }
          : { key: 'of', title: words.channel, cell: (one) => channelName(one.channelId) },
        {
          key: 'cost',
          title: words.cost,
          isFigure: true,
          cell: ({ costFen, replacedAt }) =>
            replacedAt ? <s>{money(costFen)}</s> : money(costFen),
        },
        {
          key: 'clicks',
          title: words.columns.clicks,
          isFigure: true,
          cell: ({ clicks }) => orNone(clicks),
        },
        {
          key: 'impressions',
          title: words.columns.impressions,
          isFigure: true,
          cell: ({ impressions }) => orNone(impressions),
        },
        {
          key: 'noted',
          title: words.noted,
          cell: (cost) => (
            <span className="row">
              <span className="soft small">
                {dateTime(cost.notedAt)}
                {cost.replacedAt && ` · ${words.replaced}`}
              </span>
              {!cost.replacedAt && may('traffic.edit') && (
                <Button small kind="quiet" onPress={() => onCorrect(cost)}>
                  {words.correct}
                </Button>
              )}
            </span>
          ),
        },
      ]}
    />
  )
}

/** Campaigns: which route and which element draws people in, and all of them one by one. */
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { CampaignForm } from '../traffic/campaign-form.tsx'
import { termOf } from '../traffic/choices.ts'
import { Compare } from '../traffic/compare.tsx'
import { DaysTabs } from '../traffic/days-tabs.tsx'
import { useFigureColumns } from '../traffic/figures.ts'
import { campaignWords } from '../words/campaigns.ts'
import { frameWords } from '../words/frame.ts'
import { trafficWords } from '../words/traffic.ts'

const route = getRouteApi('/inside/campaigns')

export function CampaignsPage() {
  const words = useWords(campaignWords)
  const { figures } = useWords(trafficWords)
  const { pages } = useWords(frameWords)
  const { may } = useAccess()
  const search = route.useSearch()
  const { items, owners, asOf } = useApi(api.getConsoleCampaigns, termOf(search))
  const [isOpen, setOpen] = useState(false)
  const add = may('traffic.edit') && (
    <Button kind="primary" onPress={() => setOpen(true)}>
      {words.add}
    </Button>
  )
  return (
    <Page title={pages.campaigns} width="wide" actions={add}>
      {items.length === 0 ? (
        <Empty icon="flash" title={words.none}>
          <p className="soft">{words.noneNote}</p>
        </Empty>
      ) : (
        <>
          <DaysTabs search={search} />
          <Compare campaigns={items} search={search} />
          <Section title={words.all}>
            <CampaignsTable items={items} />
          </Section>
          <p className="soft small">
            {figures.definition} <Age asOf={asOf} />
          </p>
        </>
      )}
      <Dialog title={words.add} isOpen={isOpen} onClose={() => setOpen(false)}>
        <CampaignForm owners={owners} onDone={() => setOpen(false)} />
      </Dialog>
    </Page>
  )
}

type Row = AnswerOf<typeof api.getConsoleCampaigns>['items'][number]

function CampaignsTable({ items }: { items: Row[] }) {
  const words = useWords(campaignWords)
  const columns = useFigureColumns()
  const { nameOfDay } = useFormats()
  return (
    <Table
      caption={words.all}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: words.name,
          cell: (one) => (
            <Link to="/campaigns/$campaignId" params={{ campaignId: one.id }}>
              {one.name}
            </Link>
          ),
        },
        {
          key: 'route',
          title: words.route,
          cell: (one) => <Badge>{words.routesShort[one.route]}</Badge>,
        },
        {
          key: 'time',
          title: words.time,
          cell: ({ startsOn, endsOn }) =>
            `${nameOfDay(startsOn)} – ${endsOn ? nameOfDay(endsOn) : words.openEnd}`,
        },
        columns.people,
        columns.buyers,
        columns.kept,
        columns.cost,
      ]}
    />
  )
}

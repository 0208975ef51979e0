/** Channels: where people come from, what each brought, and what it cost. */
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button, buttonClass } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { ShareBar } from '../charts/share-bar.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { ChannelForm } from '../traffic/channel-form.tsx'
import { termOf } from '../traffic/choices.ts'
import { DaysTabs } from '../traffic/days-tabs.tsx'
import { useFigureColumns } from '../traffic/figures.ts'
import { Sources } from '../traffic/sources.tsx'
import { channelWords } from '../words/channels.ts'
import { frameWords } from '../words/frame.ts'
import { trafficWords } from '../words/traffic.ts'

const route = getRouteApi('/inside/channels')

export function ChannelsPage() {
  const words = useWords(channelWords)
  const { figures } = useWords(trafficWords)
  const { pages } = useWords(frameWords)
  const { may } = useAccess()
  const search = route.useSearch()
  const { items, owners, asOf } = useApi(api.getConsoleChannels, termOf(search))
  const [isOpen, setOpen] = useState(false)
  const add = may('traffic.edit') && (
    <div className="row">
      <Link to="/channels/costs" className={buttonClass()}>
        {words.costs}
      </Link>
      <Button kind="primary" onPress={() => setOpen(true)}>
        {words.add}
      </Button>
    </div>
  )
  return (
    <Page title={pages.channels} width="wide" actions={add}>
      {items.length === 0 ? (
        <Empty icon="route" title={words.none}>
          <p className="soft">{words.noneNote}</p>
        </Empty>
      ) : (
        <>
          <DaysTabs search={search} />
          <ChannelsTable items={items} />
          <p className="soft small">
            {figures.definition} <Age asOf={asOf} />
          </p>
          <Sources />
        </>
      )}
      <Dialog title={words.add} isOpen={isOpen} onClose={() => setOpen(false)}>
        <ChannelForm owners={owners} onDone={() => setOpen(false)} />
      </Dialog>
    </Page>
  )
}

type Row = AnswerOf<typeof api.getConsoleChannels>['items'][number]

function ChannelsTable({ items }: { items: Row[] }) {
  const words = useWords(channelWords)
  const { pages } = useWords(frameWords)
  const columns = useFigureColumns()
  const { count } = useFormats()
  const most = Math.max(0, ...items.map((one) => one.figures.people))
  return (
    <Table
      caption={pages.channels}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: words.name,
          cell: (one) => (
            <>
              <Link to="/channels/$channelId" params={{ channelId: one.id }}>
                {one.name}
              </Link>{' '}
              <span className="soft small">{words.kinds[one.kind]}</span>
              {one.closedAt && (
                <>
                  {' '}
                  <Badge tone="warn">{words.closed}</Badge>
                </>
              )}
            </>
          ),
        },
        columns.visits,
        columns.leftOut,
        {
          ...columns.people,
          cell: (one) => (
            <>
              {count(one.figures.people)}
              <ShareBar part={one.figures.people} whole={most} />
            </>
          ),
        },
        columns.members,
        columns.buyers,
        columns.kept,
        columns.cost,
        columns.perBuyer,
      ]}
    />
  )
}

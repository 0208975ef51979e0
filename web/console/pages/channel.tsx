/** One channel: what it brought day by day, what it cost, and which of its visits are not of people. */
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Brought } from '../traffic/brought.tsx'
import { ChannelForm } from '../traffic/channel-form.tsx'
import { termOf } from '../traffic/choices.ts'
import { CostsSection } from '../traffic/costs-section.tsx'
import { DayCharts } from '../traffic/day-charts.tsx'
import { DaysTabs } from '../traffic/days-tabs.tsx'
import { LeftOut } from '../traffic/left-out.tsx'
import { LinksSection } from '../traffic/links-section.tsx'
import { useUndo } from '../undo.ts'
import { channelWords } from '../words/channels.ts'

const route = getRouteApi('/inside/channels/$channelId')

export function ChannelPage() {
  const words = useWords(channelWords)
  const { channelId } = route.useParams()
  const search = route.useSearch()
  const term = termOf(search)
  const answer = useApi(api.getConsoleChannel, { channelId, ...term })
  const { channel, figures, days, asOf } = answer
  return (
    <Page title={channel.name} width="wide" actions={<Acts answer={answer} />}>
      <p className="row soft">
        <span>{words.kinds[channel.kind]}</span>
        <span>{words.ownedBy(channel.ownerName ?? words.formerOwner)}</span>
        {channel.closedAt && <Badge tone="warn">{words.closed}</Badge>}
      </p>
      <DaysTabs search={search} />
      <Section title={words.brought}>
        <Brought figures={figures} asOf={asOf} />
      </Section>
      <DayCharts days={days} asOf={asOf} />
      <LeftOut answer={answer} term={term} />
      <LinksSection channelId={channelId} title={words.links} />
      <CostsSection of={{ channelId }} term={term} />
    </Page>
  )
}

type Answer = AnswerOf<typeof api.getConsoleChannel>

function Acts({ answer: { channel, owners } }: { answer: Answer }) {
  const words = useWords(channelWords)
  const { may } = useAccess()
  const [isOpen, setOpen] = useState(false)
  const refreshes = [api.getConsoleChannel, api.getConsoleChannels]
  const undo = useUndo(api.patchChannel, refreshes)
  const isClosed = channel.closedAt !== null
  const change = useAction(api.patchChannel, {
    refreshes,
    onDone: ({ id, version }) =>
      undo(isClosed ? words.openedToast : words.closedToast, {
        channelId: id,
        version,
        closed: isClosed,
      }),
  })
  if (!may('traffic.edit')) return null
  return (
    <div className="row">
      <Button
        isBusy={change.isRunning}
        onPress={() =>
          change.run({ channelId: channel.id, version: channel.version, closed: !isClosed })
        }
      >
        {isClosed ? words.open : words.close}
      </Button>
      <Button icon="pen" onPress={() => setOpen(true)}>
        {words.edit}
      </Button>
      <Dialog title={words.edit} isOpen={isOpen} onClose={() => setOpen(false)}>
        <ChannelForm channel={channel} owners={owners} onDone={() => setOpen(false)} />
      </Dialog>
    </div>
  )
}

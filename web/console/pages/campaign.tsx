/** One campaign: its route and elements, what it brought, its links and costs. */
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { Brought } from '../traffic/brought.tsx'
import { CampaignForm } from '../traffic/campaign-form.tsx'
import { termOf } from '../traffic/choices.ts'
import { CostsSection } from '../traffic/costs-section.tsx'
import { DayCharts } from '../traffic/day-charts.tsx'
import { DaysTabs } from '../traffic/days-tabs.tsx'
import { LinksSection } from '../traffic/links-section.tsx'
import { campaignWords } from '../words/campaigns.ts'
import { channelWords } from '../words/channels.ts'

const route = getRouteApi('/inside/campaigns/$campaignId')

export function CampaignPage() {
  const words = useWords(campaignWords)
  const channels = useWords(channelWords)
  const { nameOfDay } = useFormats()
  const { may } = useAccess()
  const { campaignId } = route.useParams()
  const search = route.useSearch()
  const term = termOf(search)
  const answer = useApi(api.getConsoleCampaign, { campaignId, ...term })
  const { campaign, figures, days, owners, asOf } = answer
  const [isOpen, setOpen] = useState(false)
  const edit = may('traffic.edit') && (
    <Button icon="pen" onPress={() => setOpen(true)}>
      {words.edit}
    </Button>
  )
  const { startsOn, endsOn } = campaign
  return (
    <Page title={campaign.name} width="wide" actions={edit}>
      <div className="card">
        <Facts
          of={[
            [words.route, words.routes[campaign.route]],
            [words.scene, campaign.scene],
            [words.circle, campaign.circle],
            [words.content, campaign.content],
            [words.time, `${nameOfDay(startsOn)} – ${endsOn ? nameOfDay(endsOn) : words.openEnd}`],
            [words.owner, campaign.ownerName ?? channels.formerOwner],
          ]}
        />
      </div>
      <DaysTabs search={search} />
      <Section title={channels.brought}>
        <Brought figures={figures} asOf={asOf} />
      </Section>
      <DayCharts days={days} asOf={asOf} />
      <LinksSection campaignId={campaignId} title={words.connection} />
      <CostsSection of={{ campaignId }} term={term} />
      <Dialog title={words.edit} isOpen={isOpen} onClose={() => setOpen(false)}>
        <CampaignForm campaign={campaign} owners={owners} onDone={() => setOpen(false)} />
      </Dialog>
    </Page>
  )
}

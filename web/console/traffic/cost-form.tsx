import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { TextField } from '#web/kit/field.tsx'
import { fenFrom, yuanText } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import tools from '../tools.module.css'
import { wholeFrom } from '../typed.ts'
import { costWords } from '../words/costs.ts'
import { sharedWords } from '../words/shared.ts'
import { CountField, YuanField } from '../yuan-field.tsx'
import { termOf, todayInChina } from './choices.ts'
import type { Cost } from './costs-section.tsx'
import { SourceFields } from './source-fields.tsx'

/** A day's cost, or a correction of one. */
export function CostForm(props: {
  of: { channelId?: string; campaignId?: string }
  cost: Cost | null
  onDone: () => void
}) {
  const { of, cost, onDone } = props
  const words = useWords(costWords)
  const shared = useWords(sharedWords)
  const channels = useApi(api.getConsoleChannels, termOf({})).items
  const [channelId, setChannelId] = useState(
    cost?.channelId ?? of.channelId ?? channels[0]?.id ?? '',
  )
  const [campaignId, setCampaignId] = useState(cost?.campaignId ?? of.campaignId ?? '')
  const [typed, setTyped] = useState({
    day: cost?.day ?? todayInChina(),
    cost: cost ? yuanText(cost.costFen) : '',
    impressions: cost?.impressions?.toString() ?? '',
    clicks: cost?.clicks?.toString() ?? '',
  })
  const note = useAction(api.putCost, {
    refreshes: [api.getCosts, api.getConsoleChannel, api.getConsoleCampaign],
    onDone: ({ fresh }) => {
      toast({ text: fresh ? words.saved : words.same })
      onDone()
    },
  })
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: (text: string) => setTyped({ ...typed, [name]: text }),
  })
  const costFen = fenFrom(typed.cost)
  const countOf = (text: string) => (text.trim() === '' ? null : wholeFrom(text, 0))
  const isWhole = [typed.impressions, typed.clicks].every(
    (text) => text.trim() === '' || wholeFrom(text, 0) !== null,
  )
  const canSend = costFen !== null && isWhole && typed.day !== '' && channelId !== ''
  const send = () =>
    note.run({
      channelId,
      campaignId: campaignId || null,
      day: typed.day,
      costFen: costFen!,
      impressions: countOf(typed.impressions),
      clicks: countOf(typed.clicks),
    })
  return (
    <Form
      action={note}
      submit={words.save}
      whyNot={canSend ? null : shared.needAll}
      onSubmit={send}
    >
      <div className={tools['fields']}>
        <TextField label={words.day} type="date" isRequired {...field('day')} />
        <YuanField label={words.cost} isRequired {...field('cost')} />
      </div>
      <SourceFields
        labels={words}
        channels={channels}
        channelId={channelId}
        onChannel={setChannelId}
        campaignId={campaignId}
        onCampaign={setCampaignId}
      />
      <div className={tools['fields']}>
        <CountField label={words.impressions} min={0} {...field('impressions')} />
        <CountField label={words.clicks} min={0} {...field('clicks')} />
      </div>
    </Form>
  )
}

/** The channel and, if any, the campaign that a link or a cost belongs to. */
import * as api from '#web/kit/api.ts'
import { Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useApi } from '#web/kit/use-api.ts'
import tools from '../tools.module.css'
import { linkWords } from '../words/links.ts'
import { termOf } from './choices.ts'

export function SourceFields(props: {
  labels: { channel: string; campaign: string }
  channels: readonly { id: string; name: string }[]
  channelId: string
  onChannel: (channelId: string) => void
  /** Empty for none. */
  campaignId: string
  onCampaign: (campaignId: string) => void
}) {
  const { labels, channels, channelId, onChannel, campaignId, onCampaign } = props
  const { noCampaign } = useWords(linkWords)
  const campaigns = useApi(api.getConsoleCampaigns, termOf({})).items
  const optionOf = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name })
  return (
    <div className={tools['fields']}>
      <Select
        label={labels.channel}
        value={channelId}
        options={channels.map(optionOf)}
        onChange={onChannel}
      />
      <Select
        label={labels.campaign}
        value={campaignId}
        options={[{ value: '', label: noCampaign }, ...campaigns.map(optionOf)]}
        onChange={onCampaign}
      />
    </div>
  )
}

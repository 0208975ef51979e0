/** Names of channels and campaigns by their ids. */
import * as api from '#web/kit/api.ts'
import { useApi } from '#web/kit/use-api.ts'
import { termOf } from './choices.ts'

export function useTrafficNames() {
  const term = termOf({})
  const channels = useApi(api.getConsoleChannels, term).items
  const campaigns = useApi(api.getConsoleCampaigns, term).items
  const nameIn = (all: { id: string; name: string }[], id: string | null) =>
    all.find((one) => one.id === id)?.name ?? '–'
  return {
    channelName: (id: string | null) => nameIn(channels, id),
    campaignName: (id: string | null) => nameIn(campaigns, id),
  }
}

import { locales, useLanguage, useWords } from '#web/kit/i18n.ts'
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { attributionWords } from '../words/attribution.ts'

export type Attribution = AnswerOf<typeof api.getAttribution>
export type ChannelRow = Attribution['channels'][number]

/** A channel by its name; orders without any touch came by themselves. */
export function useChannelName(channels: readonly ChannelRow[]) {
  const words = useWords(attributionWords)
  const nameOf = new Map(channels.map(({ channelId, name }) => [channelId, name]))
  return (channelId: string | null) => nameOf.get(channelId) ?? words.unknown
}

/** Parts of orders, with one decimal: 12.3. */
export function useParts() {
  const language = useLanguage()
  const format = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 })
  return (ppm: number) => format.format(ppm / 1_000_000)
}

/** What the sentences of conditions are made of: words, and the names of what they are about. */
import * as api from '#web/kit/api.ts'
import { serverNow } from '#web/kit/client.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { useApi, useApiState } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { dayOf } from '../typed.ts'
import { memberWords } from '../words/members.ts'
import { segmentEditorWords } from '../words/segment-editor.ts'
import { segmentRuleWords } from '../words/segment-rules.ts'
import { isGroup } from './conditions.ts'
import type { Condition, Rule } from './conditions.ts'
import { slotsOf, textOfSlot } from './slots.ts'
import type { Naming } from './slots.ts'

/** `exceptId`: the segment that is being changed cannot name itself. */
export function useNaming(exceptId?: string): Naming {
  const words = useWords(segmentRuleWords)
  const { stages } = useWords(memberWords)
  const { nameOf } = useFormats()
  const { may } = useAccess()
  const { tags } = useApi(api.getSegmentChoices)
  const { items } = useApi(api.getSegments, {})
  const { items: categories } = useApi(api.getCategories)
  const channels = useApiState(api.getConsoleChannels, today(), { enabled: may('traffic.read') })
  return {
    words,
    stageNames: stages,
    topics: categories.map((one) => ({ value: one.slug, label: nameOf(one) })),
    tags: tags.map((tag) => ({ value: tag, label: tag })),
    channels: (channels.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
    segments: items
      .filter(({ id }) => id !== exceptId)
      .map(({ id, name }) => ({ value: id, label: name })),
  }
}

export const sentenceOf = (one: Condition, naming: Naming): string => {
  const slots = slotsOf(one, naming)
  return naming.words.sentences[one.is]
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => (slots[name] ? textOfSlot(slots[name]) : ''))
    .replaceAll(/ +/g, ' ')
    .replaceAll(' ,', ',')
    .replaceAll(betweenHan, '')
    .trim()
}

const betweenHan = /(?<=[\p{sc=Han}，、）]) (?=[\p{sc=Han}，、（])/gu

/** The whole rule as one would say it. */
export function useRuleText(): (rule: Rule, naming: Naming) => string {
  const language = useLanguage()
  const { edit } = useWords(segmentEditorWords)
  const say = (rule: Rule, naming: Naming): string => {
    if (!isGroup(rule)) return sentenceOf(rule, naming)
    const parts = rule.of.map((part) =>
      isGroup(part) ? `(${say(part, naming)})` : say(part, naming),
    )
    if (rule.is === 'all') return parts.join(language === 'zh' ? '；' : '; ')
    const head = rule.is === 'any' ? edit.any : edit.none
    return `${head}: ${parts.join(language === 'zh' ? '；' : '; ')}`
  }
  return say
}

/** The list of channels comes with figures of a time, which are not shown here. */
const today = () => ({ from: dayOf(serverNow()), to: dayOf(serverNow()) })

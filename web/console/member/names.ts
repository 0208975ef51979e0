/** Names of what members are about: a person, a time, a tag, a category. */
import * as api from '#web/kit/api.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { useApiState } from '#web/kit/use-api.ts'
import { useFormats } from '../formats.tsx'
import { shortId } from '../id.tsx'
import { memberWords } from '../words/members.ts'
import { sharedWords } from '../words/shared.ts'
import { tagWords } from '../words/tags.ts'

const hourMs = 3_600_000
const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' })

/** The calendar day of an instant, "2026-11-20". */
export const dayInChina = (at: string) => dayFormat.format(new Date(at))

/** How long something lasted, in days, or in hours of the first day. */
export function useSpan(): (fromMs: number, toMs: number) => string {
  const { days, hours } = useWords(sharedWords)
  return (fromMs, toMs) => {
    const passed = Math.max(0, toMs - fromMs)
    if (passed < 48 * hourMs) return hours(Math.max(1, Math.floor(passed / hourMs)))
    return days(Math.floor(passed / (24 * hourMs)))
  }
}

type Named = { memberId: string; kind: 'visitor' | 'member'; nickname: string | null }

/** The nickname a member chose to be seen by, else what they are with the end of their id. */
export function useNameOf(): (of: Named) => string {
  const { list } = useWords(memberWords)
  return ({ memberId, kind, nickname }) =>
    nickname ??
    (kind === 'visitor' ? list.visitorOf(shortId(memberId)) : list.memberOf(shortId(memberId)))
}

/** Categories by their code; the code itself while they are not there, or for one that is gone. */
export function useTopicNames(): (topic: string) => string {
  const { nameOf } = useFormats()
  const { data } = useApiState(api.getCategories, {}, { isEverybodys: true })
  return (topic) => {
    const category = data?.items.find((one) => one.slug === topic)
    return category ? nameOf(category) : topic
  }
}

/** What a tag is called: those that are computed are codes, others are words of the shop. */
export function useTagNames(): (tag: string) => string {
  const tags = useWords(tagWords)
  const topicName = useTopicNames()
  return (tag) => {
    if (tag.startsWith('likes:')) return tags.likes(topicName(tag.slice(6)))
    return tag === 'head_member' ? tags.head : tag
  }
}

/** A month and a day of every year, "03-15". */
export function useMonthDay(): (text: string) => string {
  const language = useLanguage()
  return (text) => {
    const [month, day] = text.split('-').map(Number)
    const format = { month: 'long', day: 'numeric', timeZone: 'UTC' } as const
    return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', format).format(
      Date.UTC(2024, month! - 1, day),
    )
  }
}

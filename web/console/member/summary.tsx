import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { ago } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { useNow } from '#web/kit/now.ts'
import { useApiState } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { memberPageWords } from '../words/member-page.ts'
import { memberWords } from '../words/members.ts'
import type { Member, Profile } from './member.ts'
import { dayInChina, useSpan } from './names.ts'

/** The whole story in one sentence. */
export function Summary({ member, profile }: { member: Member; profile: Profile }) {
  const { page: words } = useWords(memberPageWords)
  const { stages } = useWords(memberWords)
  const language = useLanguage()
  const { day, money, count } = useFormats()
  const span = useSpan()
  const now = useNow()
  const channel = useChannel(profile)
  const firstDay = day(profile.firstAt)
  const parts = [
    channel ? words.cameBy(firstDay, channel) : words.came(firstDay),
    words.is(stages[profile.stage], span(Date.parse(profile.stageSince), now)),
    profile.orders > 0
      ? words.bought(count(profile.orders), money(profile.paidFen - profile.refundedFen))
      : words.boughtNothing,
    words.lastSeen(ago(now - Date.parse(profile.lastAt), language)),
  ]
  return (
    <p>
      {parts.join(language === 'zh' ? '；' : '; ')}
      {language === 'zh' ? '。' : '.'}
      {member.persons.length > 1 && (
        <>
          {' '}
          <Link
            to="/members/$memberId"
            params={{ memberId: member.memberId }}
            search={{ group: 'identity' }}
            resetScroll={false}
          >
            {words.joined(member.persons.length)}
          </Link>
        </>
      )}
    </p>
  )
}

/** The name of where they came from, for those who may read about traffic. */
function useChannel({ channelId, firstAt }: Profile): string | null {
  const { may } = useAccess()
  const day = dayInChina(firstAt)
  const { data } = useApiState(
    api.getConsoleChannels,
    { from: day, to: day },
    { enabled: channelId !== null && may('traffic.read'), keeps: true },
  )
  return data?.items.find((one) => one.id === channelId)?.name ?? null
}

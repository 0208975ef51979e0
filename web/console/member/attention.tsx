import { Badge } from '#web/kit/badge.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { useFormats } from '../formats.tsx'
import { memberPageWords } from '../words/member-page.ts'
import type { Member } from './member.ts'
import styles from './lines.module.css'

/** What they agreed to, by channel, and how much of this week is used up. */
export function Attention({ attention }: { attention: Member['attention'] }) {
  const { attention: words } = useWords(memberPageWords)
  const { count } = useFormats()
  if (!attention)
    return (
      <Section title={words.title}>
        <p className="soft">{words.visitor}</p>
      </Section>
    )
  const { marketing, profiling, sentThisWeek, perWeek } = attention
  return (
    <Section title={words.title}>
      <div className="card stack-tight">
        <dl className={styles['lines']}>
          {marketing.map(({ channel, isGiven, isReachable }) => (
            <div key={channel}>
              <dt>{words.channels[channel]}</dt>
              <dd>
                {isGiven && !isReachable ? (
                  <Badge tone="warn">{words.unreachable}</Badge>
                ) : (
                  <Agreed isGiven={isGiven} />
                )}
              </dd>
            </div>
          ))}
          <div>
            <dt>{words.profiling}</dt>
            <dd>
              <Agreed isGiven={profiling} />
            </dd>
          </div>
        </dl>
        <p className="soft small">{words.sent(count(sentThisWeek), count(perWeek))}</p>
      </div>
    </Section>
  )
}

function Agreed({ isGiven }: { isGiven: boolean }) {
  const { attention: words } = useWords(memberPageWords)
  return <Badge tone={isGiven ? 'safe' : 'plain'}>{isGiven ? words.given : words.notGiven}</Badge>
}

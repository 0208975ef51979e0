import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { useFormats } from '../formats.tsx'
import { memberPageWords } from '../words/member-page.ts'
import type { Member } from './member.ts'
import { useTopicNames } from './names.ts'
import styles from './interests.module.css'

/** What somebody looks at and buys, by category, with the counts it comes from. */
export function Interests({ interests }: { interests: Member['interests'] }) {
  const { interests: words } = useWords(memberPageWords)
  const { count } = useFormats()
  const topicName = useTopicNames()
  return (
    <Section title={words.title}>
      <div className="card stack">
        {interests.length === 0 ? (
          <p className="soft">{words.none}</p>
        ) : (
          <>
            <ul className={styles['interests']}>
              {interests.map(({ topic, viewed, added, bought, sharePpm }) => (
                <li key={topic}>
                  <span className={styles['name']}>
                    <span>{topicName(topic)}</span>
                    <span>{Math.round(sharePpm / 10_000)}%</span>
                  </span>
                  <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                    <rect className={styles['ground']} width="100" height="4" />
                    <rect className={styles['share']} width={sharePpm / 10_000} height="4" />
                  </svg>
                  <span className="soft small">
                    {words.counts(count(viewed), count(added), count(bought))}
                  </span>
                </li>
              ))}
            </ul>
            <p className="soft small">{words.source}</p>
          </>
        )}
      </div>
    </Section>
  )
}

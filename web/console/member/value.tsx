/** What somebody is worth: what they spent, their fifths, and what is to be expected. */
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { memberPageWords } from '../words/member-page.ts'
import type { Member } from './member.ts'
import styles from './value.module.css'

export function Value({ member }: { member: Member }) {
  const { value: words } = useWords(memberPageWords)
  const { money, count } = useFormats()
  const { profile, value } = member
  const netFen = profile ? profile.paidFen - profile.refundedFen : 0
  return (
    <Section title={words.title}>
      <div className="card stack">
        {!profile || profile.orders === 0 ? (
          <p className="soft">{words.notBuyer}</p>
        ) : (
          <>
            <Facts
              of={[
                [words.spent, money(netFen)],
                [words.orders, count(profile.orders)],
                [words.average, money(Math.floor(netFen / profile.orders))],
                ...(profile.brought > 0 ? [[words.brought, count(profile.brought)] as const] : []),
              ]}
            />
            {value.rfm ? (
              <>
                <div className={styles['fifths']}>
                  <Fifth name={words.r} score={value.rfm.r} />
                  <Fifth name={words.f} score={value.rfm.f} />
                  <Fifth name={words.m} score={value.rfm.m} />
                </div>
                <Expected expected={value.expected} />
                <p className="soft small">
                  {words.asOf} · <Age asOf={value.rfm.asOf} />
                </p>
              </>
            ) : (
              <p className="soft small">{words.notYet}</p>
            )}
          </>
        )}
      </div>
    </Section>
  )
}

function Fifth({ name, score }: { name: string; score: number }) {
  return (
    <div className={styles['fifth']}>
      <span>{name}</span>
      <svg viewBox="0 0 54 10" aria-hidden="true">
        {[0, 1, 2, 3, 4].map((at) => (
          <rect
            key={at}
            className={at < score ? styles['full'] : styles['empty']}
            x={at * 11}
            width="9"
            height="10"
            rx="2"
          />
        ))}
      </svg>
      <span>{score}/5</span>
    </div>
  )
}

function Expected({ expected }: { expected: Member['value']['expected'] }) {
  const { value: words } = useWords(memberPageWords)
  const { money, count } = useFormats()
  if (!expected) return <p className="soft small">{words.cannotTell}</p>
  const { fen, fromFen, toFen, watched } = expected
  return (
    <div>
      <p className="soft small">{words.expected}</p>
      <p>
        <strong>{money(fen)}</strong>
      </p>
      <p className="soft small">{words.range(money(fromFen), money(toFen), count(watched))}</p>
    </div>
  )
}

/** Two persons, and why they may be one. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useFormats } from '../formats.tsx'
import { shortId } from '../id.tsx'
import { useNameOf } from '../member/names.ts'
import { identityWords } from '../words/identities.ts'
import styles from './pair.module.css'

type Merge = AnswerOf<typeof api.getMerges>['items'][number]
type Person = Merge['a']
type Evidence = Merge['evidence']

export function Pair({ a, b, evidence }: { a: Person; b: Person; evidence: Evidence }) {
  return (
    <div className={styles['pair']}>
      <Side person={a} shared={evidence.kind} />
      <Side person={b} shared={evidence.kind} />
    </div>
  )
}

function Side({ person, shared }: { person: Person; shared: Evidence['kind'] }) {
  const words = useWords(identityWords)
  const { day } = useFormats()
  const nameOf = useNameOf()
  const { personId, kind, memberSince, isClosed, identities, representativeId } = person
  return (
    <div className={styles['side']}>
      <div className="row">
        <Link to="/members/$memberId" params={{ memberId: representativeId }}>
          {nameOf({ ...person, memberId: personId })}
        </Link>
        {isClosed && <Badge tone="bad">{words.closed}</Badge>}
        {representativeId !== personId && <Badge>{words.joined}</Badge>}
      </div>
      <p className="soft small">
        {[words[kind], memberSince && words.since(day(memberSince))].filter(Boolean).join(' · ')}
      </p>
      {identities.length > 0 ? (
        <ul className={styles['known']}>
          {identities.map((one) => (
            <li key={one.id} className={one.kind === shared ? styles['shared'] : ''}>
              {words.kinds[one.kind]} {one.masked}
            </li>
          ))}
        </ul>
      ) : (
        kind === 'member' && <p className="soft small">{words.nothing}</p>
      )}
    </div>
  )
}

/** In one sentence, which says whether anybody proved it. */
export function useWhy(): (evidence: Evidence) => string {
  const words = useWords(identityWords)
  return ({ reason, kind, isProven }) => {
    if (reason === 'signed_in') return words.signedIn
    if (reason === 'staff' || !kind) return words.staff
    return isProven ? words.sameProven(words.kinds[kind]) : words.same(words.kinds[kind])
  }
}

/** `staff:<id>`, `import:<id>`, or a part of the program. */
export function useWho(): (by: string) => string {
  const { by: words } = useWords(identityWords)
  return (by) => {
    const [kind = '', id = ''] = by.split(':')
    if (kind === 'staff') return words.staff(shortId(id))
    if (kind === 'sign_in' || kind === 'member' || kind === 'import') return words[kind]
    return words.program
  }
}

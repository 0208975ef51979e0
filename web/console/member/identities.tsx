/** What a person is known by, masked; reading a whole phone is audited. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { phoneText } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { shortId } from '../id.tsx'
import { memberPageWords } from '../words/member-page.ts'
import styles from './lines.module.css'
import type { Member } from './member.ts'

export function Identities({ member }: { member: Member }) {
  const { identities: words } = useWords(memberPageWords)
  const { day } = useFormats()
  const { may } = useAccess()
  const [phones, setPhones] = useState<string[]>([])
  const read = useAction(api.postPhoneReading, { onDone: (answer) => setPhones(answer.phones) })
  const known = member.persons.flatMap((person) => person.identities)
  const visitors = member.persons.filter((person) => person.kind === 'visitor')
  const since = member.persons[0]?.memberSince
  const hasPhone = known.some(({ kind }) => kind === 'phone')
  return (
    <Section title={words.title}>
      <div className="card stack-tight">
        {since && <p className="soft small">{words.memberSince(day(since))}</p>}
        {known.length === 0 && <p className="soft">{words.none}</p>}
        <dl className={styles['lines']}>
          {known.map(({ id, kind, masked }) => (
            <div key={id}>
              <dt>{words.kinds[kind]}</dt>
              <dd>{masked}</dd>
            </div>
          ))}
        </dl>
        {phones.map((phone) => (
          <p key={phone}>
            <strong>{phoneText(phone)}</strong>
          </p>
        ))}
        {hasPhone && may('members.edit') && phones.length === 0 && (
          <>
            <div>
              <Button
                small
                isBusy={read.isRunning}
                onPress={() => read.run({ memberId: member.memberId })}
              >
                {words.show}
              </Button>
            </div>
            <p className="soft small">{words.shown}</p>
          </>
        )}
        <ErrorNote error={read.error} />
        {member.persons.length > 1 &&
          visitors.map(({ personId }) => (
            <p key={personId} className="soft small">
              {words.visitor(shortId(personId))}
            </p>
          ))}
        {member.persons.length > 1 && (
          <p className="small">
            <Link to="/identities" search={{ view: 'merged' }}>
              {words.merges}
            </Link>
          </p>
        )}
      </div>
    </Section>
  )
}

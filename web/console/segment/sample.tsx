/** Some of the people in a segment. */
import { Link } from '@tanstack/react-router'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Moment } from '../formats.tsx'
import { ShortId } from '../id.tsx'
import { memberWords } from '../words/members.ts'
import { segmentWords } from '../words/segments.ts'
import type { Segment } from './segment.ts'

export function Sample({ segment: { sample } }: { segment: Segment }) {
  const { one: words } = useWords(segmentWords)
  const { list } = useWords(memberWords)
  return (
    <Section title={words.members}>
      {sample.length === 0 ? (
        <p className="soft">{words.nobody}</p>
      ) : (
        <Table
          caption={words.members}
          items={sample}
          keyOf={({ memberId }) => memberId}
          columns={[
            {
              key: 'member',
              title: list.person,
              cell: ({ memberId }) => (
                <Link to="/members/$memberId" params={{ memberId }}>
                  <ShortId id={memberId} />
                </Link>
              ),
            },
            { key: 'since', title: words.since, cell: ({ since }) => <Moment at={since} /> },
          ]}
        />
      )}
    </Section>
  )
}

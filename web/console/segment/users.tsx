/** Who uses a segment. */
import { Link } from '@tanstack/react-router'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { ShortId } from '../id.tsx'
import { segmentWords } from '../words/segments.ts'
import type { Segment } from './segment.ts'

export function Users({ segment: { usedBy } }: { segment: Segment }) {
  const { one: words } = useWords(segmentWords)
  return (
    <Section title={words.usedBy}>
      {usedBy.length === 0 ? (
        <p className="soft">{words.unused}</p>
      ) : (
        <List label={words.usedBy}>
          {usedBy.map(({ what, id, name }) => (
            <Row key={`${what}${id}`}>
              <span>
                {words.users[what]}{' '}
                {what === 'segment' ? (
                  <Link to="/segments/$segmentId" params={{ segmentId: id }}>
                    {name}
                  </Link>
                ) : (
                  (name ?? <ShortId id={id} />)
                )}
              </span>
            </Row>
          ))}
        </List>
      )}
    </Section>
  )
}

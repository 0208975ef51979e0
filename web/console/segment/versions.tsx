/** What the rule of a segment was before, in words. */
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { Moment } from '../formats.tsx'
import { segmentWords } from '../words/segments.ts'
import { ruleOf } from './conditions.ts'
import type { Segment } from './segment.ts'
import { useNaming, useRuleText } from './use-naming.ts'

export function Versions({ segment: { versions } }: { segment: Segment }) {
  const { one: words } = useWords(segmentWords)
  const naming = useNaming()
  const textOf = useRuleText()
  if (versions.length < 2) return null
  return (
    <Section title={words.versions}>
      <List label={words.versions}>
        {versions.map(({ version, name, changedAt, ...one }) => (
          <Row key={version}>
            <span>
              {words.version(String(version))} · {name} ·{' '}
              <span className="soft">
                <Moment at={changedAt} />
              </span>
              <br />
              <span className="soft small">{textOf(ruleOf(one), naming)}</span>
            </span>
          </Row>
        ))}
      </List>
    </Section>
  )
}

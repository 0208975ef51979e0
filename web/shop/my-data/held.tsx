/** Everything that is held, by kind: where from, why, until when, and the newest of it. */
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { count, dateTime, money, phoneText } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Icon } from '#web/kit/icon.tsx'
import { List, Row } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { heldWords } from '../words/held.ts'
import { myDataWords } from '../words/my-data.ts'
import styles from './held.module.css'
import { useTagNames, useTopicNames } from './tags.tsx'

type Held = AnswerOf<typeof api.getMyData>['sections'][number]
type Item = Held['items'][number]

export function HeldData({ sections }: { sections: Held[] }) {
  const words = useWords(myDataWords)
  return (
    <Section title={words.held}>
      <p className="soft small">{words.heldHint}</p>
      <List label={words.held}>
        {sections.map((section) => (
          <Row key={section.kind}>
            <Kind of={section} />
          </Row>
        ))}
      </List>
    </Section>
  )
}

function Kind({ of }: { of: Held }) {
  const page = useWords(myDataWords)
  const words = useWords(heldWords)
  const language = useLanguage()
  const all = count(of.count, language)
  const names: Record<string, string> = words.sections
  return (
    <details className={styles['kind']}>
      <summary>
        <span>{names[of.kind] ?? of.kind}</span>
        <span className="soft small">{page.items(all)}</span>
        <Icon name="next" size="s" />
      </summary>
      <p className="soft small">
        {[words.sources[of.source], words.whys[of.why], words.untils[of.until]].join(' · ')}
      </p>
      <ul className={styles['items']}>
        {of.items.map((item, n) => (
          <li key={n} className={styles['item']}>
            <ItemFacts of={item} />
          </li>
        ))}
      </ul>
      {of.items.length < of.count && (
        <p className="soft small">{page.newest(count(of.items.length, language), all)}</p>
      )}
    </details>
  )
}

function ItemFacts({ of }: { of: Item }) {
  const words = useWords(heldWords)
  const show = useValue()
  const names: Record<string, string> = words.fields
  // Ids say nothing to a reader; they are in the download.
  const facts = Object.entries(of).filter(
    ([name, value]) => value !== null && value !== '' && names[name] && !name.endsWith('Id'),
  )
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{names[name]}</dt>
          <dd>{show(name, value!)}</dd>
        </div>
      ))}
    </dl>
  )
}

function useValue(): (name: string, value: string | number | boolean) => string {
  const { kinds } = useWords(myDataWords)
  const { values } = useWords(heldWords)
  const language = useLanguage()
  const tagName = useTagNames()
  const topicName = useTopicNames()
  const known: Record<string, string> = { ...values, ...kinds }
  return (name, value) => {
    if (typeof value === 'number')
      return name.endsWith('Fen') ? money(value, language) : count(value, language)
    if (typeof value === 'boolean') return String(value)
    if (/(At|Since|since)$/.test(name)) return dateTime(value, language)
    if (name === 'tag') return tagName(value)
    if (name === 'topic') return topicName(value)
    if (name === 'phone' || /^\+\d+$/.test(value)) return phoneText(value)
    if (free.has(name)) return value
    return known[`${name}_${value}`] ?? known[value] ?? value
  }
}

/** Said in somebody's own words, which are never taken for a code. */
const free = new Set([
  'name',
  'nickname',
  'text',
  'title',
  'street',
  'city',
  'province',
  'district',
])

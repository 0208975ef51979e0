import { Link } from '@tanstack/react-router'
import { Icon } from '#web/kit/icon.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { leadClass, List } from '#web/kit/list.tsx'
import { segmentWords } from '../words/segments.ts'
import { startNames } from './conditions.ts'

/** Rules to begin with: each opens as a draft. */
export function Starts() {
  const { starts } = useWords(segmentWords)
  return (
    <List label={starts.title}>
      {startNames.map((name) => (
        <li key={name}>
          <Link to="/segments/new" search={{ from: name }} className={leadClass}>
            <span>
              <strong>{starts[name]}</strong>
              <br />
              <span className="soft small">{starts[`${name}Note`]}</span>
            </span>
            <Icon name="next" size="s" />
          </Link>
        </li>
      ))}
    </List>
  )
}

/** Journeys to begin with, each a link that opens a draft. */
import { Link } from '@tanstack/react-router'
import { Icon } from '#web/kit/icon.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { leadClass, List } from '#web/kit/list.tsx'
import { journeyWords } from '../words/journeys.ts'
import { startNames } from './starts.ts'

export function StartChoices() {
  const words = useWords(journeyWords)
  return (
    <List label={words.startFrom}>
      {startNames.map((name) => (
        <li key={name}>
          <Link to="/journeys/new" search={{ from: name }} className={leadClass}>
            <span>
              <strong>{words.starts[name]}</strong>
              <br />
              <span className="soft small">{words.startsAbout[name]}</span>
            </span>
            <Icon name="next" size="s" />
          </Link>
        </li>
      ))}
    </List>
  )
}

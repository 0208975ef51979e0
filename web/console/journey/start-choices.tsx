/** Journeys to begin with, each a link that opens a draft. */
import { Link } from '@tanstack/react-router'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { journeyWords } from '../words/journeys.ts'
import { startNames } from './starts.ts'

export function StartChoices() {
  const words = useWords(journeyWords)
  return (
    <List label={words.startFrom}>
      {startNames.map((name) => (
        <Row key={name}>
          <div>
            <Link to="/journeys/new" search={{ from: name }}>
              {words.starts[name]}
            </Link>
            <p className="soft small">{words.startsAbout[name]}</p>
          </div>
        </Row>
      ))}
    </List>
  )
}

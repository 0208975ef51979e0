/** All journeys: what runs, how many came in, and where to begin. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { buttonClass } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Moment, useFormats } from '../formats.tsx'
import { toneOf } from '../journey/tone.ts'
import { StartChoices } from '../journey/start-choices.tsx'
import { frameWords } from '../words/frame.ts'
import { journeyFormWords } from '../words/journey-form.ts'
import { journeyStepWords } from '../words/journey-steps.ts'
import { journeyWords } from '../words/journeys.ts'
import { sharedWords } from '../words/shared.ts'

export function JourneysPage() {
  const words = useWords(journeyWords)
  const { entry: entryTitle, entries } = useWords(journeyFormWords)
  const { facts } = useWords(journeyStepWords)
  const shared = useWords(sharedWords)
  const { pages } = useWords(frameWords)
  const { may } = useAccess()
  const { count } = useFormats()
  const { items } = useApi(api.getJourneys)
  return (
    <Page
      title={pages.journeys}
      width="wide"
      actions={
        may('journeys.edit') && (
          <Link to="/journeys/new" className={buttonClass({ kind: 'primary' })}>
            {words.add}
          </Link>
        )
      }
    >
      {items.length === 0 ? (
        <>
          <Empty icon="route" title={words.none}>
            <p className="soft">{words.noneAbout}</p>
          </Empty>
          {may('journeys.edit') && (
            <Section title={words.startFrom}>
              <StartChoices />
            </Section>
          )}
        </>
      ) : (
        <Table
          caption={pages.journeys}
          items={items}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'name',
              title: pages.journeys,
              cell: ({ id, name }) => (
                <Link to="/journeys/$journeyId" params={{ journeyId: id }}>
                  {name}
                </Link>
              ),
            },
            {
              key: 'status',
              title: shared.status,
              cell: ({ status }) => <Badge tone={toneOf(status)}>{words.status[status]}</Badge>,
            },
            {
              key: 'entry',
              title: entryTitle,
              cell: ({ draft: { entry } }) =>
                entry.is === 'fact' ? facts[entry.kind] : entries[entry.is],
            },
            {
              key: 'entered',
              title: words.entered,
              isFigure: true,
              cell: ({ entered }) => count(entered),
            },
            {
              key: 'underWay',
              title: words.underWay,
              isFigure: true,
              cell: ({ underWay }) => count(underWay),
            },
            {
              key: 'changed',
              title: words.changed,
              cell: ({ changedAt }) => <Moment at={changedAt} />,
            },
          ]}
        />
      )}
    </Page>
  )
}

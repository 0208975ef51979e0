/** A new journey, from nothing or from one of those that are ready made. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { JourneyForm } from '../journey/journey-form.tsx'
import type { Typed } from '../journey/journey-form.tsx'
import { StartChoices } from '../journey/start-choices.tsx'
import { starts } from '../journey/starts.ts'
import type { Graph } from '../journey/types.ts'
import { journeyWords } from '../words/journeys.ts'

const empty: Graph = {
  entry: { is: 'fact', kind: 'signed_up', topic: null },
  again: { is: 'never' },
  steps: [],
}

export function NewJourneyPage() {
  const words = useWords(journeyWords)
  const { from } = useSearch({ from: '/inside/journeys/new' })
  const navigate = useNavigate()
  const save = useAction(api.postJourney, {
    refreshes: [api.getJourneys],
    onDone: ({ id }) => navigate({ to: '/journeys/$journeyId', params: { journeyId: id } }),
  })
  const begun: Typed = {
    name: from ? words.starts[from] : '',
    graph: from ? starts[from] : empty,
    controlBps: 1_000,
    controlReason: null,
    measuredDays: 30,
  }
  return (
    <Page title={words.add} width="wide">
      {!from && (
        <Section title={words.startFrom}>
          <StartChoices />
        </Section>
      )}
      <JourneyForm
        key={from ?? 'empty'}
        begun={begun}
        saving={save}
        onSave={(typed) => save.run(typed)}
      />
    </Page>
  )
}

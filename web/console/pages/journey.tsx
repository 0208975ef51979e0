/** A journey: how it goes and what it brought about, and below what is written. */
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi, useFreshApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { JourneyEffect } from '../journey/effect.tsx'
import { JourneyForm } from '../journey/journey-form.tsx'
import { Steps } from '../journey/steps.tsx'
import { toneOf } from '../journey/tone.ts'
import type { Journey } from '../journey/types.ts'
import { journeyWords } from '../words/journeys.ts'

const refreshes = [api.getJourney, api.getJourneys, api.getJourneyReport]

export function JourneyPage() {
  const words = useWords(journeyWords)
  const { journeyId } = useParams({ from: '/inside/journeys/$journeyId' })
  const journey = useApi(api.getJourney, { journeyId })
  return (
    <Page title={journey.name} width="wide" actions={<Acts journey={journey} />}>
      <div className="row">
        <Badge tone={toneOf(journey.status)}>{words.status[journey.status]}</Badge>
        {journey.version > 0 && (
          <span className="soft small">{words.version(String(journey.version))}</span>
        )}
      </div>
      {journey.version > 0 && <HowItGoes journey={journey} />}
      {journey.status !== 'stopped' && <Draft key={journey.edition} journey={journey} />}
    </Page>
  )
}

function Acts({ journey }: { journey: Journey }) {
  const words = useWords(journeyWords)
  const { may } = useAccess()
  const { id: journeyId, status } = journey
  const done = (text: string) => ({ refreshes, onDone: () => toast({ text }) })
  const pause = useAction(api.postJourneyPause, done(words.paused))
  const resume = useAction(api.postJourneyResume, done(words.resumed))
  const stop = useAction(api.postJourneyStop, done(words.stopped))
  if (!may('journeys.edit') || (status !== 'running' && status !== 'paused')) return null
  return (
    <div className="row">
      {status === 'running' ? (
        <Button isBusy={pause.isRunning} onPress={() => pause.run({ journeyId })}>
          {words.pause}
        </Button>
      ) : (
        <>
          <Button
            kind="primary"
            isBusy={resume.isRunning}
            onPress={() => resume.run({ journeyId })}
          >
            {words.resume}
          </Button>
          <Button kind="danger" isBusy={stop.isRunning} onPress={() => stop.run({ journeyId })}>
            {words.stop}
          </Button>
          <span className="soft small">{words.stopNote}</span>
        </>
      )}
      <ErrorNote error={pause.error ?? resume.error ?? stop.error} />
    </div>
  )
}

function HowItGoes({ journey }: { journey: Journey }) {
  const words = useWords(journeyWords)
  const { count } = useFormats()
  const everyMs = journey.status === 'running' ? 5_000 : false
  const report = useFreshApi(api.getJourneyReport, { journeyId: journey.id }, everyMs)
  const { entered, keptOut, underWay, ended } = report
  const other = ended.merged + ended.stopped
  return (
    <>
      <Section title={words.now}>
        <Facts
          of={[
            [words.entered, count(entered)],
            [words.underWay, count(underWay)],
            [words.ended, count(ended.done)],
            ...(other > 0 ? [[words.endedOther, count(other)] as const] : []),
            [words.keptOut, count(keptOut)],
          ]}
        />
        <Steps graph={journey.draft} report={report} />
      </Section>
      <JourneyEffect report={report} />
    </>
  )
}

/** Of one that has run, only when somebody wants to change it. */
function Draft({ journey }: { journey: Journey }) {
  const words = useWords(journeyWords)
  const [isOpen, setOpen] = useState(journey.version === 0)
  const { name, draft, controlBps, controlReason, measuredDays, id, edition } = journey
  const save = useAction(api.putJourney, {
    refreshes,
    onDone: () => toast({ text: words.saved }),
  })
  const start = useAction(api.postJourneyStart, {
    refreshes,
    onDone: () => toast({ text: words.started }),
  })
  if (!isOpen)
    return (
      <div className="row">
        <Button icon="pen" onPress={() => setOpen(true)}>
          {words.editJourney}
        </Button>
      </div>
    )
  return (
    <Section title={words.editJourney}>
      <JourneyForm
        begun={{ name, graph: draft, controlBps, controlReason, measuredDays }}
        isControlFixed={journey.version > 0}
        saving={save.error ? save : { isRunning: save.isRunning, error: start.error }}
        onSave={(typed) => save.run({ ...typed, journeyId: id, edition })}
        beside={(isChanged, missing) =>
          !isChanged && (
            <>
              <Button
                kind="primary"
                isBusy={start.isRunning}
                disabledReason={missing}
                onPress={() => start.run({ journeyId: id, edition })}
              >
                {journey.version > 0 ? words.startAnew : words.start}
              </Button>
              {journey.version > 0 && <span className="soft small">{words.startNote}</span>}
            </>
          )
        }
      />
    </Section>
  )
}

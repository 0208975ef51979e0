/** What a journey would meet if it started now, with what should give one pause. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Icon } from '#web/kit/icon.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { journeyFormWords } from '../words/journey-form.ts'
import type { Graph } from './types.ts'

type Preview = AnswerOf<typeof api.postJourneyPreview>

export function JourneyPreview({ graph }: { graph: Graph }) {
  const words = useWords(journeyFormWords)
  const [shown, setShown] = useState<{ of: Graph; preview: Preview } | null>(null)
  const look = useAction(api.postJourneyPreview, {
    onDone: (preview) => setShown({ of: graph, preview }),
  })
  const isFresh = shown?.of === graph
  return (
    <div className="card stack" aria-live="polite">
      {shown && isFresh && <Found graph={graph} preview={shown.preview} />}
      <ErrorNote error={look.error} />
      {!isFresh && (
        <div className="row">
          <Button isBusy={look.isRunning} onPress={() => look.run({ graph })}>
            {words.previewNow}
          </Button>
        </div>
      )}
    </div>
  )
}

function Found({ graph, preview }: { graph: Graph; preview: Preview }) {
  const words = useWords(journeyFormWords)
  const { count } = useFormats()
  const { people, members, reachable, warnings, whyNot, asOf } = preview
  return (
    <>
      <p>
        {words.previewPeople[graph.entry.is](count(people), count(members))}{' '}
        {reachable !== null && words.reachable(count(reachable))}{' '}
        <span className="soft small">
          <Age asOf={asOf} />
        </span>
      </p>
      {whyNot && <p>{words.whyNot[whyNot]}</p>}
      {[...new Set(warnings.map((one) => one.is))].map((warning) => (
        <p key={warning} className="row">
          <Icon name="warning" size="s" />
          <span>{words.warnings[warning]}</span>
        </p>
      ))}
    </>
  )
}

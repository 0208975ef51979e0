/** A journey as it is written: its name, who comes in, the steps, and how to know whether it helps. */
import { useState } from 'react'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { useAccess } from '../access.ts'
import { bpsFrom, percentText } from '../typed.ts'
import tools from '../tools.module.css'
import { journeyFormWords } from '../words/journey-form.ts'
import { EntryForm } from './entry.tsx'
import { NumberField } from './number-field.tsx'
import { JourneyPreview } from './preview.tsx'
import { Steps } from './steps.tsx'
import { allSteps, lacksWords, noWords } from './tree.ts'
import type { Graph } from './types.ts'

export type Typed = {
  name: string
  graph: Graph
  controlBps: number
  controlReason: string | null
  measuredDays: number
}

export function JourneyForm(props: {
  begun: Typed
  /** Once it has run, who is left alone stays as it was. */
  isControlFixed?: boolean
  onSave: (typed: Typed) => void
  saving: { isRunning: boolean; error: Error | null }
  /** What else may be done once it is as it was kept. */
  beside?: (isChanged: boolean, whyNot: string | null) => React.ReactNode
}) {
  const { begun, isControlFixed = false, onSave, saving, beside } = props
  const words = useWords(journeyFormWords)
  const { whyNot } = useAccess()
  const [typed, setTyped] = useState(begun)
  const [share, setShare] = useState(percentText(begun.controlBps))
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part })
  const controlBps = bpsFrom(share)
  const isShare = controlBps !== null && controlBps >= 0 && controlBps <= 9_000
  const missing = useMissing(typed) ?? (isShare ? null : words.controlWrong)
  const isChanged = JSON.stringify(typed) !== JSON.stringify(begun)
  return (
    <div className="stack">
      <TextField
        label={words.name}
        value={typed.name}
        maxLength={60}
        isRequired
        onChange={(name) => change({ name })}
      />
      <Section title={words.entry}>
        <EntryForm graph={typed.graph} onChange={(graph) => change({ graph })} />
      </Section>
      <Section title={words.steps}>
        <Steps graph={typed.graph} onChange={(graph) => change({ graph })} />
      </Section>
      <Section title={words.measure}>
        <div className="card stack">
          <div className={tools['fields']}>
            {!isControlFixed && (
              <TextField
                label={words.control}
                hint={words.controlHint}
                fault={isShare ? null : words.controlWrong}
                inputMode="decimal"
                value={share}
                onChange={(text) => {
                  setShare(text)
                  const bps = bpsFrom(text)
                  if (bps !== null && bps >= 0 && bps <= 9_000)
                    change({ controlBps: bps, ...(bps > 0 && { controlReason: null }) })
                }}
              />
            )}
            <NumberField
              label={words.measuredDays}
              value={typed.measuredDays}
              min={1}
              max={90}
              onChange={(measuredDays) => change({ measuredDays })}
            />
          </div>
          {typed.controlBps === 0 && (
            <TextField
              label={words.controlReason}
              hint={words.controlReasonHint}
              maxLength={200}
              value={typed.controlReason ?? ''}
              onChange={(controlReason) => change({ controlReason })}
            />
          )}
        </div>
      </Section>
      <Section title={words.preview}>
        <JourneyPreview graph={typed.graph} />
      </Section>
      <ErrorNote error={saving.error} />
      <div className="row">
        <Button
          kind={beside && !isChanged ? 'plain' : 'primary'}
          isBusy={saving.isRunning}
          disabledReason={whyNot('journeys.edit') ?? missing}
          onPress={() => onSave(typed)}
        >
          {words.save}
        </Button>
        {beside?.(isChanged, missing)}
      </div>
    </div>
  )
}

function useMissing({ name, graph, controlBps, controlReason }: Typed): string | null {
  const words = useWords(journeyFormWords)
  const steps = allSteps(graph.steps)
  if (name.trim() === '') return words.needName
  if (graph.entry.is === 'segment' && graph.entry.segmentId === noWords) return words.needSegment
  if (steps.length === 0) return words.needSteps
  if (lacksWords(graph)) return words.needWords
  if (steps.some((step) => step.is === 'coupon' && step.code.length < 3)) return words.needCode
  if (steps.some((step) => step.is === 'tag' && step.tag.trim() === '')) return words.needTag
  const isSilent = controlBps === 0 && (controlReason ?? '').trim().length < 10
  return isSilent ? words.controlReason : null
}

/** The steps of a journey as a list to read and to change, its branches within it. By keys alone, too. */
import { useState } from 'react'
import { Button, IconButton } from '#web/kit/button.tsx'
import { Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useFormats } from '../formats.tsx'
import { useReason } from '../outreach/reasons.tsx'
import { journeyStepWords } from '../words/journey-steps.ts'
import { sharedWords } from '../words/shared.ts'
import { useSentences } from './sentences.ts'
import { StepForm } from './step-form.tsx'
import * as tree from './tree.ts'
import type { ListOf } from './tree.ts'
import type { Graph, Report, Step } from './types.ts'
import styles from './steps.module.css'

/** `onChange` is left out where it is only looked at. */
type Given = {
  graph: Graph
  onChange?: ((graph: Graph) => void) | undefined
  report?: Report | undefined
}

export function Steps(props: Given) {
  return <StepList {...props} steps={props.graph.steps} list={null} />
}

function StepList(props: Given & { steps: Step[]; list: ListOf }) {
  const { graph, steps, list, onChange, report } = props
  const words = useWords(journeyStepWords)
  const [openId, setOpenId] = useState<string | null>(null)
  return (
    <div className="stack-tight">
      {steps.length === 0 && !onChange && <p className="soft small">{words.stepsEmpty}</p>}
      <ol className={styles['steps']}>
        {steps.map((step, index) => (
          <li key={step.id} className={styles['step']}>
            <StepLine
              {...{ graph, step, list, onChange, report }}
              isFirst={index === 0}
              isLast={index === steps.length - 1}
              isOpen={openId === step.id}
              onOpen={(isOpen) => setOpenId(isOpen ? step.id : null)}
            />
            {tree.hasSides(step) && <Sides {...{ graph, step, onChange, report }} />}
          </li>
        ))}
      </ol>
      {onChange && <AddStep {...{ graph, list, onChange }} onAdded={setOpenId} />}
    </div>
  )
}

function Sides(props: Given & { step: Extract<Step, { yes: Step[] }> }) {
  const { step, ...given } = props
  const words = useWords(journeyStepWords)
  const titles =
    step.is === 'branch'
      ? { yes: words.yesRule, no: words.noRule }
      : { yes: words.yes, no: words.no }
  return (
    <div className={styles['sides']}>
      {(['yes', 'no'] as const).map((side) => (
        <section key={side} className={styles['side']} aria-label={titles[side]}>
          <h3 className={styles['when']}>{titles[side]}</h3>
          <StepList {...given} steps={step[side]} list={{ stepId: step.id, side }} />
        </section>
      ))}
    </div>
  )
}

function StepLine(
  props: Given & {
    step: Step
    list: ListOf
    isFirst: boolean
    isLast: boolean
    isOpen: boolean
    onOpen: (isOpen: boolean) => void
  },
) {
  const { graph, step, list, onChange, report, isFirst, isLast, isOpen, onOpen } = props
  const words = useWords(journeyStepWords)
  const shared = useWords(sharedWords)
  const sentence = useSentences()(step)
  const change = (steps: Step[]) => onChange?.({ ...graph, steps })
  function remove() {
    change(tree.removeStep(graph.steps, list, step.id))
    toast({ text: words.removed, act: { label: shared.undo, run: () => onChange?.(graph) } })
  }
  return (
    <div className="stack-tight">
      <div className={styles['line']}>
        <span className={styles['sentence']} dir="auto">
          {sentence}
        </span>
        {report && <Standing step={step} report={report} />}
        {onChange && (
          <span className={styles['acts']}>
            {step.is !== 'end' && (
              <Button small onPress={() => onOpen(!isOpen)}>
                {isOpen ? words.done : words.edit}
              </Button>
            )}
            <IconButton
              icon="up"
              label={words.up(sentence)}
              isDisabled={isFirst}
              onPress={() => change(tree.moveStep(graph.steps, list, step.id, -1))}
            />
            <IconButton
              icon="down"
              label={words.down(sentence)}
              isDisabled={isLast}
              onPress={() => change(tree.moveStep(graph.steps, list, step.id, 1))}
            />
            <IconButton icon="bin" label={words.remove(sentence)} onPress={remove} />
          </span>
        )}
      </div>
      {isOpen && onChange && (
        <div className={styles['form']}>
          <StepForm
            step={step}
            onChange={(changed) => change(tree.changeStep(graph.steps, list, changed))}
          />
        </div>
      )}
    </div>
  )
}

function Standing({ step, report }: { step: Step; report: Report }) {
  const words = useWords(journeyStepWords)
  const { count } = useFormats()
  const reasonOf = useReason()
  const names: Record<string, string> = words.outcomes
  const here = report.standing.find((one) => one.step === step.id)?.people ?? 0
  const told = report.outcomes
    .filter((one) => one.step === step.id)
    .map(({ outcome, times }) => words.outcome(names[outcome] ?? reasonOf(outcome), count(times)))
  if (here > 0) told.unshift(words.standingHere(count(here)))
  return <span className="soft small">{told.join(' · ')}</span>
}

function AddStep(props: {
  graph: Graph
  list: ListOf
  onChange: (graph: Graph) => void
  onAdded: (id: string) => void
}) {
  const { graph, list, onChange, onAdded } = props
  const words = useWords(journeyStepWords)
  const kinds = Object.keys(words.kinds) as Step['is'][]
  const label = list === null ? words.addStep : words.addHere
  return (
    <div className={styles['add']}>
      <Select
        label={label}
        isLabelSpoken
        value=""
        options={[
          { value: '', label: `+ ${label}` },
          ...kinds.map((value) => ({ value, label: words.kinds[value] })),
        ]}
        onChange={(is) => {
          if (is === '') return
          const step = tree.newStep(is, tree.freeId(graph))
          onChange({ ...graph, steps: tree.addStep(graph.steps, list, step) })
          onAdded(step.id)
        }}
      />
    </div>
  )
}

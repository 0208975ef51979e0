/** What can be said of a step, each kind with its own fields. */
import * as api from '#web/kit/api.ts'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useApi } from '#web/kit/use-api.ts'
import { channels } from '../outreach/channels.ts'
import { WordsPicker } from '../outreach/words-picker.tsx'
import tools from '../tools.module.css'
import { journeyStepWords } from '../words/journey-steps.ts'
import { NumberField } from './number-field.tsx'
import { clockOf } from './sentences.ts'
import { boughtBefore, noWords } from './tree.ts'
import type { Step } from './types.ts'

type Props<Is extends Step['is']> = {
  step: Extract<Step, { is: Is }>
  onChange: (step: Step) => void
}

export function StepForm({ step, onChange }: { step: Step; onChange: (step: Step) => void }) {
  switch (step.is) {
    case 'wait':
      return <Hours hours={step.hours} onChange={(hours) => onChange({ ...step, hours })} />
    case 'until':
      return <Until step={step} onChange={onChange} />
    case 'wait_for':
      return <WaitFor step={step} onChange={onChange} />
    case 'branch':
      return <BranchRule step={step} onChange={onChange} />
    case 'message':
    case 'coupon':
      return <Message step={step} onChange={onChange} />
    case 'tag':
      return <Tag step={step} onChange={onChange} />
    case 'points':
      return <Points step={step} onChange={onChange} />
    case 'end':
      return null
  }
}

function Hours({ hours, onChange }: { hours: number; onChange: (hours: number) => void }) {
  const words = useWords(journeyStepWords)
  return <NumberField label={words.hours} value={hours} min={1} max={4_320} onChange={onChange} />
}

function Until({ step, onChange }: Props<'until'>) {
  const words = useWords(journeyStepWords)
  const options = Array.from({ length: 48 }, (_, n) => ({
    value: String(n * 30),
    label: clockOf(n * 30),
  }))
  return (
    <Select
      label={words.time}
      value={String(step.minute)}
      options={options}
      onChange={(minute) => onChange({ ...step, minute: Number(minute) })}
    />
  )
}

export type Kind = Extract<Step, { is: 'wait_for' }>['kind']

export function KindSelect(props: { value: Kind; onChange: (kind: Kind) => void }) {
  const words = useWords(journeyStepWords)
  const kinds = Object.keys(words.facts) as Kind[]
  return (
    <Select
      label={words.kind}
      value={props.value}
      options={kinds.map((value) => ({ value, label: words.facts[value] }))}
      onChange={props.onChange}
    />
  )
}

function WaitFor({ step, onChange }: Props<'wait_for'>) {
  return (
    <div className={tools['fields']}>
      <KindSelect value={step.kind} onChange={(kind) => onChange({ ...step, kind })} />
      <Hours hours={step.hours} onChange={(hours) => onChange({ ...step, hours })} />
    </div>
  )
}

export function SegmentSelect(props: { value: string; onChange: (segmentId: string) => void }) {
  const words = useWords(journeyStepWords)
  const { items } = useApi(api.getSegments, {})
  return (
    <Select
      label={words.segment}
      value={items.some((one) => one.id === props.value) ? props.value : ''}
      options={[
        { value: '', label: '—' },
        ...items.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(id) => props.onChange(id === '' ? noWords : id)}
    />
  )
}

type Asked = 'bought' | 'segment' | 'tag' | 'other'

function BranchRule({ step, onChange }: Props<'branch'>) {
  const words = useWords(journeyStepWords)
  const { rule } = step
  const asked: Asked =
    rule.is === 'in' && rule.in
      ? 'segment'
      : rule.is === 'tag' && rule.has
        ? 'tag'
        : rule.is === 'sum' && rule.of === 'orders'
          ? 'bought'
          : 'other'
  const kinds = (['bought', 'segment', 'tag'] as const).map((value) => ({
    value: value as Asked,
    label: words.rules[value],
  }))
  function ask(wanted: Asked) {
    if (wanted === 'bought') onChange({ ...step, rule: boughtBefore })
    if (wanted === 'tag') onChange({ ...step, rule: { is: 'tag', has: true, tag: '–' } })
    if (wanted === 'segment')
      onChange({ ...step, rule: { is: 'in', in: true, segmentId: noWords } })
  }
  return (
    <div className={tools['fields']}>
      <Select
        label={words.rule}
        value={asked}
        options={asked === 'other' ? [...kinds, { value: 'other', label: words.otherRule }] : kinds}
        onChange={ask}
      />
      {rule.is === 'in' && (
        <SegmentSelect
          value={rule.segmentId}
          onChange={(segmentId) => onChange({ ...step, rule: { ...rule, segmentId } })}
        />
      )}
      {rule.is === 'tag' && (
        <TextField
          label={words.tag}
          value={rule.tag === '–' ? '' : rule.tag}
          maxLength={40}
          onChange={(tag) => onChange({ ...step, rule: { ...rule, tag: tag || '–' } })}
        />
      )}
    </div>
  )
}

function Message({ step, onChange }: Props<'message' | 'coupon'>) {
  const words = useWords(journeyStepWords)
  return (
    <div className="stack">
      <div className={tools['fields']}>
        <Select
          label={words.channel}
          value={step.channel}
          options={channels.map((value) => ({ value, label: words.channels[value] }))}
          onChange={(channel) => onChange({ ...step, channel })}
        />
        {step.is === 'coupon' && (
          <TextField
            label={words.code}
            value={step.code}
            maxLength={40}
            onChange={(code) => onChange({ ...step, code: code.trim().toUpperCase() })}
          />
        )}
        <NumberField
          label={words.waitHours}
          value={step.waitHours}
          min={0}
          max={240}
          onChange={(waitHours) => onChange({ ...step, waitHours })}
        />
      </div>
      <WordsPicker
        templateId={step.templateId === noWords ? null : step.templateId}
        onPick={(templateId) => onChange({ ...step, templateId: templateId ?? noWords })}
      />
    </div>
  )
}

function Tag({ step, onChange }: Props<'tag'>) {
  const words = useWords(journeyStepWords)
  return (
    <div className={tools['fields']}>
      <TextField
        label={words.tag}
        value={step.tag}
        maxLength={40}
        onChange={(tag) => onChange({ ...step, tag })}
      />
      <NumberField
        label={words.tagDays}
        value={step.days}
        min={1}
        max={3_650}
        onChange={(days) => onChange({ ...step, days })}
        onEmpty={() => onChange({ ...step, days: null })}
      />
    </div>
  )
}

function Points({ step, onChange }: Props<'points'>) {
  const words = useWords(journeyStepWords)
  return (
    <NumberField
      label={words.points}
      value={step.points}
      min={1}
      max={100_000}
      onChange={(points) => onChange({ ...step, points })}
    />
  )
}

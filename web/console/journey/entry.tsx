/** Who comes into a journey, and whether they may come again. */
import { Checkbox, Choice, Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import tools from '../tools.module.css'
import { journeyFormWords } from '../words/journey-form.ts'
import { NumberField } from './number-field.tsx'
import { KindSelect, SegmentSelect } from './step-form.tsx'
import { noWords } from './tree.ts'
import type { Entry, Graph } from './types.ts'

const begun: Record<Entry['is'], Entry> = {
  fact: { is: 'fact', kind: 'signed_up', topic: null },
  segment: { is: 'segment', segmentId: noWords, alsoNow: false },
  birthday: { is: 'birthday', daysBefore: 0 },
}
const kinds = Object.keys(begun) as Entry['is'][]

export function EntryForm(props: { graph: Graph; onChange: (graph: Graph) => void }) {
  const { graph, onChange } = props
  const words = useWords(journeyFormWords)
  const { entry } = graph
  const change = (changed: Entry) => onChange({ ...graph, entry: changed })
  return (
    <div className="card stack">
      <div className={tools['fields']}>
        <Select
          label={words.entryIs}
          value={entry.is}
          options={kinds.map((value) => ({ value, label: words.entries[value] }))}
          onChange={(is) => change(begun[is])}
        />
        {entry.is === 'fact' && (
          <KindSelect value={entry.kind} onChange={(kind) => change({ ...entry, kind })} />
        )}
        {entry.is === 'segment' && (
          <SegmentSelect
            value={entry.segmentId}
            onChange={(segmentId) => change({ ...entry, segmentId })}
          />
        )}
        {entry.is === 'birthday' && (
          <NumberField
            label={words.daysBefore}
            value={entry.daysBefore}
            min={0}
            max={30}
            onChange={(daysBefore) => change({ ...entry, daysBefore })}
          />
        )}
      </div>
      {entry.is === 'segment' && (
        <Checkbox
          label={words.alsoNow}
          isChecked={entry.alsoNow}
          onChange={(alsoNow) => change({ ...entry, alsoNow })}
        />
      )}
      {entry.is === 'birthday' ? (
        <p className="soft small">{words.yearly}</p>
      ) : (
        <AgainForm graph={graph} onChange={onChange} />
      )}
    </div>
  )
}

function AgainForm({ graph, onChange }: { graph: Graph; onChange: (graph: Graph) => void }) {
  const words = useWords(journeyFormWords)
  const { again } = graph
  const kindsOfAgain = ['never', 'after', 'always'] as const
  return (
    <>
      <Choice
        legend={words.again}
        name="again"
        value={again.is}
        options={kindsOfAgain.map((value) => ({ value, label: words.agains[value] }))}
        onChange={(is) => onChange({ ...graph, again: is === 'after' ? { is, days: 30 } : { is } })}
      />
      {again.is === 'after' && (
        <NumberField
          label={words.againDays}
          value={again.days}
          min={1}
          max={730}
          onChange={(days) => onChange({ ...graph, again: { is: 'after', days } })}
        />
      )}
    </>
  )
}

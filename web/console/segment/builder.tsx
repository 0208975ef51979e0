/** A rule built by choosing: groups of conditions, each a sentence with its choices in it. */
import { useId } from 'react'
import { Button, IconButton } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { segmentEditorWords } from '../words/segment-editor.ts'
import { beginningOf, conditionKinds, isGroup } from './conditions.ts'
import type { Condition, Group, Rule } from './conditions.ts'
import styles from './segment.module.css'
import { slotsOf } from './slots.ts'
import type { Naming, Slot } from './slots.ts'

const depthMax = 4

type Change = (rule: Rule) => void

export function Builder(props: { rule: Group; naming: Naming; onChange: (rule: Group) => void }) {
  const { rule, naming, onChange } = props
  return (
    <GroupBox group={rule} naming={naming} depth={0} onChange={(one) => onChange(one as Group)} />
  )
}

function GroupBox(props: {
  group: Group
  naming: Naming
  depth: number
  onChange: Change
  onRemove?: () => void
}) {
  const { group, naming, depth, onChange, onRemove } = props
  const { edit } = useWords(segmentEditorWords)
  const of = (parts: Rule[]) => onChange({ ...group, of: parts })
  const put = (at: number) => (part: Rule) => of(group.of.map((one, n) => (n === at ? part : one)))
  const remove = (at: number) => () => of(group.of.filter((_, n) => n !== at))
  return (
    <fieldset className={depth === 0 ? styles['root'] : styles['group']}>
      <legend className="spoken">{edit.groupIs}</legend>
      <div className={styles['head']}>
        <select
          className={styles['join']}
          aria-label={edit.groupIs}
          value={group.is}
          onChange={(event) => onChange({ ...group, is: event.target.value as Group['is'] })}
        >
          {(['all', 'any', 'none'] as const).map((is) => (
            <option key={is} value={is}>
              {edit[is]}
            </option>
          ))}
        </select>
        {onRemove && <IconButton icon="close" label={edit.removeGroup} onPress={onRemove} />}
      </div>
      {group.of.length === 0 && (
        <p className="soft small">{depth === 0 ? edit.emptyRoot : edit.emptyGroup}</p>
      )}
      <ul className={styles['parts']}>
        {group.of.map((part, n) => (
          // oxlint-disable-next-line react/no-array-index-key -- its place is all a part is known by
          <li key={n}>
            {isGroup(part) ? (
              <GroupBox
                group={part}
                naming={naming}
                depth={depth + 1}
                onChange={put(n)}
                onRemove={remove(n)}
              />
            ) : (
              <ConditionRow one={part} naming={naming} onChange={put(n)} onRemove={remove(n)} />
            )}
          </li>
        ))}
      </ul>
      <Adding
        naming={naming}
        mayGroup={depth < depthMax}
        onAdd={(part) => of([...group.of, part])}
      />
    </fieldset>
  )
}

function Adding(props: { naming: Naming; mayGroup: boolean; onAdd: Change }) {
  const { edit } = useWords(segmentEditorWords)
  const { kinds } = props.naming.words
  return (
    <div className="row">
      <select
        className={styles['add']}
        aria-label={edit.addCondition}
        value=""
        onChange={(event) => props.onAdd(beginningOf(event.target.value as Condition['is']))}
      >
        <option value="">{edit.addCondition}</option>
        {conditionKinds.map((is) => (
          <option key={is} value={is}>
            {kinds[is]}
          </option>
        ))}
      </select>
      {props.mayGroup && (
        <Button kind="quiet" small icon="plus" onPress={() => props.onAdd({ is: 'any', of: [] })}>
          {edit.addGroup}
        </Button>
      )}
    </div>
  )
}

function ConditionRow(props: {
  one: Condition
  naming: Naming
  onChange: Change
  onRemove: () => void
}) {
  const { one, naming, onChange, onRemove } = props
  const slots = slotsOf(one, naming)
  const { edit } = useWords(segmentEditorWords)
  // "{a} text {b}" as ['', 'a', ' text ', 'b', '']: every second one is a choice.
  const pieces = naming.words.sentences[one.is].split(/\{(\w+)\}/)
  return (
    <div className={styles['condition']}>
      <div className={styles['sentence']}>
        {pieces.map((piece, n) => {
          if (n % 2 === 0) return piece.trim() && <span key={piece}>{piece.trim()}</span>
          const slot = slots[piece]
          return slot && <SlotBox key={piece} slot={slot} onChange={onChange} />
        })}
      </div>
      <IconButton icon="close" label={edit.remove} onPress={onRemove} />
    </div>
  )
}

function SlotBox({ slot, onChange }: { slot: Slot; onChange: Change }) {
  if (slot.is === 'text') return slot.text && <span>{slot.text}</span>
  if (slot.is === 'number') return <NumberBox slot={slot} onChange={onChange} />
  if (slot.is === 'many') return <ManyBox slot={slot} onChange={onChange} />
  return (
    <select
      className={styles['slot']}
      aria-label={slot.label}
      value={slot.value}
      onChange={(event) => onChange(slot.set(event.target.value))}
    >
      {slot.options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}

function NumberBox({ slot, onChange }: { slot: Slot & { is: 'number' }; onChange: Change }) {
  const { label, value, least, most, set } = slot
  return (
    <input
      className={styles['number']}
      type="number"
      inputMode="numeric"
      aria-label={label}
      min={least}
      max={most}
      step={1}
      value={value}
      onChange={(event) => {
        const typed = Math.round(event.target.valueAsNumber)
        if (Number.isFinite(typed)) onChange(set(Math.min(most, Math.max(least, typed))))
      }}
    />
  )
}

/** Several of a few: they open below the sentence. */
function ManyBox({ slot, onChange }: { slot: Slot & { is: 'many' }; onChange: Change }) {
  const { label, values, options, set } = slot
  const id = useId()
  const chosen = options.filter(({ value }) => values.includes(value)).map((one) => one.label)
  return (
    <details className={styles['many']}>
      <summary aria-label={`${label}: ${chosen.join('、')}`} className={styles['slot']}>
        {chosen.length > 0 ? chosen.join('、') : `${label}…`}
      </summary>
      <div className={styles['options']}>
        {options.map((option) => (
          <label key={option.value} htmlFor={`${id}-${option.value}`}>
            <input
              id={`${id}-${option.value}`}
              type="checkbox"
              checked={values.includes(option.value)}
              onChange={(event) =>
                onChange(
                  set(
                    event.target.checked
                      ? [...values, option.value]
                      : values.filter((one) => one !== option.value),
                  ),
                )
              }
            />
            {option.label}
          </label>
        ))}
      </div>
    </details>
  )
}

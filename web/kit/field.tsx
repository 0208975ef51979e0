/** Form fields: each with its label, and below it a hint or what is wrong. */
import { useId } from 'react'
import type { HTMLInputAutoCompleteAttribute, ReactNode } from 'react'
import styles from './field.module.css'

type Labelled = {
  label: string
  hint?: ReactNode
  /** What is wrong with the value, in words. */
  fault?: string | null | undefined
  isRequired?: boolean | undefined
  /** Where a heading or a placeholder says it to those who see. */
  isLabelSpoken?: boolean | undefined
}
type Wiring = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true; required?: true }

function Field({
  label,
  hint,
  fault,
  isRequired,
  isLabelSpoken,
  children,
}: Labelled & {
  children: (wiring: Wiring) => ReactNode
}) {
  const id = useId()
  const note = fault ?? hint
  const wiring: Wiring = {
    id,
    ...(note ? { 'aria-describedby': `${id}-note` } : {}),
    ...(fault ? { 'aria-invalid': true } : {}),
    ...(isRequired ? { required: true } : {}),
  }
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={isLabelSpoken ? 'spoken' : ''}>
        {label}
      </label>
      {children(wiring)}
      {note && (
        <div id={`${id}-note`} className={fault ? styles['fault'] : styles['hint']}>
          {note}
        </div>
      )}
    </div>
  )
}

export function TextField(
  props: Labelled & {
    value: string
    onChange: (value: string) => void
    type?: 'text' | 'tel' | 'search' | 'password' | 'date' | 'datetime-local' | 'number'
    inputMode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'search'
    autoComplete?: HTMLInputAutoCompleteAttribute
    maxLength?: number
    placeholder?: string
    name?: string
  },
) {
  const { label, hint, fault, isRequired, isLabelSpoken, value, onChange, ...rest } = props
  return (
    <Field {...{ label, hint, fault, isRequired, isLabelSpoken }}>
      {(wiring) => (
        <input
          {...wiring}
          {...rest}
          className={styles['input']}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

export function TextArea(
  props: Labelled & { value: string; onChange: (value: string) => void; maxLength?: number },
) {
  const { value, onChange, maxLength, ...labelled } = props
  return (
    <Field {...labelled}>
      {(wiring) => (
        <textarea
          {...wiring}
          className={styles['input']}
          rows={3}
          maxLength={maxLength}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

export type Option<Value extends string> = { value: Value; label: string }

export function Select<Value extends string>(
  props: Labelled & {
    value: Value
    options: readonly Option<Value>[]
    onChange: (value: Value) => void
  },
) {
  const { value, options, onChange, ...labelled } = props
  return (
    <Field {...labelled}>
      {(wiring) => (
        <select
          {...wiring}
          className={styles['input']}
          value={value}
          onChange={(event) => onChange(event.target.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export function Checkbox(props: {
  label: ReactNode
  isChecked: boolean
  onChange: (isChecked: boolean) => void
}) {
  return (
    <label className={styles['check']}>
      <input
        type="checkbox"
        checked={props.isChecked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>{props.label}</span>
    </label>
  )
}

/** One of a few, each with room for a line of explanation. */
export function Choice<Value extends string>(props: {
  legend: string
  isLegendSpoken?: boolean
  name: string
  value: Value | null
  options: readonly { value: Value; label: ReactNode; note?: ReactNode }[]
  onChange: (value: Value) => void
}) {
  return (
    <fieldset className={styles['choice']}>
      <legend className={props.isLegendSpoken ? 'spoken' : ''}>{props.legend}</legend>
      {props.options.map((option) => (
        <label key={option.value} className={styles['option']}>
          <input
            type="radio"
            name={props.name}
            value={option.value}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
          />
          <span>
            {option.label}
            {option.note && <span className={styles['note']}>{option.note}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

import { useState } from 'react'
import { IconButton } from './button.tsx'
import { useWords } from './i18n.ts'
import styles from './stepper.module.css'
import { kitWords } from './words.ts'

/** How many: by taps or typed. A number out of bounds falls back into them when the field is left. */
export function QuantityStepper(props: {
  /** Of what, for those who do not see it. */
  label: string
  value: number
  onChange: (value: number) => void
  min?: number
  max: number
  isDisabled?: boolean
}) {
  const { label, value, onChange, min = 1, max, isDisabled = false } = props
  const words = useWords(kitWords)
  const [typed, setTyped] = useState<string | null>(null)
  const settle = () => {
    const number = Math.round(Number(typed))
    setTyped(null)
    if (typed === null || typed === '' || !Number.isFinite(number)) return
    const bounded = Math.max(min, Math.min(max, number))
    if (bounded !== value) onChange(bounded)
  }
  return (
    <fieldset className={styles['stepper']} aria-label={label}>
      <IconButton
        icon="minus"
        label={words.fewer}
        onPress={() => onChange(value - 1)}
        isDisabled={isDisabled || value <= min}
      />
      <input
        className={styles['input']}
        aria-label={label}
        inputMode="numeric"
        disabled={isDisabled}
        value={typed ?? String(value)}
        onChange={(event) => setTyped(event.target.value.replaceAll(/\D/g, '').slice(0, 5))}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
        }}
      />
      <IconButton
        icon="plus"
        label={words.moreOf}
        onPress={() => onChange(value + 1)}
        isDisabled={isDisabled || value >= max}
      />
    </fieldset>
  )
}

import { TextField } from '#web/kit/field.tsx'
import { fenFrom } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { wholeFrom } from './typed.ts'
import { sharedWords } from './words/shared.ts'

type FieldProps = {
  label: string
  hint?: string
  value: string
  onChange: (value: string) => void
  isRequired?: boolean
}

/** An amount in yuan. It says what is wrong once something was typed. */
export function YuanField(props: FieldProps) {
  const words = useWords(sharedWords)
  const isWrong = props.value !== '' && fenFrom(props.value) === null
  return (
    <TextField
      {...props}
      fault={isWrong ? words.wrongAmount : null}
      inputMode="decimal"
      maxLength={20}
    />
  )
}

/** A whole number, 1 or more unless `min` allows less. */
export function CountField({ min = 1, ...props }: FieldProps & { min?: number }) {
  const words = useWords(sharedWords)
  const isWrong = props.value !== '' && wholeFrom(props.value, min) === null
  return (
    <TextField
      {...props}
      fault={isWrong ? words.wrongNumber : null}
      inputMode="numeric"
      maxLength={12}
    />
  )
}

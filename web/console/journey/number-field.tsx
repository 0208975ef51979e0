/** A whole number: what was typed stands there as typed, and counts once it is one. */
import { useState } from 'react'
import { TextField } from '#web/kit/field.tsx'
import { useLanguage } from '#web/kit/i18n.ts'
import { wholeFrom } from '../typed.ts'

export function NumberField(props: {
  label: string
  hint?: string
  value: number | null
  min: number
  max: number
  onChange: (value: number) => void
  /** Where nothing may stand. */
  onEmpty?: () => void
}) {
  const { label, hint, value, min, max, onChange, onEmpty } = props
  const [typed, setTyped] = useState(value === null ? '' : String(value))
  const isZh = useLanguage() === 'zh'
  const isEmpty = typed.trim() === '' && onEmpty !== undefined
  const number = wholeFrom(typed, min)
  const isWrong = !isEmpty && (number === null || number > max)
  const range = isZh ? `请填写 ${min} 到 ${max} 的整数` : `A whole number from ${min} to ${max}`
  return (
    <TextField
      label={label}
      hint={hint}
      inputMode="numeric"
      value={typed}
      fault={isWrong ? range : null}
      onChange={(text) => {
        setTyped(text)
        const meant = wholeFrom(text, min)
        if (text.trim() === '') onEmpty?.()
        else if (meant !== null && meant <= max) onChange(meant)
      }}
    />
  )
}

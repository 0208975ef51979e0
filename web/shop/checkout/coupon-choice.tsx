import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { errorText } from '#web/kit/error-words.ts'
import { Select, TextField } from '#web/kit/field.tsx'
import { money } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { useApi } from '#web/kit/use-api.ts'
import { useTitles } from '../titles.ts'
import { checkoutWords } from '../words/checkout.ts'
import styles from './coupon-choice.module.css'

/** One of the coupons that can be used now, or a code from elsewhere. */
export function CouponChoice(props: {
  code: string | undefined
  problem: string | null
  onChoose: (code: string | undefined) => void
}) {
  const { code, problem, onChoose } = props
  const words = useWords(checkoutWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  const { items } = useApi(api.getCoupons)
  const [typed, setTyped] = useState('')
  const isTyped = code !== undefined && !items.some((coupon) => coupon.code === code)
  const off = (fen: number, min: number) =>
    words.checkout.couponOff(money(fen, language), money(min, language))
  const options = [
    { value: '', label: words.checkout.noCoupon },
    ...items.map((coupon) => ({
      value: coupon.code,
      label: `${titleOf(coupon)} (${off(coupon.offFen, coupon.minSpendFen)})`,
    })),
    ...(isTyped ? [{ value: code, label: code }] : []),
  ]
  return (
    <div className="stack-tight">
      <Select
        label={words.checkout.coupon}
        isLabelSpoken
        value={code ?? ''}
        options={options}
        fault={problem && errorText(problem, language)}
        onChange={(value) => onChoose(value || undefined)}
      />
      <form
        className={styles['code']}
        onSubmit={(event) => {
          event.preventDefault()
          onChoose(typed.trim().toUpperCase() || undefined)
        }}
      >
        <TextField
          label={words.checkout.code}
          isLabelSpoken
          placeholder={words.checkout.code}
          value={typed}
          onChange={setTyped}
          maxLength={40}
        />
        <Button submits>{words.checkout.useCode}</Button>
      </form>
    </div>
  )
}

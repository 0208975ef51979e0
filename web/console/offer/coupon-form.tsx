import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { TextField } from '#web/kit/field.tsx'
import { fenFrom } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import tools from '../tools.module.css'
import { wholeFrom } from '../typed.ts'
import { CountField, YuanField } from '../yuan-field.tsx'
import { offerWords } from '../words/offers.ts'
import { sharedWords } from '../words/shared.ts'
import { termOf, TimeBoxFields } from './time-box.tsx'

const nothing = { code: '', titleZh: '', titleEn: '', off: '', minSpend: '', total: '' }

export function CouponForm({ onDone }: { onDone: () => void }) {
  const { coupons: words } = useWords(offerWords)
  const shared = useWords(sharedWords)
  const [typed, setTyped] = useState({ ...nothing, perMember: '1' })
  const [box, setBox] = useState({ startsAt: '', endsAt: '' })
  const create = useAction(api.postCoupon, {
    refreshes: [api.getConsoleCoupons],
    onDone: () => {
      toast({ text: words.created })
      onDone()
    },
  })
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: (text: string) => setTyped({ ...typed, [name]: text }),
    isRequired: true,
  })
  const term = termOf(box)
  const coupon = couponFrom(typed)
  return (
    <Form
      action={create}
      submit={words.submit}
      whyNot={coupon && term ? null : shared.needAll}
      onSubmit={() => create.run({ ...coupon!, ...term! })}
    >
      <TextField label={words.code} hint={words.codeHint} maxLength={40} {...field('code')} />
      <div className={tools['fields']}>
        <TextField label={words.titleZh} maxLength={100} {...field('titleZh')} />
        <TextField label={words.titleEn} maxLength={100} {...field('titleEn')} />
      </div>
      <div className={tools['fields']}>
        <YuanField label={words.offYuan} {...field('off')} />
        <YuanField label={words.minSpendYuan} hint={words.minSpendHint} {...field('minSpend')} />
      </div>
      <div className={tools['fields']}>
        <CountField label={words.total} {...field('total')} />
        <CountField label={words.perMember} {...field('perMember')} />
      </div>
      <TimeBoxFields words={words} box={box} onChange={setBox} />
    </Form>
  )
}

/** What was typed as a coupon without its time, or null while something is missing. */
function couponFrom(typed: typeof nothing & { perMember: string }) {
  const [offFen, minSpendFen] = [fenFrom(typed.off), fenFrom(typed.minSpend)]
  const [total, perMemberMax] = [wholeFrom(typed.total), wholeFrom(typed.perMember)]
  const [code, titleZh, titleEn] = [typed.code, typed.titleZh, typed.titleEn].map((text) =>
    text.trim(),
  )
  if (!code || !titleZh || !titleEn || !offFen || !minSpendFen || !total || !perMemberMax)
    return null
  return { code: code.toUpperCase(), titleZh, titleEn, offFen, minSpendFen, total, perMemberMax }
}

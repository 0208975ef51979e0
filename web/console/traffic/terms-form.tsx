import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { fenFrom, yuanText } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import tools from '../tools.module.css'
import { wholeFrom } from '../typed.ts'
import { inviteWords } from '../words/invites.ts'
import { CountField, YuanField } from '../yuan-field.tsx'

type Terms = AnswerOf<typeof api.getConsoleInvites>['terms']
type Typed = Record<
  'rewardPoints' | 'monthMax' | 'realisedMin' | 'returnDays' | 'coolingDays',
  string
>

export function TermsForm({ terms, onDone }: { terms: Terms; onDone: () => void }) {
  const words = useWords(inviteWords)
  const [typed, setTyped] = useState<Typed>({
    rewardPoints: String(terms?.rewardPoints ?? 200),
    monthMax: String(terms?.monthMax ?? 10),
    realisedMin: yuanText(terms?.realisedMinFen ?? 50_00),
    returnDays: String(terms?.returnDays ?? 7),
    coolingDays: String(terms?.coolingDays ?? 3),
  })
  const set = useAction(api.putInviteTerms, {
    refreshes: [api.getConsoleInvites],
    onDone: () => {
      toast({ text: words.saved })
      onDone()
    },
  })
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: (text: string) => setTyped({ ...typed, [name]: text }),
    isRequired: true,
  })
  const given = termsFrom(typed)
  return (
    <Form
      action={set}
      submit={words.save}
      whyNot={given ? null : words.needAll}
      onSubmit={() => set.run({ ...given!, levels: 1 })}
    >
      <div className={tools['fields']}>
        <CountField label={words.rewardPoints} min={0} {...field('rewardPoints')} />
        <CountField label={words.monthMax} min={0} {...field('monthMax')} />
      </div>
      <YuanField label={words.realisedMin} {...field('realisedMin')} />
      <div className={tools['fields']}>
        <CountField label={words.returnDays} min={7} {...field('returnDays')} />
        <CountField label={words.coolingDays} min={0} {...field('coolingDays')} />
      </div>
      <p className="soft small">{words.onlyOneLevel}</p>
    </Form>
  )
}

function termsFrom(typed: Typed) {
  const [rewardPoints, monthMax] = [wholeFrom(typed.rewardPoints, 0), wholeFrom(typed.monthMax, 0)]
  const [returnDays, coolingDays] = [
    wholeFrom(typed.returnDays, 7),
    wholeFrom(typed.coolingDays, 0),
  ]
  const realisedMinFen = fenFrom(typed.realisedMin)
  if (rewardPoints === null || monthMax === null || realisedMinFen === null) return null
  if (returnDays === null || coolingDays === null) return null
  return { rewardPoints, monthMax, realisedMinFen, returnDays, coolingDays }
}

/** The budgets of a member's attention: changed as they were seen. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import tools from '../tools.module.css'
import { wholeFrom } from '../typed.ts'
import { outreachWords } from '../words/outreach.ts'
import { CountField } from '../yuan-field.tsx'

type Settings = AnswerOf<typeof api.getAttention>['settings']
type Sender = keyof Settings['shares']

export function LimitsForm({ settings, onDone }: { settings: Settings; onDone: () => void }) {
  const { attention: words } = useWords(outreachWords)
  const [perDay, setPerDay] = useState(String(settings.perDay))
  const [perWeek, setPerWeek] = useState(String(settings.perWeek))
  const [quiet, setQuiet] = useState({ from: settings.quietFrom, until: settings.quietUntil })
  const [shares, setShares] = useState(settings.shares)
  const save = useAction(api.putAttentionSettings, {
    refreshes: [api.getAttention],
    onDone: () => {
      toast({ text: words.saved })
      onDone()
    },
  })
  const [day, week] = [wholeFrom(perDay), wholeFrom(perWeek)]
  const whyNot =
    day === null || week === null || day < 1 || day > 10 || week > 30
      ? words.number
      : week < day
        ? words.weekTooSmall
        : null
  const times = (minute: number) =>
    [...new Set([...halfHours, minute])]
      .toSorted((a, b) => a - b)
      .map((one) => ({ value: String(one), label: clockTime(one) }))
  return (
    <Form
      action={save}
      submit={words.save}
      whyNot={whyNot}
      onSubmit={() =>
        save.run({
          perDay: day!,
          perWeek: week!,
          quietFrom: quiet.from,
          quietUntil: quiet.until,
          shares,
          version: settings.version,
        })
      }
    >
      <div className={tools['fields']}>
        <CountField label={words.perDay} value={perDay} onChange={setPerDay} />
        <CountField label={words.perWeek} value={perWeek} onChange={setPerWeek} />
      </div>
      <div className={tools['fields']}>
        <Select
          label={words.quietFrom}
          value={String(quiet.from)}
          options={times(quiet.from)}
          onChange={(minute) => setQuiet({ ...quiet, from: Number(minute) })}
        />
        <Select
          label={words.quietUntil}
          value={String(quiet.until)}
          options={times(quiet.until)}
          onChange={(minute) => setQuiet({ ...quiet, until: Number(minute) })}
        />
      </div>
      <p className="soft small">{words.shareHint}</p>
      <div className={tools['fields']}>
        {(Object.keys(shares) as Sender[]).map((sender) => (
          <Select
            key={sender}
            label={words.classes[sender]}
            value={String(shares[sender])}
            options={zeroToTen}
            onChange={(value) => setShares({ ...shares, [sender]: Number(value) })}
          />
        ))}
      </div>
    </Form>
  )
}

const zeroToTen = Array.from({ length: 11 }, (_, value) => String(value)).map((value) => {
  return { value, label: value }
})
const halfHours = Array.from({ length: 48 }, (_, index) => index * 30)

/** 21:30, in both languages. */
export const clockTime = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import tools from '../tools.module.css'
import { instantFrom } from '../typed.ts'
import { offerWords } from '../words/offers.ts'

type Words = { startsAt: string; startsHint: string; endsAt: string }
export type TimeBox = { startsAt: string; endsAt: string }

/** What was typed as two instants, or null while it is no time that ends after it starts. */
export function termOf({
  startsAt,
  endsAt,
}: TimeBox): { startsAt?: string; endsAt: string } | null {
  const end = instantFrom(endsAt)
  if (!end) return null
  if (startsAt === '') return { endsAt: end }
  const start = instantFrom(startsAt)
  return start && start < end ? { startsAt: start, endsAt: end } : null
}

/** From when until when, by the clock of Shanghai. No beginning means now. */
export function TimeBoxFields(props: {
  words: Words
  box: TimeBox
  onChange: (box: TimeBox) => void
}) {
  const { words, box, onChange } = props
  const { sales } = useWords(offerWords)
  const isWrong = box.startsAt !== '' && box.endsAt !== '' && termOf(box) === null
  return (
    <div className={tools['fields']}>
      <TextField
        label={words.startsAt}
        hint={words.startsHint}
        type="datetime-local"
        value={box.startsAt}
        onChange={(startsAt) => onChange({ ...box, startsAt })}
      />
      <TextField
        label={words.endsAt}
        fault={isWrong ? sales.needEnd : null}
        type="datetime-local"
        isRequired
        value={box.endsAt}
        onChange={(endsAt) => onChange({ ...box, endsAt })}
      />
    </div>
  )
}

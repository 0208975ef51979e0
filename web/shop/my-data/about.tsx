/** What a member may tell of themselves, and take back. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { myDataWords } from '../words/my-data.ts'
import { refreshed } from './known.tsx'

const genders = ['none', 'female', 'male', 'other'] as const
type Gender = (typeof genders)[number]

/** `known` has what was told before, by field. */
export function About({ known }: { known: Map<string, string> }) {
  const words = useWords(myDataWords)
  const [birthday, setBirthday] = useState(known.get('birthday') ?? '')
  const [gender, setGender] = useState((known.get('gender') ?? 'none') as Gender)
  const [city, setCity] = useState(known.get('city') ?? '')
  const save = useAction(api.patchMyFields, {
    refreshes: refreshed,
    onDone: () => toast({ text: words.saved }),
  })
  return (
    <Section title={words.about}>
      <form
        className="card stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save.run({
            birthday: birthday || null,
            gender: gender === 'none' ? null : gender,
            city: city.trim() || null,
          })
        }}
      >
        <TextField
          label={words.birthday}
          hint={words.aboutHint}
          type="date"
          autoComplete="bday"
          value={birthday}
          onChange={setBirthday}
        />
        <Select
          label={words.gender}
          value={gender}
          options={genders.map((value) => ({ value, label: words.genders[value] }))}
          onChange={setGender}
        />
        <TextField
          label={words.city}
          autoComplete="address-level2"
          maxLength={40}
          value={city}
          onChange={setCity}
        />
        <ErrorNote error={save.error} />
        <div>
          <Button submits isBusy={save.isRunning}>
            {words.save}
          </Button>
        </div>
      </form>
    </Section>
  )
}

/** Birthday, gender and city, each with who told it and when. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button, IconButton } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { memberPageWords } from '../words/member-page.ts'
import { sharedWords } from '../words/shared.ts'
import styles from './lines.module.css'
import type { Member } from './member.ts'
import { useMonthDay } from './names.ts'

const fields = ['birthday', 'gender', 'city'] as const
type Field = (typeof fields)[number]
const genders = ['female', 'male', 'other'] as const
type Gender = (typeof genders)[number]

export function About({ member }: { member: Member }) {
  const { about: words } = useWords(memberPageWords)
  const { day } = useFormats()
  const { may } = useAccess()
  const valueText = useValueText()
  const [open, setOpen] = useState<Field | null>(null)
  const mayEdit = may('members.edit') && member.persons.some(({ kind }) => kind === 'member')
  return (
    <Section title={words.title}>
      <div className="card">
        <dl className={styles['lines']}>
          {fields.map((field) => {
            const known = member.fields.find((one) => one.field === field)
            return (
              <div key={field}>
                <dt>{words.fields[field]}</dt>
                <dd>
                  {known ? valueText(field, known.value) : words.unknown}
                  {mayEdit && (
                    <IconButton
                      icon="pen"
                      label={words.edit(words.fields[field])}
                      onPress={() => setOpen(field)}
                    />
                  )}
                </dd>
                {known && (
                  <dd className={styles['note']}>
                    {words.known(words.sources[known.source], day(known.setAt))}
                  </dd>
                )}
              </div>
            )
          })}
        </dl>
      </div>
      <Dialog
        title={open ? words.fields[open] : ''}
        isOpen={open !== null}
        onClose={() => setOpen(null)}
      >
        {open && (
          <FieldForm
            key={open}
            memberId={member.memberId}
            field={open}
            isKnown={member.fields.some((one) => one.field === open)}
            onDone={() => setOpen(null)}
          />
        )}
      </Dialog>
    </Section>
  )
}

function useValueText() {
  const { about: words } = useWords(memberPageWords)
  const monthDay = useMonthDay()
  return (field: Field, value: string) => {
    if (field === 'birthday') return monthDay(value)
    return field === 'gender' ? words.genders[value as Gender] : value
  }
}

function FieldForm(props: {
  memberId: string
  field: Field
  isKnown: boolean
  onDone: () => void
}) {
  const { memberId, field, isKnown, onDone } = props
  const { about: words } = useWords(memberPageWords)
  const shared = useWords(sharedWords)
  const [value, setValue] = useState(field === 'gender' ? 'female' : '')
  const done = (text: string) => () => {
    toast({ text })
    onDone()
  }
  const save = useAction(api.putMemberField, {
    refreshes: [api.getMember],
    onDone: done(shared.saved),
  })
  const forget = useAction(api.deleteMemberField, {
    refreshes: [api.getMember],
    onDone: done(words.cleared(words.fields[field])),
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (value) save.run({ memberId, field, value } as never)
      }}
    >
      {field === 'gender' ? (
        <Select
          label={words.value.gender}
          value={value as Gender}
          options={genders.map((one) => ({ value: one, label: words.genders[one] }))}
          onChange={setValue}
        />
      ) : (
        <TextField
          label={words.value[field]}
          type={field === 'birthday' ? 'date' : 'text'}
          autoComplete="off"
          maxLength={40}
          isRequired
          value={value}
          onChange={setValue}
        />
      )}
      <ErrorNote error={save.error ?? forget.error} />
      <div className="row">
        <Button kind="primary" submits isBusy={save.isRunning}>
          {shared.save}
        </Button>
        {isKnown && (
          <Button isBusy={forget.isRunning} onPress={() => forget.run({ memberId, field })}>
            {words.forget}
          </Button>
        )}
      </div>
    </form>
  )
}

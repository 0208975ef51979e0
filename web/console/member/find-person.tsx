/**
 * Finding somebody by exactly what they are known by; what was typed is sent once and kept nowhere.
 */
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useAction } from '#web/kit/use-api.ts'
import { memberWords } from '../words/members.ts'
import { sharedWords } from '../words/shared.ts'

const kinds = ['phone', 'email', 'store_card', 'wechat_openid', 'wechat_unionid'] as const

export function FindPerson() {
  const { find: words } = useWords(memberWords)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button icon="search" onPress={() => setOpen(true)}>
        {words.title}
      </Button>
      <Dialog title={words.title} isOpen={isOpen} onClose={() => setOpen(false)}>
        <FindForm />
      </Dialog>
    </>
  )
}

function FindForm() {
  const { find: words } = useWords(memberWords)
  const shared = useWords(sharedWords)
  const navigate = useNavigate()
  const [kind, setKind] = useState<(typeof kinds)[number]>('phone')
  const [value, setValue] = useState('')
  const [isNobody, setNobody] = useState(false)
  const search = useAction(api.postPersonSearch, {
    onDone: ({ items }) => {
      const [found] = items
      if (!found) return setNobody(true)
      return navigate({ to: '/members/$memberId', params: { memberId: found.representativeId } })
    },
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        setNobody(false)
        if (value.trim()) search.run({ kind, value })
      }}
    >
      <Select
        label={words.kind}
        value={kind}
        options={kinds.map((one) => ({ value: one, label: words.kinds[one] }))}
        onChange={setKind}
      />
      <TextField
        label={words.value}
        type={kind === 'phone' ? 'tel' : 'text'}
        autoComplete="off"
        maxLength={254}
        hint={words.hint}
        fault={isNobody ? words.none : null}
        isRequired
        value={value}
        onChange={(next) => {
          setValue(next)
          setNobody(false)
        }}
      />
      <ErrorNote error={search.error} />
      <div>
        <Button kind="primary" submits isBusy={search.isRunning}>
          {shared.search}
        </Button>
      </div>
    </form>
  )
}

/** What a member is known by: see it, remove it, and sign in with another phone. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { phoneText } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { CodeField, PhoneField } from '../phone-fields.tsx'
import { meWords } from '../words/me.ts'
import { myDataWords } from '../words/my-data.ts'

export const refreshed = [api.getMyIdentities, api.getMyData, api.getMyself]

export function Known() {
  const words = useWords(myDataWords)
  const { items } = useApi(api.getMyIdentities)
  const remove = useAction(api.removeMyIdentity, {
    refreshes: refreshed,
    onDone: () => toast({ text: words.removed }),
  })
  return (
    <Section title={words.known}>
      <List label={words.known}>
        {items.map(({ id, kind, value, mayRemove }) => (
          <Row key={id}>
            <div className="row-apart">
              <span>
                <span className="soft small">{words.kinds[kind]}</span>{' '}
                {kind === 'phone' ? phoneText(value) : value}
              </span>
              {mayRemove && (
                <Button
                  small
                  kind="quiet"
                  icon="bin"
                  isBusy={remove.isRunning}
                  onPress={() => remove.run({ identityId: id })}
                >
                  {words.remove}
                </Button>
              )}
            </div>
            {!mayRemove && <p className="soft small">{words.onlyPhone}</p>}
          </Row>
        ))}
      </List>
      <ErrorNote error={remove.error} />
      <AddPhone />
    </Section>
  )
}

function AddPhone() {
  const words = useWords(myDataWords)
  const { signIn } = useWords(meWords)
  const [isOpen, setOpen] = useState(false)
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const [sent, setSent] = useState<{ demoCode?: string | undefined } | null>(null)
  const send = useAction(api.postSignInCode, { onDone: setSent })
  const add = useAction(api.postMyPhone, {
    refreshes: refreshed,
    onDone: ({ isAnothers }) => {
      toast({ text: isAnothers ? words.phoneAnothers : words.phoneAdded })
      setOpen(false)
      setSent(null)
      setPhone('')
      setCode('')
    },
  })
  if (!isOpen)
    return (
      <div>
        <Button icon="plus" onPress={() => setOpen(true)}>
          {words.addPhone}
        </Button>
      </div>
    )
  return (
    <form
      className="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (sent) add.run({ phone, code })
        else send.run({ phone })
      }}
    >
      <PhoneField
        value={phone}
        onChange={(next) => {
          setPhone(next)
          setSent(null)
        }}
      />
      {sent && <CodeField demoCode={sent.demoCode} value={code} onChange={setCode} />}
      <ErrorNote error={add.error ?? send.error} />
      <div className="row">
        <Button
          kind="primary"
          submits
          isBusy={send.isRunning || add.isRunning}
          disabledReason={sent && code.length < 6 ? signIn.needCode : null}
        >
          {sent ? words.addPhone : words.sendCode}
        </Button>
        <Button kind="quiet" onPress={() => setOpen(false)}>
          {words.close.keep}
        </Button>
      </div>
    </form>
  )
}

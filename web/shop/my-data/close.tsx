/** Leaving for good: what goes, what stays, and the code that one signs in with. */
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useForgetAll } from '#web/kit/use-api.ts'
import { forgetKept } from '../kept-here.ts'
import { CodeField } from '../phone-fields.tsx'
import { meWords } from '../words/me.ts'
import { myDataWords } from '../words/my-data.ts'

type Sent = AnswerOf<typeof api.postClosingCode>

export function CloseAccount({ hasOthers }: { hasOthers: boolean }) {
  const { close: words } = useWords(myDataWords)
  const [sent, setSent] = useState<Sent | null>(null)
  const send = useAction(api.postClosingCode, { onDone: setSent })
  return (
    <Section title={words.title}>
      <div className="card stack">
        <p>{words.text}</p>
        <ul className="stack-tight soft small">
          <li>{words.goes}</li>
          {hasOthers && <li>{words.both}</li>}
          <li>{words.stays}</li>
        </ul>
        <ErrorNote error={send.error} />
        {sent ? (
          <CodeForm sent={sent} onKeep={() => setSent(null)} />
        ) : (
          <div>
            <Button kind="danger" isBusy={send.isRunning} onPress={() => send.run()}>
              {words.begin}
            </Button>
          </div>
        )}
      </div>
    </Section>
  )
}

function CodeForm({ sent, onKeep }: { sent: Sent; onKeep: () => void }) {
  const { close: words } = useWords(myDataWords)
  const { signIn } = useWords(meWords)
  const navigate = useNavigate()
  const forgetAll = useForgetAll()
  const [code, setCode] = useState('')
  const close = useAction(api.postClosing, {
    onDone: async () => {
      await navigate({ to: '/' })
      forgetAll()
      forgetKept()
      toast({ text: words.done })
    },
  })
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (code.length === 6) close.run({ code })
      }}
    >
      <p>{signIn.codeSent(sent.phoneMasked)}</p>
      <CodeField demoCode={sent.demoCode} value={code} onChange={setCode} />
      <ErrorNote error={close.error} />
      <div className="row">
        <Button
          kind="danger"
          submits
          isBusy={close.isRunning}
          disabledReason={code.length < 6 ? signIn.needCode : null}
        >
          {words.confirm}
        </Button>
        <Button kind="quiet" onPress={onKeep}>
          {words.keep}
        </Button>
      </div>
    </form>
  )
}

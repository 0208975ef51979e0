import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useForgetAll } from '#web/kit/use-api.ts'
import { joinCart } from '../collected.ts'
import { CodeField, PhoneField } from '../phone-fields.tsx'
import { meWords } from '../words/me.ts'

type Sent = { phone: string; demoCode?: string | undefined }

export function SignInPage() {
  const words = useWords(meWords)
  const [sent, setSent] = useState<Sent | null>(null)
  return (
    <Page title={words.signIn.title}>
      {sent ? (
        <CodeForm sent={sent} onSent={setSent} onOtherPhone={() => setSent(null)} />
      ) : (
        <PhoneForm onSent={setSent} />
      )}
    </Page>
  )
}

function PhoneForm({ onSent }: { onSent: (sent: Sent) => void }) {
  const words = useWords(meWords)
  const [phone, setPhone] = useState('')
  const [isWrong, setWrong] = useState(false)
  const send = useAction(api.postSignInCode, {
    onDone: ({ demoCode }, { phone: to }) => onSent({ phone: to, demoCode }),
  })
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const isPhone = /^[\d\s+()-]{8,20}$/.test(phone)
        setWrong(!isPhone)
        if (isPhone) send.run({ phone })
      }}
    >
      <PhoneField
        hint={words.signIn.phoneHint}
        fault={isWrong || isInvalid(send.error) ? words.signIn.wrongPhone : null}
        value={phone}
        onChange={setPhone}
      />
      <ErrorNote error={isInvalid(send.error) ? null : send.error} />
      <Button kind="primary" submits wide isBusy={send.isRunning}>
        {words.signIn.send}
      </Button>
    </form>
  )
}

const isInvalid = (error: Error | null) =>
  error !== null && 'code' in error && error.code === 'invalid_input'

const route = getRouteApi('/sign-in')

function CodeForm(props: { sent: Sent; onSent: (sent: Sent) => void; onOtherPhone: () => void }) {
  const { phone, demoCode } = props.sent
  const words = useWords(meWords)
  const router = useRouter()
  const forgetAll = useForgetAll()
  const { back } = route.useSearch()
  const [code, setCode] = useState('')
  const [isWrong, setWrong] = useState(false)
  const again = useAction(api.postSignInCode, {
    onDone: (answer) => props.onSent({ phone, demoCode: answer.demoCode }),
  })
  const signIn = useAction(api.postSignIn, {
    onDone: async ({ memberId, isNew }) => {
      forgetAll(memberId)
      await joinCart().catch(() => undefined) // the cart tries again

      toast({ text: isNew ? words.signIn.welcomeNew : words.signIn.welcome })
      // Only to a page of this shop, wherever the address came from.
      router.history.replace(back?.startsWith('/') && !back.startsWith('//') ? back : '/me')
    },
  })
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const isCode = /^\d{6}$/.test(code)
        setWrong(!isCode)
        if (isCode) signIn.run({ phone, code })
      }}
    >
      <p>{words.signIn.codeSent(phone)}</p>
      <CodeField
        demoCode={demoCode}
        fault={isWrong ? words.signIn.needCode : null}
        value={code}
        onChange={setCode}
      />
      <ErrorNote error={signIn.error ?? again.error} />
      <Button kind="primary" submits wide isBusy={signIn.isRunning}>
        {words.signIn.submit}
      </Button>
      <div className="row">
        <Button kind="quiet" isBusy={again.isRunning} onPress={() => again.run({ phone })}>
          {words.signIn.again}
        </Button>
        <Button kind="quiet" onPress={props.onOtherPhone}>
          {words.signIn.otherPhone}
        </Button>
      </div>
    </form>
  )
}

/** The door: login and password, then the code of one's app, which some set up here first. */
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Mark } from '#web/kit/mark.tsx'
import { Page } from '#web/kit/page.tsx'
import { useShopName } from '#web/kit/shop.ts'
import { LanguageSwitch } from '#web/kit/switches.tsx'
import { useAction, useApiState, useForgetAll } from '#web/kit/use-api.ts'
import { AuthenticatorFields, CodeField } from '../authenticator.tsx'
import { Form } from '../form.tsx'
import { frameWords } from '../words/frame.ts'
import styles from './sign-in.module.css'

type Answer = AnswerOf<typeof api.postConsoleSignIn>
type Enrolment = Extract<Answer, { outcome: 'totp_enrolment_needed' }>

export function SignInPage() {
  const words = useWords(frameWords)
  const shopName = useShopName()
  const { data: setUp } = useApiState(api.getSetUp, {}, { quiet: true })
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null)
  return (
    <main id="content" tabIndex={-1} className={styles['door']}>
      <p className={styles['shop']}>
        <Mark />
        {shopName}
      </p>
      <Page title={enrolment ? words.signIn.enrolTitle : words.signIn.title}>
        {setUp?.isNeeded && <p className="card">{words.signIn.noOwner}</p>}
        {enrolment ? (
          <EnrolmentForm enrolment={enrolment} onStartOver={() => setEnrolment(null)} />
        ) : (
          <PasswordForm onEnrolment={setEnrolment} />
        )}
        <LanguageSwitch />
      </Page>
    </main>
  )
}

const route = getRouteApi('/sign-in')

function useEntrance() {
  const router = useRouter()
  const forgetAll = useForgetAll()
  const { back } = route.useSearch()
  return () => {
    forgetAll()
    // Only to a page of the console, wherever the address came from.
    const isOurs = back?.startsWith('/') && !back.startsWith('//')
    return router.navigate({ href: isOurs ? back : '/', replace: true })
  }
}

function PasswordForm({ onEnrolment }: { onEnrolment: (enrolment: Enrolment) => void }) {
  const words = useWords(frameWords)
  const enter = useEntrance()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [asksCode, setAsksCode] = useState(false)
  const signIn = useAction(api.postConsoleSignIn, {
    onDone: (answer) => {
      if (answer.outcome === 'signed_in') return enter()
      if (answer.outcome === 'totp_needed') return setAsksCode(true)
      return onEnrolment(answer)
    },
  })
  const startOver = () => {
    signIn.forget()
    setAsksCode(false)
    setCode('')
    setPassword('')
  }
  return (
    <Form
      action={signIn}
      submit={words.signIn.submit}
      beside={
        asksCode && (
          <Button kind="quiet" onPress={startOver}>
            {words.signIn.otherLogin}
          </Button>
        )
      }
      onSubmit={() => signIn.run({ login, password, ...(asksCode ? { code } : {}) })}
    >
      {asksCode ? (
        <CodeField code={code} onChange={setCode} />
      ) : (
        <>
          <TextField
            label={words.signIn.login}
            name="login"
            autoComplete="username"
            maxLength={64}
            isRequired
            value={login}
            onChange={setLogin}
          />
          <TextField
            label={words.signIn.password}
            name="password"
            type="password"
            autoComplete="current-password"
            isRequired
            value={password}
            onChange={setPassword}
          />
        </>
      )}
    </Form>
  )
}

function EnrolmentForm(props: { enrolment: Enrolment; onStartOver: () => void }) {
  const { enrolmentToken, secret, uri } = props.enrolment
  const words = useWords(frameWords)
  const enter = useEntrance()
  const [code, setCode] = useState('')
  const enrol = useAction(api.postTotpEnrolment, { onDone: enter })
  return (
    <Form
      action={enrol}
      submit={words.signIn.confirm}
      beside={
        <Button kind="quiet" onPress={props.onStartOver}>
          {words.signIn.startOver}
        </Button>
      }
      onSubmit={() => enrol.run({ enrolmentToken, code })}
    >
      <AuthenticatorFields secret={secret} uri={uri} code={code} onChange={setCode} />
    </Form>
  )
}

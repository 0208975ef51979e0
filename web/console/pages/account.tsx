/** Whoever is signed in: their roles, how pages look to them, their password, the way out. */
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { LanguageSwitch, ThemeSwitch } from '#web/kit/switches.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi, useForgetAll } from '#web/kit/use-api.ts'
import { Facts } from '../facts.tsx'
import { Form } from '../form.tsx'
import { frameWords } from '../words/frame.ts'

export function AccountPage() {
  const words = useWords(frameWords)
  const me = useApi(api.getConsoleMe)
  return (
    <Page title={words.account.title} actions={<SignOut />}>
      <Facts
        of={[
          [words.account.login, `${me.name} (${me.login})`],
          [words.account.roles, me.roles.map((role) => words.roles[role]).join(' · ')],
          [words.account.second, me.hasTotp ? words.account.secondOn : words.account.secondOff],
        ]}
      />
      <Section title={words.account.settings}>
        <LanguageSwitch />
        <ThemeSwitch />
      </Section>
      <Section title={words.account.password}>
        <PasswordForm />
      </Section>
    </Page>
  )
}

function SignOut() {
  const words = useWords(frameWords)
  const navigate = useNavigate()
  const forgetAll = useForgetAll()
  const signOut = useAction(api.postConsoleSignOut, {
    onDone: async () => {
      await navigate({ to: '/sign-in', replace: true })
      forgetAll()
    },
  })
  return (
    <Button icon="out" isBusy={signOut.isRunning} onPress={() => signOut.run()}>
      {words.account.signOut}
    </Button>
  )
}

function PasswordForm() {
  const words = useWords(frameWords)
  const [password, setPassword] = useState('')
  const [newPassword, setNewPassword] = useState('')
  const [again, setAgain] = useState('')
  const change = useAction(api.putPassword, {
    onDone: () => {
      toast({ text: words.account.changed })
      for (const empty of [setPassword, setNewPassword, setAgain]) empty('')
    },
  })
  const differs = again !== '' && again !== newPassword
  return (
    <Form
      action={change}
      submit={words.account.change}
      onSubmit={() => !differs && change.run({ password, newPassword })}
    >
      <TextField
        label={words.account.present}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <TextField
        label={words.account.next}
        hint={words.account.nextHint}
        type="password"
        autoComplete="new-password"
        value={newPassword}
        onChange={setNewPassword}
      />
      <TextField
        label={words.account.again}
        fault={differs ? words.account.differs : null}
        type="password"
        autoComplete="new-password"
        value={again}
        onChange={setAgain}
      />
    </Form>
  )
}

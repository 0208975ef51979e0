/** Behind the printed link: who owns the shop, their second factor, and what the shop is called. */
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Mark } from '#web/kit/mark.tsx'
import { Page } from '#web/kit/page.tsx'
import { LanguageSwitch } from '#web/kit/switches.tsx'
import { useAction, useApi, useForgetAll } from '#web/kit/use-api.ts'
import { AuthenticatorFields } from '../authenticator.tsx'
import { Form } from '../form.tsx'
import { isLookWhole, LookFields } from '../shop-look.tsx'
import type { Look } from '../shop-look.tsx'
import { isOwnerWhole, OwnerFields } from '../set-up/owner-fields.tsx'
import type { Owner } from '../set-up/owner-fields.tsx'
import { Progress } from '../set-up/progress.tsx'
import { shopWords } from '../words/shop.ts'
import styles from './set-up.module.css'

export function SetUpPage() {
  const { setUp: words } = useWords(shopWords)
  const { isNeeded, needsSecondFactor } = useApi(api.getSetUp)
  // In the fragment, which no browser sends: it goes to the server in bodies only.
  const token = new URLSearchParams(useLocation().hash).get('token')
  return (
    <main id="content" tabIndex={-1} className={styles['guide']}>
      <Mark />
      <Page title={words.title}>
        {!isNeeded && (
          <p>
            {words.over} <Link to="/sign-in">{words.signIn}</Link>
          </p>
        )}
        {isNeeded && token === null && <p>{words.noLink}</p>}
        {isNeeded && token !== null && <Guide token={token} withApp={needsSecondFactor} />}
        <LanguageSwitch />
      </Page>
    </main>
  )
}

type App = AnswerOf<typeof api.postSetUpOwner>
type Step = 'owner' | 'app' | 'shop'

/** Everything stays here until the last step: until then the server keeps nothing. */
function Guide({ token, withApp }: { token: string; withApp: boolean }) {
  const { setUp: words } = useWords(shopWords)
  const [step, setStep] = useState<Step>('owner')
  const [owner, setOwner] = useState<Owner>({ login: '', name: '', password: '', again: '' })
  const [app, setApp] = useState<App | null>(null)
  const [proven, setProven] = useState<{ login: string; secondFactor: string } | null>(null)
  const steps: Step[] = withApp ? ['owner', 'app', 'shop'] : ['owner', 'shop']
  return (
    <>
      <p className="soft">{words.hello}</p>
      <Progress steps={steps} at={step} />
      {step === 'owner' && (
        <OwnerStep
          {...{ token, owner }}
          onChange={setOwner}
          onDone={(begun) => {
            setApp(begun)
            // Whoever only went back to look need not set up their app again.
            setStep(withApp && proven?.login !== owner.login ? 'app' : 'shop')
          }}
        />
      )}
      {step === 'app' && app && (
        <AppStep
          {...{ token, app }}
          onBack={() => setStep('owner')}
          onDone={(secondFactor) => {
            setProven({ login: owner.login, secondFactor })
            setStep('shop')
          }}
        />
      )}
      {step === 'shop' && (
        <ShopStep
          {...{ token, owner }}
          secondFactor={proven?.secondFactor}
          onBack={() => setStep('owner')}
        />
      )}
    </>
  )
}

function OwnerStep(props: {
  token: string
  owner: Owner
  onChange: (owner: Owner) => void
  onDone: (app: App) => void
}) {
  const { token, owner, onChange, onDone } = props
  const { setUp: words } = useWords(shopWords)
  const begin = useAction(api.postSetUpOwner, { onDone })
  const { login, name, password } = owner
  return (
    <Form
      action={begin}
      submit={words.next}
      whyNot={isOwnerWhole(owner) ? null : words.needAll}
      onSubmit={() => begin.run({ token, login, name, password })}
    >
      <OwnerFields owner={owner} onChange={onChange} />
    </Form>
  )
}

function AppStep(props: {
  token: string
  app: App
  onBack: () => void
  onDone: (proof: string) => void
}) {
  const { token, app, onBack, onDone } = props
  const { setUp: words } = useWords(shopWords)
  const [code, setCode] = useState('')
  const prove = useAction(api.postSetUpSecondFactor, {
    onDone: (proven) => onDone(proven.secondFactor),
  })
  return (
    <Form
      action={prove}
      submit={words.next}
      beside={<BackButton onBack={onBack} />}
      onSubmit={() => prove.run({ token, enrolmentToken: app.enrolmentToken, code })}
    >
      <AuthenticatorFields secret={app.secret} uri={app.uri} code={code} onChange={setCode} />
    </Form>
  )
}

function ShopStep(props: {
  token: string
  owner: Owner
  secondFactor: string | undefined
  onBack: () => void
}) {
  const { token, owner, secondFactor, onBack } = props
  const { setUp: words } = useWords(shopWords)
  const navigate = useNavigate()
  const forgetAll = useForgetAll()
  const [shop, setShop] = useState<Look>({ nameZh: '', nameEn: '', accent: 'cinnabar' })
  const finish = useAction(api.postSetUp, {
    refreshes: [api.getShopInfo],
    onDone: () => {
      forgetAll()
      return navigate({ to: '/first-steps', replace: true })
    },
  })
  const { login, name, password } = owner
  return (
    <Form
      action={finish}
      submit={words.finish}
      whyNot={isLookWhole(shop) ? null : words.needAll}
      beside={<BackButton onBack={onBack} />}
      onSubmit={() =>
        finish.run({
          token,
          owner: { login, name, password },
          ...(secondFactor !== undefined && { secondFactor }),
          shop,
        })
      }
    >
      <LookFields look={shop} onChange={setShop} />
    </Form>
  )
}

function BackButton({ onBack }: { onBack: () => void }) {
  const { setUp: words } = useWords(shopWords)
  return (
    <Button kind="quiet" onPress={onBack}>
      {words.back}
    </Button>
  )
}

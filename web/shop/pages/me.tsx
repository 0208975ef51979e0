import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button, buttonClass } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { TextField } from '#web/kit/field.tsx'
import { count, day, money } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Skeleton } from '#web/kit/skeleton.tsx'
import { useShopInfo } from '#web/kit/shop.ts'
import { LanguageSwitch, ThemeSwitch } from '#web/kit/switches.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApiState, useForgetAll } from '#web/kit/use-api.ts'
import { AskProfiling } from '../attention/ask-profiling.tsx'
import { forgetKept } from '../kept-here.ts'
import { MyOrders, MyThings } from '../me/overview.tsx'
import { useTitles } from '../titles.ts'
import { checkoutWords } from '../words/checkout.ts'
import { frameWords } from '../words/frame.ts'
import { meWords } from '../words/me.ts'

type Me = AnswerOf<typeof api.getMyself>

export function MePage() {
  const words = useWords(meWords)
  const { data: me, error, isLoading } = useApiState(api.getMyself, {}, { quiet: true })
  return (
    <Page title={words.me.title}>
      {me ? <Myself me={me} /> : isLoading ? <Skeleton /> : <Guest error={error} />}
      <Section title={words.me.settings}>
        <div className="card stack">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </Section>
      {me && <SignOut />}
      <About />
    </Page>
  )
}

function Guest({ error }: { error: Error | null }) {
  const words = useWords(meWords)
  const isVisitor = error && 'code' in error && error.code === 'not_signed_in'
  if (!isVisitor) return <ErrorNote error={error} />
  return (
    <div className="card stack">
      <p>{words.me.guest}</p>
      <Link to="/sign-in" search={{ back: '/me' }} className={buttonClass({ kind: 'primary' })}>
        {words.signIn.title}
      </Link>
    </div>
  )
}

function Myself({ me }: { me: Me }) {
  const words = useWords(meWords)
  const language = useLanguage()
  return (
    <>
      <div className="card stack-tight">
        <Nickname me={me} />
        <p className="soft small">
          {[me.phoneMasked, words.me.since(day(me.memberSince, language))]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <AskProfiling />
      <MyOrders />
      <MyThings />
      <Coupons />
    </>
  )
}

function Nickname({ me }: { me: Me }) {
  const words = useWords(meWords)
  const [isEditing, setEditing] = useState(false)
  const [nickname, setNickname] = useState(me.nickname ?? '')
  const save = useAction(api.patchMyself, {
    refreshes: [api.getMyself],
    onDone: () => {
      setEditing(false)
      toast({ text: words.me.saved })
    },
  })
  if (!isEditing)
    return (
      <div className="row-apart">
        <h2>{me.nickname ?? words.me.noNickname}</h2>
        <Button icon="pen" kind="quiet" small onPress={() => setEditing(true)}>
          {words.me.edit}
        </Button>
      </div>
    )
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        save.run({ nickname: nickname.trim() || null })
      }}
    >
      <TextField
        label={words.me.nickname}
        value={nickname}
        onChange={setNickname}
        maxLength={24}
        autoComplete="nickname"
      />
      <ErrorNote error={save.error} />
      <Button kind="primary" submits isBusy={save.isRunning}>
        {words.me.save}
      </Button>
    </form>
  )
}

function Coupons() {
  const words = useWords(meWords)
  const { checkout } = useWords(checkoutWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  const { data } = useApiState(api.getCoupons, {}, { quiet: true })
  if (!data) return null
  return (
    <Section title={words.me.coupons}>
      {data.items.length === 0 && <p className="soft">{words.me.noCoupons}</p>}
      {data.items.length > 0 && (
        <List>
          {data.items.map((coupon) => (
            <Row key={coupon.id}>
              <p>{titleOf(coupon)}</p>
              <p className="soft small">
                {checkout.couponOff(
                  money(coupon.offFen, language),
                  money(coupon.minSpendFen, language),
                )}{' '}
                · {words.me.couponUntil(day(coupon.endsAt, language))} ·{' '}
                {words.me.couponLeft(count(coupon.left, language))}
              </p>
            </Row>
          ))}
        </List>
      )}
    </Section>
  )
}

function SignOut() {
  const words = useWords(meWords)
  const navigate = useNavigate()
  const forgetAll = useForgetAll()
  const signOut = useAction(api.postSignOut, {
    onDone: async (_, { everywhere }) => {
      await navigate({ to: '/' })
      forgetAll()
      forgetKept()
      toast({ text: everywhere ? words.me.signedOutEverywhere : words.me.signedOut })
    },
  })
  return (
    <div className="stack-tight">
      <div className="row">
        <Button icon="out" isBusy={signOut.isRunning} onPress={() => signOut.run({})}>
          {words.me.signOut}
        </Button>
        <Button
          kind="quiet"
          isBusy={signOut.isRunning}
          onPress={() => signOut.run({ everywhere: true })}
        >
          {words.me.everywhere}
        </Button>
      </div>
      <p className="soft small">{words.me.everywhereHint}</p>
      <ErrorNote error={signOut.error} />
    </div>
  )
}

function About() {
  const words = useWords(frameWords)
  const data = useShopInfo()
  return data?.mode === 'demo' ? <p className="soft small">{words.demoSource}</p> : null
}

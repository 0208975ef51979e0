/** What may be sent to me: a switch for each, the hours of quiet, and how much was sent this week. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Checkbox, Choice, Select } from '#web/kit/field.tsx'
import { count } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { attentionWords } from '../words/attention.ts'

type Attention = AnswerOf<typeof api.getMyAttention>

export function MessagesPage() {
  const words = useWords(attentionWords)
  const attention = useApi(api.getMyAttention)
  return (
    <Page title={words.title}>
      <p className="soft">{words.intro}</p>
      <Marketing {...attention} />
      <Quiet key={JSON.stringify(attention.quiet)} {...attention} />
      <Profiling isGiven={attention.profiling} />
    </Page>
  )
}

function useConsent() {
  const words = useWords(attentionWords)
  return useAction(api.putMyConsent, {
    refreshes: [api.getMyAttention],
    onDone: (_, { isGiven }) => toast({ text: isGiven ? words.on : words.off }),
  })
}

function Marketing({ marketing, perDay, perWeek, sentThisWeek }: Attention) {
  const words = useWords(attentionWords)
  const language = useLanguage()
  const change = useConsent()
  return (
    <Section title={words.marketing}>
      <List label={words.marketing}>
        {marketing.map(({ channel, isGiven, isReachable }) => (
          <Row key={channel}>
            <Checkbox
              label={
                <>
                  {words.channels[channel]}
                  {!isReachable && (
                    <span className="soft small"> · {words.unreachable[channel]}</span>
                  )}
                </>
              }
              isChecked={isGiven}
              onChange={(next) => change.run({ purpose: 'marketing', channel, isGiven: next })}
            />
          </Row>
        ))}
      </List>
      <ErrorNote error={change.error} />
      <p className="soft small">
        {words.limit(count(perDay, language), count(perWeek, language))}{' '}
        {words.sent(count(sentThisWeek, language), count(perWeek, language))}
      </p>
    </Section>
  )
}

function Profiling({ isGiven }: { isGiven: boolean }) {
  const words = useWords(attentionWords)
  const change = useConsent()
  return (
    <Section title={words.profiling}>
      <List>
        <Row>
          <Checkbox
            label={words.profilingOn}
            isChecked={isGiven}
            onChange={(next) => change.run({ purpose: 'profiling', channel: 'all', isGiven: next })}
          />
        </Row>
      </List>
      <p className="soft small">{words.profilingText}</p>
      <ErrorNote error={change.error} />
    </Section>
  )
}

const halfHours = Array.from({ length: 48 }, (_, index) => index * 30)

/** 21:30, in both languages. */
const clockTime = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

const optionsWith = (minute: number) =>
  [...new Set([...halfHours, minute])]
    .toSorted((a, b) => a - b)
    .map((one) => ({ value: String(one), label: clockTime(one) }))

function Quiet({ quiet, houseQuiet }: Attention) {
  const words = useWords(attentionWords)
  const [isOwn, setOwn] = useState(quiet !== null)
  const [from, setFrom] = useState((quiet ?? houseQuiet).from)
  const [until, setUntil] = useState((quiet ?? houseQuiet).until)
  const save = useAction(api.putMyQuietHours, {
    refreshes: [api.getMyAttention],
    onDone: () => toast({ text: words.saved }),
  })
  return (
    <Section title={words.quiet}>
      <form
        className="card stack"
        onSubmit={(event) => {
          event.preventDefault()
          save.run({ quiet: isOwn ? { from, until } : null })
        }}
      >
        <Choice
          legend={words.quietText}
          name="quiet"
          value={isOwn ? 'own' : 'house'}
          options={[
            {
              value: 'house',
              label: words.quietHouse(clockTime(houseQuiet.from), clockTime(houseQuiet.until)),
            },
            { value: 'own', label: words.quietOwn },
          ]}
          onChange={(choice) => setOwn(choice === 'own')}
        />
        {isOwn && (
          <div className="row">
            <Select
              label={words.from}
              value={String(from)}
              options={optionsWith(from)}
              onChange={(minute) => setFrom(Number(minute))}
            />
            <Select
              label={words.until}
              value={String(until)}
              options={optionsWith(until)}
              onChange={(minute) => setUntil(Number(minute))}
            />
          </div>
        )}
        <Button submits isBusy={save.isRunning}>
          {words.quietSave}
        </Button>
        <ErrorNote error={save.error} />
      </form>
    </Section>
  )
}

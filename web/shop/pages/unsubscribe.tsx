/** Where the link in a message leads: looking ends nothing, one tap does, and nobody signs in. */
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { Skeleton } from '#web/kit/skeleton.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { attentionWords } from '../words/attention.ts'

export function UnsubscribePage() {
  const words = useWords(attentionWords).unsubscribe
  // Behind the #, so that it is in no log of addresses.
  const token = location.hash.slice(1)
  const [link, setLink] = useState<AnswerOf<typeof api.postUnsubscribeCheck> | null>(null)
  const [isEnded, setEnded] = useState(false)
  const check = useAction(api.postUnsubscribeCheck, { quiet: true, onDone: setLink })
  const end = useAction(api.postUnsubscribe, { quiet: true, onDone: () => setEnded(true) })
  useEffect(() => {
    if (token.length >= 20) check.run({ token })
    // oxlint-disable-next-line react/exhaustive-deps -- `run` is another function each time
  }, [token])
  return (
    <Page title={words.title}>
      <div className="card stack">
        {isEnded ? (
          <Done text={words.done} />
        ) : link ? (
          link.isGiven ? (
            <>
              <h2>{words.question[link.channel]}</h2>
              <p className="soft">{words.text}</p>
              <div className="row">
                <Button kind="primary" isBusy={end.isRunning} onPress={() => end.run({ token })}>
                  {words.end}
                </Button>
              </div>
              <ErrorNote error={end.error} />
            </>
          ) : (
            <Done text={words.already} />
          )
        ) : token.length < 20 || check.error ? (
          <Wrong error={check.error} />
        ) : (
          <Skeleton />
        )}
      </div>
    </Page>
  )
}

function Done({ text }: { text: string }) {
  const words = useWords(attentionWords).unsubscribe
  return (
    <output className="stack">
      <h2>{text}</h2>
      <p className="soft">{words.later}</p>
    </output>
  )
}

function Wrong({ error }: { error: Error | null }) {
  const words = useWords(attentionWords).unsubscribe
  const isLinkWrong = !error || ('code' in error && error.code === 'unsubscribe_link_wrong')
  return (
    <>
      {isLinkWrong ? <p>{words.wrong}</p> : <ErrorNote error={error} />}
      <Link to="/me/messages">{words.settings}</Link>
    </>
  )
}

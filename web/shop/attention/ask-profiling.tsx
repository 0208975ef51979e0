/** Asked quietly, once, with two answers of the same weight. */
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useAction, useApiState } from '#web/kit/use-api.ts'
import { attentionWords } from '../words/attention.ts'

export function AskProfiling() {
  const words = useWords(attentionWords)
  const { data } = useApiState(api.getMyAttention, {}, { quiet: true })
  const answer = useAction(api.postConsentAnswer, { refreshes: [api.getMyAttention] })
  if (!data?.mayAskProfiling) return null
  const say = (said: 'given' | 'refused') => answer.run({ purpose: 'profiling', answer: said })
  return (
    <section className="card stack-tight" aria-label={words.profiling}>
      <h2>{words.askTitle}</h2>
      <p className="soft small">{words.askText}</p>
      <div className="row">
        <Button isBusy={answer.isRunning} onPress={() => say('given')}>
          {words.askYes}
        </Button>
        <Button isBusy={answer.isRunning} onPress={() => say('refused')}>
          {words.askNo}
        </Button>
      </div>
      <ErrorNote error={answer.error} />
    </section>
  )
}

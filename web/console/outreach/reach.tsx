/** Whom it would reach if it were sent now, and why others not. */
import { useEffect, useState } from 'react'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useAction } from '#web/kit/use-api.ts'
import { useFormats } from '../formats.tsx'
import { outreachWords } from '../words/outreach.ts'
import { Reasons } from './reasons.tsx'

type Audience = { segmentId: string | null; channel: 'inbox' | 'sms' | 'email' }
type Reach = AnswerOf<typeof api.postReach>

/** Asked anew for each other audience; an answer that comes late for another one is not shown. */
export function useReach(audience: Audience | null) {
  const key = audience && `${audience.segmentId} ${audience.channel}`
  const [found, setFound] = useState<{ key: string; reach: Reach } | null>(null)
  const ask = useAction(api.postReach, {
    keepsLast: true,
    onDone: (reach, of) => setFound({ key: `${of.segmentId} ${of.channel}`, reach }),
  })
  const again = () => {
    setFound(null)
    if (audience) ask.run(audience)
  }
  // oxlint-disable-next-line react/exhaustive-deps -- asked for each other audience only
  useEffect(again, [key])
  return { data: found?.key === key ? found?.reach : undefined, error: ask.error, again }
}

/** Those who would be tried again: their hours of quiet end, and another day begins. */
export const laterOf = ({ refused }: Pick<Reach, 'refused'>): number =>
  refused.reduce(
    (sum, row) => sum + (['quiet_hours', 'over_budget'].includes(row.outcome) ? row.members : 0),
    0,
  )

export function ReachCard(props: { reach: ReturnType<typeof useReach>; waits: boolean }) {
  const { reach, waits } = props
  const words = useWords(outreachWords)
  const { count } = useFormats()
  const { data } = reach
  if (reach.error) return <ErrorNote error={reach.error} onRetry={reach.again} />
  if (!data) return <output className="soft">{words.reachLooking}</output>
  const { members, looked, reached, refused } = data
  return (
    <output className="stack-tight">
      <p>
        <strong>
          {reached === 0 ? words.reachNobody : words.reached(count(reached), count(looked))}
        </strong>
      </p>
      {waits && laterOf(data) > 0 && <p>{words.reachLater(count(laterOf(data)))}</p>}
      {looked < members && (
        <p className="soft small">{words.sampled(count(members), count(looked))}</p>
      )}
      {refused.length > 0 && (
        <>
          <p className="soft small">{words.whyNot}</p>
          <Reasons of={refused} />
        </>
      )}
    </output>
  )
}

import { Badge } from '#web/kit/badge.tsx'
import { useNow } from '#web/kit/now.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Moment } from '../formats.tsx'
import { sharedWords } from '../words/shared.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** By when, and how long that still is. */
export function Deadline({ at }: { at: string }) {
  const words = useWords(sharedWords)
  const leftMs = Date.parse(at) - useNow()
  const text =
    leftMs >= 2 * dayMs
      ? words.days(Math.floor(leftMs / dayMs))
      : leftMs >= 2 * hourMs
        ? words.hours(Math.floor(leftMs / hourMs))
        : words.minutes(Math.floor(leftMs / minuteMs))
  return (
    <span className="row">
      <Moment at={at} />
      {leftMs <= 0 ? (
        <Badge tone="bad">{words.over}</Badge>
      ) : (
        <Badge tone={leftMs < dayMs ? 'warn' : 'plain'}>{words.left(text)}</Badge>
      )}
    </span>
  )
}

/** How old an order is, and how long it may stay as it is. */
import { useNow } from '#web/kit/now.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useFormats } from '../formats.tsx'
import { orderWords } from '../words/orders.ts'
import { sharedWords } from '../words/shared.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

function useDuration() {
  const words = useWords(sharedWords)
  return (ms: number) =>
    ms >= 2 * dayMs
      ? words.days(Math.floor(ms / dayMs))
      : ms >= 2 * hourMs
        ? words.hours(Math.floor(ms / hourMs))
        : words.minutes(Math.max(1, Math.floor(ms / minuteMs)))
}

export function PlacedAt({ at }: { at: string }) {
  const { dateTime } = useFormats()
  return (
    <>
      <time dateTime={at}>{dateTime(at)}</time>
      <br />
      <span className="soft">
        <Ago at={at} />
      </span>
    </>
  )
}

export function Ago({ at }: { at: string }) {
  const { list: words } = useWords(orderWords)
  const duration = useDuration()
  const ageMs = useNow() - Date.parse(at)
  return ageMs < minuteMs ? words.justNow : words.age(duration(ageMs))
}

type Order = { status: string; payBy: string; paidAt: string | null; dueAt: string | null }

/** What is to come next, and when: to be paid, shipped by us, or received by itself. */
export function Turn({ order }: { order: Order }) {
  const { list: words } = useWords(orderWords)
  const { over } = useWords(sharedWords)
  const duration = useDuration()
  const now = useNow()
  const { status, payBy, paidAt, dueAt } = order
  const left = (at: string, text: (time: string) => string) => {
    const ms = Date.parse(at) - now
    return ms <= 0 ? over : text(duration(ms))
  }
  if (status === 'placed') return <span className="soft">{left(payBy, words.payLeft)}</span>
  if (status === 'paid' && paidAt)
    return <span className="soft">{words.waits(duration(now - Date.parse(paidAt)))}</span>
  if (status === 'shipped' && dueAt)
    return <span className="soft">{left(dueAt, words.confirmsIn)}</span>
  return null
}

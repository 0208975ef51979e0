import type { getOrder } from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { Tone } from '#web/kit/badge.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { orderWords } from '../words/order.ts'

export type Order = AnswerOf<typeof getOrder>

const tones: Record<Order['status'], Tone> = {
  placed: 'warn',
  paid: 'safe',
  shipped: 'safe',
  received: 'safe',
  completed: 'plain',
  closed: 'plain',
  refunded: 'plain',
}

export function StatusBadge(props: { status: Order['status']; isDisputed: boolean }) {
  const words = useWords(orderWords)
  if (props.isDisputed) return <Badge tone="bad">{words.orders.disputed}</Badge>
  return <Badge tone={tones[props.status]}>{words.status[props.status]}</Badge>
}

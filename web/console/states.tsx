/** Badges of states. What asks for an act of ours is warm, what went well green, the rest plain. */
import { Badge } from '#web/kit/badge.tsx'
import type { Tone } from '#web/kit/badge.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import type * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { stateWords } from './words/states.ts'

export type Order = AnswerOf<typeof api.getConsoleOrder>
export type OrderStatus = Order['status']
export const orderStatuses = [
  'placed',
  'paid',
  'shipped',
  'received',
  'completed',
  'refunded',
  'closed',
] as const satisfies OrderStatus[]

const orderTones: Record<OrderStatus, Tone> = {
  placed: 'plain',
  paid: 'accent',
  shipped: 'plain',
  received: 'plain',
  completed: 'safe',
  closed: 'plain',
  refunded: 'plain',
}

export function OrderBadge(props: { status: OrderStatus; isDisputed?: boolean }) {
  const words = useWords(stateWords)
  return (
    <span className="row">
      <Badge tone={orderTones[props.status]}>{words.order[props.status]}</Badge>
      {props.isDisputed && <Badge tone="bad">{words.disputed}</Badge>}
    </span>
  )
}

type PaymentStatus = Order['payments'][number]['status']
const paymentTones: Record<PaymentStatus, Tone> = {
  pending: 'warn',
  paid: 'safe',
  failed: 'plain',
  closed: 'plain',
  returning: 'warn',
  returned: 'plain',
}

export function PaymentBadge({ status }: { status: PaymentStatus }) {
  return <Badge tone={paymentTones[status]}>{useWords(stateWords).payment[status]}</Badge>
}

export type RefundStatus = Order['refunds'][number]['status']
export const refundStatuses = [
  'requested',
  'stuck',
  'approved',
  'done',
  'refused',
  'withdrawn',
] as const satisfies RefundStatus[]
const refundTones: Record<RefundStatus, Tone> = {
  requested: 'accent',
  approved: 'warn',
  done: 'safe',
  refused: 'plain',
  withdrawn: 'plain',
  stuck: 'bad',
}

export function RefundBadge({ status }: { status: RefundStatus }) {
  return <Badge tone={refundTones[status]}>{useWords(stateWords).refund[status]}</Badge>
}

export type DisputeStatus = Order['disputes'][number]['status']
export const disputeStatuses = ['opened', 'decided', 'withdrawn'] as const satisfies DisputeStatus[]

export function DisputeBadge({ status }: { status: DisputeStatus }) {
  const words = useWords(stateWords)
  return <Badge tone={status === 'opened' ? 'accent' : 'plain'}>{words.dispute[status]}</Badge>
}

export type ProductStatus = AnswerOf<typeof api.getConsoleProduct>['status']
export const productStatuses = ['on_sale', 'draft', 'off_sale'] as const satisfies ProductStatus[]

export const scarcities = ['sold_out', 'low'] as const satisfies AnswerOf<
  typeof api.getConsoleProducts
>['items'][number]['scarce'][]

export function ProductBadge({ status }: { status: ProductStatus }) {
  const words = useWords(stateWords)
  return <Badge tone={status === 'on_sale' ? 'safe' : 'plain'}>{words.product[status]}</Badge>
}

/** The word for a value that is only text to the types; itself where we know no word. */
export const wordFor = (words: Record<string, string>, value: string): string =>
  words[value] ?? value

/** Refunds, those that wait for a decision first. */
import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, List, Pager, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { Deadline } from '../after-sale/deadline.tsx'
import { DecideRefund } from '../after-sale/decide-refund.tsx'
import { Remarks } from '../after-sale/remarks.tsx'
import { Facts } from '../facts.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { shortId } from '../id.tsx'
import { OrderBadge, RefundBadge, refundStatuses, wordFor } from '../states.tsx'
import { StatusTabs } from '../status-tabs.tsx'
import { afterSaleWords } from '../words/after-sale.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'

type Refund = AnswerOf<typeof api.getConsoleRefunds>['items'][number]
const route = getRouteApi('/inside/refunds')

export function RefundsPage() {
  const words = useWords(afterSaleWords)
  const states = useWords(stateWords)
  const { status = 'requested' } = route.useSearch()
  const { items, ...pager } = usePages(api.getConsoleRefunds, status === 'all' ? {} : { status })
  return (
    <Page title={words.refunds.title} width="wide">
      <StatusTabs to="/refunds" statuses={refundStatuses} words={states.refund} />
      {items.length === 0 ? (
        <Empty
          icon="check"
          title={status === 'requested' ? words.refunds.noneWaiting : words.refunds.none}
        />
      ) : (
        <List label={words.refunds.title}>
          {items.map((refund) => (
            <Row key={refund.id}>
              <RefundRow refund={refund} />
            </Row>
          ))}
        </List>
      )}
      <Pager {...pager} />
    </Page>
  )
}

function RefundRow({ refund }: { refund: Refund }) {
  const words = useWords(afterSaleWords)
  const shared = useWords(sharedWords)
  const states = useWords(stateWords)
  return (
    <article className="stack-tight">
      <div className="row-apart">
        <span className="row">
          <Link to="/orders/$orderId" params={{ orderId: refund.orderId }}>
            {words.refunds.of(shortId(refund.orderId))}
          </Link>
          <OrderBadge status={refund.orderStatus} />
          <RefundBadge status={refund.status} />
        </span>
        <DecideRefund refund={refund} />
      </div>
      <Facts
        of={[
          [shared.amount, <Money key="amount" fen={refund.amountFen} />],
          [words.open.kind, states.refundKind[refund.kind]],
          [
            words.refunds.reason,
            wordFor({ ...states.grounds, ...states.refundReason }, refund.reason),
          ],
          [
            words.refunds.requestedAt,
            <span key="at">
              <Moment at={refund.requestedAt} /> · {states.requestedBy[refund.requestedBy]}
            </span>,
          ],
          ...endOf(refund, words.refunds),
          [words.refunds.lines, <RefundLines key="lines" refund={refund} />],
        ]}
      />
      <Remarks remarks={refund.remarks} />
    </article>
  )
}

/** By when it is to be decided; or when it was, and when the money was back. */
function endOf(refund: Refund, words: { due: string; decidedAt: string; doneAt: string }) {
  if (refund.status === 'requested' && refund.dueAt)
    return [[words.due, <Deadline key="due" at={refund.dueAt} />] as const]
  const facts = []
  if (refund.decidedAt)
    facts.push([words.decidedAt, <Moment key="decided" at={refund.decidedAt} />] as const)
  if (refund.doneAt) facts.push([words.doneAt, <Moment key="done" at={refund.doneAt} />] as const)
  return facts
}

function RefundLines({ refund }: { refund: Refund }) {
  const words = useWords(afterSaleWords)
  const { count } = useFormats()
  return (
    <span className="clamp">
      {refund.lines
        .map(({ lineNo, quantity }) =>
          quantity > 0
            ? words.refunds.line(lineNo, count(quantity))
            : words.refunds.lineMoney(lineNo),
        )
        .join(words.refunds.comma)}
    </span>
  )
}

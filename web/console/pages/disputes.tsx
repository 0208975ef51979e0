/** Disputes, those that wait for a verdict first. */
import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, List, Pager, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { Deadline } from '../after-sale/deadline.tsx'
import { DecideDispute } from '../after-sale/decide-dispute.tsx'
import { Remarks } from '../after-sale/remarks.tsx'
import { Facts } from '../facts.tsx'
import { Moment } from '../formats.tsx'
import { shortId } from '../id.tsx'
import { DisputeBadge, OrderBadge, disputeStatuses, wordFor } from '../states.tsx'
import { StatusTabs } from '../status-tabs.tsx'
import { afterSaleWords } from '../words/after-sale.ts'
import { stateWords } from '../words/states.ts'

type Dispute = AnswerOf<typeof api.getConsoleDisputes>['items'][number]
const route = getRouteApi('/inside/disputes')

export function DisputesPage() {
  const words = useWords(afterSaleWords)
  const states = useWords(stateWords)
  const { status = 'opened' } = route.useSearch()
  const { items, ...pager } = usePages(api.getConsoleDisputes, status === 'all' ? {} : { status })
  return (
    <Page title={words.disputes.title} width="wide">
      <StatusTabs to="/disputes" statuses={disputeStatuses} words={states.dispute} />
      {items.length === 0 ? (
        <Empty
          icon="check"
          title={status === 'opened' ? words.disputes.noneWaiting : words.disputes.none}
        />
      ) : (
        <List label={words.disputes.title}>
          {items.map((dispute) => (
            <Row key={dispute.id}>
              <DisputeRow dispute={dispute} />
            </Row>
          ))}
        </List>
      )}
      <Pager {...pager} />
    </Page>
  )
}

function DisputeRow({ dispute }: { dispute: Dispute }) {
  const words = useWords(afterSaleWords)
  const states = useWords(stateWords)
  const { status, reason, openedAt, grounds } = dispute
  return (
    <article className="stack-tight">
      <div className="row-apart">
        <span className="row">
          <Link to="/orders/$orderId" params={{ orderId: dispute.orderId }}>
            {words.refunds.of(shortId(dispute.orderId))}
          </Link>
          <OrderBadge status={dispute.orderStatus} />
          <DisputeBadge status={status} />
        </span>
        <DecideDispute dispute={dispute} />
      </div>
      <Facts
        of={[
          [words.refunds.reason, wordFor(states.disputeReason, reason)],
          [words.disputes.openedAt, <Moment key="opened" at={openedAt} />],
          ...(status === 'opened'
            ? [
                [words.disputes.due, <Deadline key="due" at={dispute.dueAt} />] as const,
                [words.disputes.left, <Money key="left" fen={dispute.leftFen} />] as const,
              ]
            : []),
          ...(dispute.decidedAt
            ? [[words.disputes.decidedAt, <Moment key="at" at={dispute.decidedAt} />] as const]
            : []),
          ...(dispute.refundFen === null
            ? []
            : [[words.disputes.verdict, <Money key="fen" fen={dispute.refundFen} />] as const]),
          ...(grounds ? [[words.disputes.grounds, wordFor(states.grounds, grounds)] as const] : []),
        ]}
      />
      <Remarks remarks={dispute.remarks} />
    </article>
  )
}

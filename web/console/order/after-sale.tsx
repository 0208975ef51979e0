import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Deadline } from '../after-sale/deadline.tsx'
import { DecideDispute } from '../after-sale/decide-dispute.tsx'
import { DecideRefund } from '../after-sale/decide-refund.tsx'
import { OpenRefund } from '../after-sale/open-refund.tsx'
import { Facts } from '../facts.tsx'
import { Moment } from '../formats.tsx'
import type { Order } from '../states.tsx'
import { DisputeBadge, RefundBadge, wordFor } from '../states.tsx'
import { afterSaleWords } from '../words/after-sale.ts'
import { stateWords } from '../words/states.ts'

/** The refunds and disputes of an order, and what is to be decided of them. */
export function AfterSale({ order }: { order: Order }) {
  const words = useWords(afterSaleWords)
  const { refunds, disputes } = order
  return (
    <Section title={words.section} actions={<OpenRefund order={order} />}>
      {refunds.length + disputes.length === 0 ? (
        <p className="soft">{words.empty}</p>
      ) : (
        <List label={words.section}>
          {disputes.map((dispute) => (
            <Row key={dispute.id}>
              <DisputeRow dispute={{ ...dispute, leftFen: order.totalFen - order.refundedFen }} />
            </Row>
          ))}
          {refunds.map((refund) => (
            <Row key={refund.id}>
              <RefundRow refund={refund} />
            </Row>
          ))}
        </List>
      )}
    </Section>
  )
}

function RefundRow({ refund }: { refund: Order['refunds'][number] }) {
  const words = useWords(afterSaleWords)
  const states = useWords(stateWords)
  return (
    <div className="stack-tight">
      <div className="row-apart">
        <span className="row">
          <strong>{states.refundKind[refund.kind]}</strong>
          <RefundBadge status={refund.status} />
        </span>
        <DecideRefund refund={refund} />
      </div>
      <Facts
        of={[
          [
            words.refunds.reason,
            wordFor({ ...states.grounds, ...states.refundReason }, refund.reason),
          ],
          [words.refunds.requestedAt, <Moment key="asked" at={refund.requestedAt} />],
          ...(refund.status === 'requested' && refund.dueAt
            ? [[words.refunds.due, <Deadline key="due" at={refund.dueAt} />] as const]
            : []),
          ...(refund.doneAt
            ? [[words.refunds.doneAt, <Moment key="done" at={refund.doneAt} />] as const]
            : []),
          [words.refunds.title, <Money key="amount" fen={refund.amountFen} />],
        ]}
      />
    </div>
  )
}

type Dispute = Order['disputes'][number] & { leftFen: number }

function DisputeRow({ dispute }: { dispute: Dispute }) {
  const words = useWords(afterSaleWords)
  const states = useWords(stateWords)
  return (
    <div className="stack-tight">
      <div className="row-apart">
        <span className="row">
          <strong>{words.disputes.title}</strong>
          <DisputeBadge status={dispute.status} />
        </span>
        <DecideDispute dispute={dispute} />
      </div>
      <Facts
        of={[
          [words.refunds.reason, wordFor(states.disputeReason, dispute.reason)],
          [words.disputes.openedAt, <Moment key="opened" at={dispute.openedAt} />],
          ...(dispute.status === 'opened'
            ? [[words.disputes.due, <Deadline key="due" at={dispute.dueAt} />] as const]
            : []),
          ...(dispute.refundFen === null
            ? []
            : [[words.disputes.verdict, <Money key="verdict" fen={dispute.refundFen} />] as const]),
        ]}
      />
    </div>
  )
}

import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Moment } from '../formats.tsx'
import { WholeId } from '../id.tsx'
import type { Order } from '../states.tsx'
import { PaymentBadge } from '../states.tsx'
import { orderWords } from '../words/orders.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'

export function Payments({ payments }: { payments: Order['payments'] }) {
  const words = useWords(orderWords)
  const shared = useWords(sharedWords)
  const states = useWords(stateWords)
  return (
    <Section title={words.order.payments}>
      {payments.length === 0 ? (
        <p className="soft">{words.order.noPayments}</p>
      ) : (
        <Table
          caption={words.order.payments}
          items={payments}
          keyOf={(payment) => payment.number}
          columns={[
            {
              key: 'number',
              title: words.order.number,
              cell: (payment) => <WholeId id={payment.number} />,
            },
            { key: 'at', title: shared.at, cell: (payment) => <Moment at={payment.createdAt} /> },
            {
              key: 'method',
              title: words.order.method,
              cell: (payment) => states.paymentMethod[payment.method],
            },
            {
              key: 'status',
              title: shared.status,
              cell: (payment) => <PaymentBadge status={payment.status} />,
            },
            {
              key: 'amount',
              title: shared.amount,
              isFigure: true,
              cell: (payment) => <Money fen={payment.amountFen} />,
            },
          ]}
        />
      )}
    </Section>
  )
}

import { Link } from '@tanstack/react-router'
import { Badge } from '#web/kit/badge.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useAccess } from '../access.ts'
import { useBrands } from '../brands.ts'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { ShortId } from '../id.tsx'
import type { Order } from '../states.tsx'
import { orderWords } from '../words/orders.ts'
import { sharedWords } from '../words/shared.ts'

type Line = Order['lines'][number]

/** What was bought, of whom, what of it was sent, and what went back. */
export function Lines({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const shared = useWords(sharedWords)
  const { count } = useFormats()
  const { brandName } = useBrands()
  const parcelOf = (line: Line) => order.shipments.find((one) => one.id === line.shipmentId)
  return (
    <Section title={words.order.lines}>
      <Table
        caption={words.order.lines}
        items={order.lines}
        keyOf={(line) => String(line.lineNo)}
        columns={[
          { key: 'article', title: words.order.article, cell: (line) => <Article line={line} /> },
          {
            key: 'brand',
            title: words.order.brand,
            cell: (line) => (
              <>
                {brandName(line.brandId)}
                <br />
                <span className="soft">{parcelOf(line)?.trackingNo ?? words.order.unsent}</span>
              </>
            ),
          },
          {
            key: 'price',
            title: words.order.unitPrice,
            isFigure: true,
            cell: (line) => <Money fen={line.unitPriceFen} />,
          },
          {
            key: 'quantity',
            title: shared.quantity,
            isFigure: true,
            cell: (line) => count(line.quantity),
          },
          {
            key: 'discount',
            title: words.order.discount,
            isFigure: true,
            cell: (line) => (line.discountFen > 0 ? <Money fen={-line.discountFen} /> : '–'),
          },
          {
            key: 'total',
            title: words.order.total,
            isFigure: true,
            cell: (line) => <Money fen={line.totalFen} />,
          },
        ]}
      />
      <Sums order={order} />
    </Section>
  )
}

function Article({ line }: { line: Line }) {
  const words = useWords(orderWords)
  const { titleOf, count, money } = useFormats()
  const { refundedQuantity, refundedFen } = line
  return (
    <>
      <Link to="/products/$productId" params={{ productId: line.productId }}>
        {titleOf(line)}
      </Link>{' '}
      {line.flashSaleId && <Badge tone="accent">{words.order.flash}</Badge>}{' '}
      {refundedFen > 0 && (
        <Badge>
          {refundedQuantity > 0
            ? words.order.refunded(count(refundedQuantity), money(refundedFen))
            : words.order.moneyRefunded(money(refundedFen))}
        </Badge>
      )}
    </>
  )
}

function Sums({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const { list } = words
  return (
    <Facts
      of={[
        [words.order.goodsSum, <Money key="goods" fen={order.goodsFen} />],
        [words.order.discount, <Money key="discount" fen={-order.discountFen} />],
        [words.order.paid, <Money key="total" fen={order.totalFen} />],
        [list.refunded, <Money key="refunded" fen={order.refundedFen} />],
        [words.order.member, <Buyer key="member" memberId={order.memberId} />],
      ]}
    />
  )
}

/** To their page for who may read about people, else to what they ordered. */
function Buyer({ memberId }: { memberId: string }) {
  const { may } = useAccess()
  const id = <ShortId id={memberId} />
  if (!may('members.read'))
    return (
      <Link to="/orders" search={{ memberId }}>
        {id}
      </Link>
    )
  return (
    <Link to="/members/$memberId" params={{ memberId }}>
      {id}
    </Link>
  )
}

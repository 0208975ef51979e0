/** Flash sales, newest first, with what is truly left of each. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { EndSale } from '../offer/end-sale.tsx'
import { FlashSaleForm } from '../offer/flash-sale-form.tsx'
import { SaleBadge } from '../offer/sale-badge.tsx'
import { frameWords } from '../words/frame.ts'
import { offerWords } from '../words/offers.ts'
import { sharedWords } from '../words/shared.ts'

type Sale = AnswerOf<typeof api.getConsoleFlashSales>['items'][number]

export function FlashSalesPage() {
  const { sales: words } = useWords(offerWords)
  const { pages } = useWords(frameWords)
  const { whyNot } = useAccess()
  const { items, ...pager } = usePages(api.getConsoleFlashSales, {})
  const [isOpen, setOpen] = useState(false)
  return (
    <Page
      title={pages.flashSales}
      width="wide"
      actions={
        <Button kind="primary" disabledReason={whyNot('sales.edit')} onPress={() => setOpen(true)}>
          {words.add}
        </Button>
      }
    >
      {items.length === 0 ? (
        <Empty icon="flash" title={words.none} />
      ) : (
        <SalesTable items={items} />
      )}
      <Pager {...pager} />
      <Dialog title={words.add} isOpen={isOpen} onClose={() => setOpen(false)}>
        <FlashSaleForm onDone={() => setOpen(false)} />
      </Dialog>
    </Page>
  )
}

function SalesTable({ items }: { items: Sale[] }) {
  const { sales: words } = useWords(offerWords)
  const shared = useWords(sharedWords)
  const { pages } = useWords(frameWords)
  const { titleOf, count, dateTime, money } = useFormats()
  const comparedText = ({ comparedPriceFen: fen }: Sale) =>
    fen === null ? words.notCompared : words.compared(money(fen))
  return (
    <Table
      caption={pages.flashSales}
      items={items}
      keyOf={(sale) => sale.id}
      columns={[
        {
          key: 'article',
          title: words.article,
          cell: (sale) => (
            <Link to="/flash-sales/$saleId" params={{ saleId: sale.id }}>
              {titleOf(sale)}
            </Link>
          ),
        },
        {
          key: 'status',
          title: shared.status,
          cell: (sale) => <SaleBadge status={sale.status} />,
        },
        {
          key: 'time',
          title: words.time,
          cell: (sale) => (
            <>
              {words.from(dateTime(sale.startsAt))}
              <br />
              {words.until(dateTime(sale.endsAt))}
            </>
          ),
        },
        {
          key: 'price',
          title: words.price,
          isFigure: true,
          cell: (sale) => (
            <>
              <Money fen={sale.priceFen} />
              <br />
              <span className="small soft">
                {words.regular(money(sale.regularPriceFen))}
                <br />
                {sale.status !== 'scheduled' && comparedText(sale)}
              </span>
            </>
          ),
        },
        {
          key: 'quantity',
          title: words.quantity,
          isFigure: true,
          cell: (sale) => count(sale.quantity),
        },
        { key: 'left', title: words.left, isFigure: true, cell: (sale) => count(sale.left) },
        {
          key: 'perMember',
          title: words.perMember,
          isFigure: true,
          cell: (sale) => count(sale.perMemberMax),
        },
        {
          key: 'end',
          title: <span className="spoken">{words.end}</span>,
          cell: (sale) => sale.status !== 'ended' && <EndSale saleId={sale.id} />,
        },
      ]}
    />
  )
}

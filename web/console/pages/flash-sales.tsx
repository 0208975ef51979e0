/** Flash sales, newest first, with what is truly left of each. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { Tone } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { FlashSaleForm } from '../offer/flash-sale-form.tsx'
import { frameWords } from '../words/frame.ts'
import { offerWords } from '../words/offers.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'

type Sale = AnswerOf<typeof api.getConsoleFlashSales>['items'][number]
const tones: Record<Sale['status'], Tone> = { scheduled: 'plain', running: 'safe', ended: 'plain' }

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
  const states = useWords(stateWords)
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
            <Link to="/products/$productId" params={{ productId: sale.productId }}>
              {titleOf(sale)}
            </Link>
          ),
        },
        {
          key: 'status',
          title: shared.status,
          cell: (sale) => <Badge tone={tones[sale.status]}>{states.sale[sale.status]}</Badge>,
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
          cell: (sale) => sale.status !== 'ended' && <EndSale sale={sale} />,
        },
      ]}
    />
  )
}

/** Ending cannot be undone: its goods go back into the regular stock. So it asks once. */
function EndSale({ sale }: { sale: Sale }) {
  const { sales: words } = useWords(offerWords)
  const { may } = useAccess()
  const [isOpen, setOpen] = useState(false)
  const end = useAction(api.postFlashSaleEnd, {
    refreshes: [api.getConsoleFlashSales],
    onDone: () => {
      toast({ text: words.ended })
      setOpen(false)
    },
  })
  if (!may('sales.edit')) return null
  return (
    <>
      <Button small onPress={() => setOpen(true)}>
        {words.end}
      </Button>
      <Dialog title={words.endTitle} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Form
          action={end}
          submit={words.end}
          kind="danger"
          onSubmit={() => end.run({ saleId: sale.id })}
        >
          <p>{words.endNote}</p>
        </Form>
      </Dialog>
    </>
  )
}

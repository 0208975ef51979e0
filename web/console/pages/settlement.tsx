/** What is due to the brands: their statements, and the payouts that were run. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { Tone } from '#web/kit/badge.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Pager } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { useBrands } from '../brands.ts'
import { Moment, useFormats } from '../formats.tsx'
import { PayOut } from '../money/pay-out.tsx'
import { usePayables } from '../money/payables.ts'
import { frameWords } from '../words/frame.ts'
import { moneyWords } from '../words/money.ts'
import { sharedWords } from '../words/shared.ts'

export function SettlementPage() {
  const { pages } = useWords(frameWords)
  return (
    <Page title={pages.settlement} width="wide">
      <Brands />
      <Payouts />
    </Page>
  )
}

function Brands() {
  const { settlement: words } = useWords(moneyWords)
  const { nameOf, percent } = useFormats()
  const { brands } = useBrands()
  const payables = usePayables()
  return (
    <Section title={words.brands} actions={<PayOut />}>
      <p className="soft small">{words.payNote}</p>
      <Table
        caption={words.brands}
        items={brands}
        keyOf={(brand) => brand.id}
        columns={[
          { key: 'brand', title: words.brand, cell: nameOf },
          { key: 'fee', title: words.fee, isFigure: true, cell: (one) => percent(one.feeBps) },
          {
            key: 'due',
            title: words.due,
            isFigure: true,
            cell: (one) => <Money fen={payables.get(one.id)?.available ?? 0} />,
          },
          {
            key: 'going',
            title: words.going,
            isFigure: true,
            cell: (one) => <Money fen={payables.get(one.id)?.held ?? 0} />,
          },
          {
            key: 'open',
            title: words.statement,
            cell: (brand) => (
              <Link to="/settlement/$brandId" params={{ brandId: brand.id }}>
                {words.open}
              </Link>
            ),
          },
        ]}
      />
    </Section>
  )
}

type Payout = AnswerOf<typeof api.getPayouts>['items'][number]
const tones: Record<Payout['status'], Tone> = { pending: 'warn', done: 'safe', refused: 'bad' }

function Payouts() {
  const { settlement: words } = useWords(moneyWords)
  const shared = useWords(sharedWords)
  const { nameOfDay } = useFormats()
  const { brandName } = useBrands()
  const { items, ...pager } = usePages(api.getPayouts, {})
  return (
    <Section title={words.payouts}>
      {items.length === 0 ? (
        <p className="soft">{words.noPayouts}</p>
      ) : (
        <Table<Payout>
          caption={words.payouts}
          items={items}
          keyOf={(payout) => payout.id}
          columns={[
            { key: 'runOn', title: words.runOn, cell: (payout) => nameOfDay(payout.runOn) },
            { key: 'brand', title: words.brand, cell: (payout) => brandName(payout.brandId) },
            {
              key: 'status',
              title: shared.status,
              cell: ({ status }) => <Badge tone={tones[status]}>{words.statuses[status]}</Badge>,
            },
            {
              key: 'doneAt',
              title: words.doneAt,
              cell: ({ doneAt }) => (doneAt ? <Moment at={doneAt} /> : '–'),
            },
            {
              key: 'amount',
              title: shared.amount,
              isFigure: true,
              cell: (payout) => <Money fen={payout.amountFen} />,
            },
            {
              key: 'chain',
              title: <span className="spoken">{shared.show}</span>,
              cell: ({ id }) => (
                <Link to="/ledger/chains" search={{ reference: `payout:${id}` }}>
                  {shared.show}
                </Link>
              ),
            },
          ]}
        />
      )}
      <Pager {...pager} />
    </Section>
  )
}

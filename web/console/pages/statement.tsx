/** The settlement statement of a brand: what it was given, what went out again, from day to day. */
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button, buttonClass } from '#web/kit/button.tsx'
import { requestOf } from '#web/kit/client.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { TextField } from '#web/kit/field.tsx'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { useBrands } from '../brands.ts'
import { Facts } from '../facts.tsx'
import { Moment } from '../formats.tsx'
import { shortId } from '../id.tsx'
import { PayOut } from '../money/pay-out.tsx'
import tools from '../tools.module.css'
import { importWords } from '../words/imports.ts'
import { moneyWords } from '../words/money.ts'
import { sharedWords } from '../words/shared.ts'

type Statement = AnswerOf<typeof api.getBrandStatement>
type Line = Statement['items'][number]

const route = getRouteApi('/inside/settlement/$brandId')

export function StatementPage() {
  const { settlement: words } = useWords(moneyWords)
  const { exportCsv } = useWords(importWords)
  const language = useLanguage()
  const { brandId } = route.useParams()
  const search = route.useSearch()
  const { brandName } = useBrands()
  const { items, pages, ...pager } = usePages(api.getBrandStatement, { brandId, ...search })
  const statement = pages[0]!
  return (
    <Page
      title={`${words.statement} · ${brandName(brandId)}`}
      width="wide"
      actions={
        <div className="row">
          <a
            href={requestOf(api.getBrandStatementCsv, { brandId, ...search, language }).url}
            download
            className={buttonClass()}
          >
            {exportCsv}
          </a>
          <PayOut brandId={brandId} />
        </div>
      }
    >
      <Period
        key={`${statement.from} ${statement.to}`}
        brandId={brandId}
        from={statement.from}
        to={statement.to}
      />
      <Facts
        of={[
          [words.opening, <Money key="opening" fen={statement.openingFen} />],
          [words.closing, <Money key="closing" fen={statement.closingFen} />],
        ]}
      />
      <Totals totals={statement.totals} />
      <Section title={words.lines}>
        {items.length === 0 ? <Empty title={words.none} /> : <Lines items={items} />}
        <Pager {...pager} />
      </Section>
    </Page>
  )
}

function Period(props: { brandId: string; from: string; to: string }) {
  const { settlement: words } = useWords(moneyWords)
  const navigate = useNavigate()
  const [from, setFrom] = useState(props.from)
  const [to, setTo] = useState(props.to)
  const { brandId } = props
  return (
    <form
      className={tools['period']}
      onSubmit={(event) => {
        event.preventDefault()
        void navigate({ to: '/settlement/$brandId', params: { brandId }, search: { from, to } })
      }}
    >
      <TextField label={words.from} type="date" isRequired value={from} onChange={setFrom} />
      <TextField label={words.to} type="date" isRequired value={to} onChange={setTo} />
      <Button submits>{words.apply}</Button>
    </form>
  )
}

const kinds = ['release', 'refund', 'payout', 'other'] as const

function Totals({ totals }: { totals: Statement['totals'] }) {
  const { settlement: words } = useWords(moneyWords)
  const shown = kinds.filter((kind) => kind !== 'other' || totals[kind].netFen !== 0)
  return (
    <Section title={words.totals}>
      <Table
        caption={words.totals}
        items={shown}
        keyOf={(kind) => kind}
        columns={[
          { key: 'kind', title: words.kind, cell: (kind) => words.kinds[kind] },
          ...amountColumns(words, (kind: Line['kind']) => totals[kind]),
        ]}
      />
    </Section>
  )
}

function Lines({ items }: { items: Line[] }) {
  const { settlement: words } = useWords(moneyWords)
  const shared = useWords(sharedWords)
  return (
    <Table
      caption={words.lines}
      items={items}
      keyOf={(line) => line.chainId}
      columns={[
        { key: 'at', title: shared.at, cell: (line) => <Moment at={line.at} /> },
        {
          key: 'kind',
          title: words.kind,
          cell: (line) => (
            <Link to="/ledger/chains" search={{ chainId: line.chainId }}>
              {words.kinds[line.kind]}
            </Link>
          ),
        },
        {
          key: 'about',
          title: words.about,
          cell: ({ orderId }) =>
            orderId === null ? (
              '–'
            ) : (
              <Link to="/orders/$orderId" params={{ orderId }}>
                {words.order(shortId(orderId))}
              </Link>
            ),
        },
        ...amountColumns(words, (line: Line) => line),
      ]}
    />
  )
}

type Amounts = { grossFen: number; feeFen: number; netFen: number }

function amountColumns<Item>(
  words: { gross: string; feeFen: string; net: string },
  amountsOf: (item: Item) => Amounts,
) {
  const column = (key: keyof Amounts, title: string) => ({
    key,
    title,
    isFigure: true,
    cell: (item: Item) => <Money fen={amountsOf(item)[key]} />,
  })
  return [
    column('grossFen', words.gross),
    column('feeFen', words.feeFen),
    column('netFen', words.net),
  ]
}

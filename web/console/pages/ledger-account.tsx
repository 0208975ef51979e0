/** One account: what it holds, and everything that happened on it, newest first. */
import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi, usePages } from '#web/kit/use-api.ts'
import { Facts } from '../facts.tsx'
import { Moment } from '../formats.tsx'
import { ShortId, WholeId } from '../id.tsx'
import { accountParts, chainKind } from '../ledger/account-id.ts'
import { AccountName, useUnitAmount } from '../ledger/account-name.tsx'
import { wordFor } from '../states.tsx'
import { ledgerWords } from '../words/ledger.ts'
import { sharedWords } from '../words/shared.ts'

type Entry = AnswerOf<typeof api.getLedgerEntries>['items'][number]
const route = getRouteApi('/inside/ledger/account')

type Account = AnswerOf<typeof api.getLedgerAccounts>['items'][number]

export function LedgerAccountPage() {
  const words = useWords(ledgerWords)
  const { id = '' } = route.useSearch()
  const { purpose } = accountParts(id)
  return (
    <Page title={wordFor(words.purposes, purpose) || words.entries.title} width="wide">
      {id === '' ? <NoSuchAccount /> : <WholeAccount id={id} />}
    </Page>
  )
}

function NoSuchAccount() {
  const words = useWords(ledgerWords)
  return (
    <Empty icon="search" title={words.accounts.none}>
      <Link to="/ledger">{words.accounts.title}</Link>
    </Empty>
  )
}

function WholeAccount({ id }: { id: string }) {
  const { unit, purpose, owner } = accountParts(id)
  const { items } = useApi(api.getLedgerAccounts, { unit, purpose, owner })
  const account = items.find((one) => one.id === id)
  return (
    <>
      <p className="soft small">
        <WholeId id={id} />
      </p>
      {account ? <Balance account={account} /> : <NoSuchAccount />}
      {account && <Entries id={id} />}
    </>
  )
}

function Balance({ account }: { account: Account }) {
  const words = useWords(ledgerWords)
  const amountOf = useUnitAmount()
  const { unit, posted, held, available, floor } = account
  return (
    <Facts
      of={[
        [words.accounts.posted, amountOf(unit, posted)],
        [words.accounts.held, amountOf(unit, held)],
        [words.accounts.available, amountOf(unit, available)],
        [words.accounts.floor, floor === null ? words.accounts.noFloor : amountOf(unit, floor)],
      ]}
    />
  )
}

function Entries({ id }: { id: string }) {
  const words = useWords(ledgerWords)
  const shared = useWords(sharedWords)
  const amountOf = useUnitAmount()
  const { unit } = accountParts(id)
  const { items, ...pager } = usePages(api.getLedgerEntries, { account: id })
  if (items.length === 0) return <Empty title={words.entries.none} />
  const change = (amount: number) =>
    amount === 0 ? '–' : `${amount > 0 ? '+' : ''}${amountOf(unit, amount)}`
  return (
    <>
      <Table<Entry>
        caption={words.entries.title}
        items={items}
        keyOf={(entry) => `${entry.chainId} ${entry.n}`}
        columns={[
          { key: 'at', title: shared.at, cell: (entry) => <Moment at={entry.at} /> },
          {
            key: 'what',
            title: words.entries.what,
            cell: (entry) => (
              <span className="row">
                <Link to="/ledger/chains" search={{ chainId: entry.chainId }}>
                  {wordFor(words.chains, chainKind(entry.chainId))}
                </Link>
                <Badge>{words.meanings[entry.meaning]}</Badge>
              </span>
            ),
          },
          {
            key: 'counter',
            title: words.entries.counter,
            cell: (entry) => <AccountName id={entry.counterAccount} />,
          },
          {
            key: 'posted',
            title: words.entries.change,
            isFigure: true,
            cell: (entry) => change(entry.postedChange),
          },
          {
            key: 'held',
            title: words.entries.heldChange,
            isFigure: true,
            cell: (entry) => change(entry.heldChange),
          },
          {
            key: 'reference',
            title: words.entries.reference,
            cell: (entry) => (
              <Link to="/ledger/chains" search={{ reference: entry.reference }}>
                <ShortId id={entry.reference} />
              </Link>
            ),
          },
        ]}
      />
      <Pager {...pager} />
    </>
  )
}

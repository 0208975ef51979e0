/** The ledger: accounts by what they are for and whose they are; chains by what they are about. */
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { AccountName, useUnitAmount } from '../ledger/account-name.tsx'
import { Check } from '../ledger/check.tsx'
import { SearchForm } from '../search-form.tsx'
import tools from '../tools.module.css'
import { ledgerWords } from '../words/ledger.ts'
import { sharedWords } from '../words/shared.ts'

const route = getRouteApi('/inside/ledger')

export function LedgerPage() {
  const words = useWords(ledgerWords)
  const { unit, purpose, owner } = route.useSearch()
  const navigate = useNavigate()
  // The server asks for a unit or an owner beside a purpose; money is what most people look for.
  const isWhole = unit !== undefined || owner !== undefined
  const search = {
    ...(isWhole ? { ...(unit && { unit }), ...(owner && { owner }) } : { unit: 'CNY' }),
    ...(purpose && { purpose }),
  }
  return (
    <Page title={words.accounts.title} width="wide">
      <Check />
      <Section title={words.search.chains}>
        <SearchForm
          label={words.search.reference}
          value=""
          onSearch={(reference) =>
            reference !== '' && void navigate({ to: '/ledger/chains', search: { reference } })
          }
        />
      </Section>
      <Section title={words.accounts.search}>
        <AccountsForm key={JSON.stringify(search)} search={search} />
        <Accounts search={search} />
      </Section>
    </Page>
  )
}

type Search = { unit?: string; purpose?: string; owner?: string }

function AccountsForm({ search }: { search: Search }) {
  const words = useWords(ledgerWords)
  const shared = useWords(sharedWords)
  const navigate = useNavigate()
  const [unit, setUnit] = useState(search.unit ?? '')
  const [purpose, setPurpose] = useState(search.purpose ?? '')
  const [owner, setOwner] = useState(search.owner ?? '')
  const isAlone = purpose !== '' && unit.trim() === '' && owner.trim() === ''
  const submit = () => {
    const given = { unit: unit.trim(), purpose, owner: owner.trim() }
    const search = Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ''))
    void navigate({ to: '/ledger', search })
  }
  const purposes = Object.entries(words.purposes).map(([value, label]) => ({ value, label }))
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isAlone) submit()
      }}
    >
      <div className={tools['fields']}>
        <TextField
          label={words.accounts.unit}
          placeholder="CNY, SKU:…"
          maxLength={300}
          value={unit}
          onChange={setUnit}
        />
        <Select
          label={words.accounts.purpose}
          value={purpose}
          options={[{ value: '', label: words.accounts.any }, ...purposes]}
          onChange={setPurpose}
        />
        <TextField label={words.accounts.owner} maxLength={300} value={owner} onChange={setOwner} />
      </div>
      <div>
        <Button submits icon="search" disabledReason={isAlone ? words.accounts.needOther : null}>
          {shared.search}
        </Button>
      </div>
    </form>
  )
}

type Account = AnswerOf<typeof api.getLedgerAccounts>['items'][number]

function Accounts({ search }: { search: Search }) {
  const words = useWords(ledgerWords)
  const amountOf = useUnitAmount()
  const { items, ...pager } = usePages(api.getLedgerAccounts, search)
  if (items.length === 0) return <Empty icon="search" title={words.accounts.none} />
  const figure = (key: 'posted' | 'held' | 'available') => ({
    key,
    title: words.accounts[key],
    isFigure: true,
    cell: (account: Account) => amountOf(account.unit, account[key]),
  })
  return (
    <>
      <Table
        caption={words.accounts.title}
        items={items}
        keyOf={(account) => account.id}
        columns={[
          {
            key: 'account',
            title: words.accounts.account,
            cell: (account) => <AccountName id={account.id} showsUnit />,
          },
          figure('posted'),
          figure('held'),
          figure('available'),
          {
            key: 'floor',
            title: words.accounts.floor,
            isFigure: true,
            cell: ({ unit, floor }) =>
              floor === null ? words.accounts.noFloor : amountOf(unit, floor),
          },
          {
            key: 'owner',
            title: <span className="spoken">{words.accounts.owner}</span>,
            cell: ({ owner, purpose }) =>
              purpose === 'escrow' && (
                <Link to="/orders/$orderId" params={{ orderId: owner }}>
                  {words.accounts.order}
                </Link>
              ),
          },
        ]}
      />
      <Pager {...pager} />
    </>
  )
}

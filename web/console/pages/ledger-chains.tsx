/** Every chain about one thing (an order, a run), in the order they took place; or one chain. */
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { Chains } from '../ledger/chain.tsx'
import { SearchForm } from '../search-form.tsx'
import { ledgerWords } from '../words/ledger.ts'

const route = getRouteApi('/inside/ledger/chains')

export function LedgerChainsPage() {
  const words = useWords(ledgerWords)
  const navigate = useNavigate()
  const { reference, chainId } = route.useSearch()
  const which = chainId === undefined ? { reference } : { chainId }
  return (
    <Page
      title={words.search.title}
      width="wide"
      actions={<Link to="/ledger">{words.accounts.title}</Link>}
    >
      <SearchForm
        key={reference}
        label={words.search.reference}
        value={reference ?? ''}
        onSearch={(text) =>
          text !== '' && void navigate({ to: '/ledger/chains', search: { reference: text } })
        }
      />
      {(reference ?? chainId) !== undefined && <Found which={which} />}
    </Page>
  )
}

function Found({ which }: { which: { reference?: string | undefined; chainId?: string } }) {
  const words = useWords(ledgerWords)
  const { items, ...pager } = usePages(api.getLedgerChains, which)
  if (items.length === 0) return <Empty icon="search" title={words.search.none} />
  return (
    <>
      <Chains chains={items} label={words.search.title} />
      <Pager {...pager} />
    </>
  )
}

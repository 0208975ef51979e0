import { Link } from '@tanstack/react-router'
import { Suspense } from 'react'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Pager } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { Skeleton } from '#web/kit/skeleton.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Chains } from '../ledger/chain.tsx'
import { orderWords } from '../words/orders.ts'

/** Everything the ledger did for an order. */
export function OrderChains({ orderId }: { orderId: string }) {
  const words = useWords(orderWords)
  const { may } = useAccess()
  if (!may('ledger.read'))
    return (
      <Section title={words.chains.title}>
        <p className="soft">{words.chains.notYours}</p>
      </Section>
    )
  const all = (
    <Link to="/ledger/chains" search={{ reference: orderId }}>
      {words.chains.all}
    </Link>
  )
  return (
    <Section title={words.chains.title} actions={all}>
      <Suspense fallback={<Skeleton lines={4} />}>
        <ChainsOf orderId={orderId} />
      </Suspense>
    </Section>
  )
}

function ChainsOf({ orderId }: { orderId: string }) {
  const words = useWords(orderWords)
  const { items, ...pager } = usePages(api.getLedgerChains, { reference: orderId })
  if (items.length === 0) return <p className="soft">{words.chains.none}</p>
  return (
    <>
      <Chains chains={items} label={words.chains.title} />
      <Pager {...pager} />
    </>
  )
}

import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, List, Pager, Row } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { OrderSummary } from '../order/summary.tsx'
import { orderWords } from '../words/order.ts'

const route = getRouteApi('/orders')
const statuses = [
  'placed',
  'paid',
  'shipped',
  'after_sale',
  'completed',
  'refunded',
  'closed',
] as const

export function OrdersPage() {
  const words = useWords(orderWords)
  const search = route.useSearch()
  const { items, ...pager } = usePages(api.getOrders, search)
  return (
    <Page title={words.orders.title}>
      <Tabs label={words.orders.title}>
        <Link to="/orders" activeOptions={{ exact: true, includeSearch: true }}>
          {words.orders.all}
        </Link>
        {statuses.map((status) => (
          <Link key={status} to="/orders" search={{ status }}>
            {status === 'after_sale' ? words.orders.afterSale : words.status[status]}
          </Link>
        ))}
      </Tabs>
      {items.length === 0 ? (
        <NoOrders isAfterSale={search.status === 'after_sale'} />
      ) : (
        <List label={words.orders.title}>
          {items.map((order) => (
            <Row key={order.id}>
              <OrderSummary order={order} />
            </Row>
          ))}
        </List>
      )}
      <Pager {...pager} />
    </Page>
  )
}

function NoOrders({ isAfterSale }: { isAfterSale: boolean }) {
  const words = useWords(orderWords)
  if (isAfterSale) return <Empty icon="chat" title={words.orders.noneAfterSale} />
  return (
    <Empty icon="parcel" title={words.orders.none}>
      <p>{words.orders.noneHint}</p>
      <Link to="/" className={buttonClass()}>
        {words.orders.shop}
      </Link>
    </Empty>
  )
}

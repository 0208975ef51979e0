import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { dateTime, money } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, List, Pager, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { StatusBadge } from '../order/status.tsx'
import { useTitles } from '../titles.ts'
import { orderWords } from '../words/order.ts'
import styles from './orders.module.css'

const route = getRouteApi('/orders')
const statuses = ['placed', 'paid', 'shipped', 'completed', 'refunded', 'closed'] as const

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
            {words.status[status]}
          </Link>
        ))}
      </Tabs>
      {items.length === 0 ? (
        <Empty icon="parcel" title={words.orders.none} />
      ) : (
        <List label={words.orders.title}>
          {items.map((order) => (
            <Row key={order.id}>
              <OrderLine order={order} />
            </Row>
          ))}
        </List>
      )}
      <Pager {...pager} />
    </Page>
  )
}

function OrderLine({ order }: { order: AnswerOf<typeof api.getOrders>['items'][number] }) {
  const words = useWords(orderWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  const title = titleOf({ titleZh: order.firstTitleZh, titleEn: order.firstTitleEn })
  return (
    <Link to="/orders/$orderId" params={{ orderId: order.id }} className={styles['order']}>
      <span className="row-apart">
        <span className="soft small">{dateTime(order.placedAt, language)}</span>
        <StatusBadge status={order.status} isDisputed={order.disputed} />
      </span>
      <span className="clamp">{words.orders.items(title, order.lineCount)}</span>
      <span className="row">
        <Money fen={order.totalFen} large />
        {order.refundedFen > 0 && (
          <Badge>{words.orders.refunded(money(order.refundedFen, language))}</Badge>
        )}
      </span>
    </Link>
  )
}

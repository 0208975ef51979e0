/** One order with everything about it. */
import { getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { useFreshApi } from '#web/kit/use-api.ts'
import { WholeId } from '../id.tsx'
import { Address } from '../order/address.tsx'
import { AfterSale } from '../order/after-sale.tsx'
import { OrderChains } from '../order/chains.tsx'
import { Lines } from '../order/lines.tsx'
import { Payments } from '../order/payments.tsx'
import { Progress } from '../order/progress.tsx'
import { Parcels } from '../order/ship.tsx'
import { OrderBadge } from '../states.tsx'
import { orderWords } from '../words/orders.ts'
import styles from './order.module.css'

const route = getRouteApi('/inside/orders/$orderId')

export function OrderPage() {
  const words = useWords(orderWords)
  const { orderId } = route.useParams()
  // Buyers and the payment institution change it while somebody looks.
  const order = useFreshApi(api.getConsoleOrder, { orderId }, 10_000)
  return (
    <Page
      title={words.order.title}
      width="wide"
      actions={<OrderBadge status={order.status} isDisputed={order.disputed} />}
    >
      <p className="soft small">
        <WholeId id={order.id} />
      </p>
      <div className={styles['columns']}>
        <div className="stack">
          <Lines order={order} />
          <Parcels order={order} />
          <AfterSale order={order} />
          <Payments payments={order.payments} />
        </div>
        <div className="stack">
          <Progress order={order} />
          <Address orderId={order.id} />
        </div>
      </div>
      <OrderChains orderId={order.id} />
    </Page>
  )
}

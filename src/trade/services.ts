/** What trade's handlers use besides the database. */
import type { Batcher } from '#platform/batcher.ts'
import type { StoredAnswer } from '#platform/idempotency.ts'
import type { Charge, Charged } from './charge.ts'
import type { PaymentAdapter } from './payment-adapter.ts'
import type { PlaceOrder } from './place.ts'

declare module '#platform/route.ts' {
  interface Services {
    placeOrders: Batcher<PlaceOrder, StoredAnswer>
    charges: Batcher<Charge, Charged>
    payments: PaymentAdapter
    /** Where buyers come back to after paying. */
    shopUrl: string
  }
}

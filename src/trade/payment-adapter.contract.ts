/**
 * What every payment adapter must do, tested against an offline twin of its institution that can be
 * told to misbehave. An adapter's own test calls `describePaymentAdapter`; each title is the promise.
 */
import { after, before, describe } from 'node:test'
import type { PaymentAdapter } from './payment-adapter.ts'
import { describeAccounts } from './payment-adapter-contract/accounts.ts'
import { describeAmounts } from './payment-adapter-contract/amounts.ts'
import { describeInstructions } from './payment-adapter-contract/instructions.ts'
import { describeKeys } from './payment-adapter-contract/keys.ts'
import { describeNoNews } from './payment-adapter-contract/no-news.ts'
import { describeNotices } from './payment-adapter-contract/notices.ts'
import { describeOnce } from './payment-adapter-contract/once.ts'
import { describeSecrets } from './payment-adapter-contract/secrets.ts'
import type { Twin } from './payment-adapter-contract/twin.ts'
import { createWorld, receivers } from './payment-adapter-contract/world.ts'

export type AdapterAndTwin = { adapter: PaymentAdapter; twin: Twin; stop(): Promise<void> }

export function describePaymentAdapter(
  name: string,
  makeAdapterAndTwin: () => Promise<AdapterAndTwin>,
): void {
  void describe(`the payment adapter ${name}`, () => {
    const world = createWorld()
    let stop: () => Promise<void>
    before(async () => {
      const made = await makeAdapterAndTwin()
      stop = made.stop
      world.begin(made.adapter, made.twin)
      await made.adapter.registerReceivers(receivers)
    })
    after(() => stop())

    describeAmounts(world)
    describeInstructions(world)
    describeOnce(world)
    describeNoNews(world)
    describeNotices(world)
    describeKeys(world)
    describeAccounts(world)
    describeSecrets(world)
  })
}

/** Under which names the institution knows the platform itself and its brands. */
import { listBrands } from '#catalog/brand.ts'
import type { Db } from '#platform/db.ts'
import type { PaymentAdapter } from './payment-adapter.ts'

/** Brands have theirs in the catalogue. */
export const platformReceiver = 'platform'

/** Brands that this process has told each institution about. */
const told = new WeakMap<PaymentAdapter, Set<string>>()

/** Makes new brands known to the institution, so that their share can reach them. Telling twice is harmless. */
export async function registerNewReceivers(db: Db, adapter: PaymentAdapter): Promise<number> {
  const known = told.get(adapter) ?? new Set()
  told.set(adapter, known)
  const receivers = known.has(platformReceiver)
    ? []
    : [{ receiver: platformReceiver, name: 'Tessera' }]
  let afterId: string | undefined
  for (;;) {
    const brands = await listBrands(db, { afterId, limit: 500 })
    for (const { receiver, nameEn } of brands)
      if (!known.has(receiver)) receivers.push({ receiver, name: nameEn })
    if (brands.length < 500) break
    afterId = brands.at(-1)!.id
  }
  if (receivers.length > 0) await adapter.registerReceivers(receivers)
  for (const { receiver } of receivers) known.add(receiver)
  return receivers.length
}

import * as api from '#web/kit/api.ts'
import { useAction } from '#web/kit/use-api.ts'
import { collect } from './collected.ts'
import { tell } from './facts.ts'

/** Into the member's cart; of somebody who is not signed in, into what they have collected here. */
export function useAddToCart(productId: string, onAdded: () => void) {
  const added = (quantity: number) => {
    tell({ kind: 'added', productId, quantity })
    onAdded()
  }
  const add = useAction(api.putCartLine, {
    refreshes: [api.getCart],
    quiet: true,
    onDone: (_, { quantity }) => added(quantity),
    onRefused: (error, { skuId, quantity }) => {
      if (error.code !== 'not_signed_in' || !collect({ skuId, quantity })) return
      add.forget()
      added(quantity)
    },
  })
  return add
}

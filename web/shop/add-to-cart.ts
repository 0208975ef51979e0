import * as api from '#web/kit/api.ts'
import { useAction } from '#web/kit/use-api.ts'
import { collect } from './collected.ts'

/** Into the member's cart; of somebody who is not signed in, into what they have collected here. */
export function useAddToCart(onAdded: () => void) {
  const add = useAction(api.putCartLine, {
    refreshes: [api.getCart],
    quiet: true,
    onDone: onAdded,
    onRefused: (error, { skuId, quantity }) => {
      if (error.code !== 'not_signed_in' || !collect({ skuId, quantity })) return
      add.forget()
      onAdded()
    },
  })
  return add
}

import { useNavigate } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { count } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { orderWords } from '../words/order.ts'

/** Into the cart once more, at the prices of now; what is not sold any more is told. */
export function BuyAgain({ orderId }: { orderId: string }) {
  const words = useWords(orderWords)
  const language = useLanguage()
  const navigate = useNavigate()
  const again = useAction(api.postCartLines, {
    refreshes: [api.getCart],
    onDone: async ({ added, gone }) => {
      if (added === 0) return toast({ text: words.order.againNone })
      await navigate({ to: '/cart' })
      if (gone > 0) toast({ text: words.order.againSome(count(gone, language)) })
    },
  })
  return (
    <>
      <Button small icon="cart" isBusy={again.isRunning} onPress={() => again.run({ orderId })}>
        {words.order.again}
      </Button>
      <ErrorNote error={again.error} />
    </>
  )
}

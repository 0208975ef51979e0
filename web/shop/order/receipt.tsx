import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { errorText } from '#web/kit/error-words.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { orderWords } from '../words/order.ts'
import type { Order } from './status.tsx'

/** Confirming cannot be undone, because it lets the money go: so this, for once, asks. */
export function Receipt({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const language = useLanguage()
  const [isAsking, setAsking] = useState(false)
  const receive = useAction(api.postReceipt, {
    refreshes: [api.getOrder, api.getOrders],
    onDone: () => {
      setAsking(false)
      toast({ text: words.order.received })
    },
  })
  const whyNot = order.disputed ? errorText('dispute_open', language) : null
  return (
    <>
      <Button kind="primary" disabledReason={whyNot} onPress={() => setAsking(true)}>
        {words.order.receive}
      </Button>
      <Dialog title={words.order.receiveTitle} isOpen={isAsking} onClose={() => setAsking(false)}>
        <p>{words.order.receiveHint}</p>
        <ErrorNote error={receive.error} />
        <div className="row">
          <Button
            kind="primary"
            isBusy={receive.isRunning}
            onPress={() => receive.run({ orderId: order.id })}
          >
            {words.order.receiveYes}
          </Button>
          <Button onPress={() => setAsking(false)}>{words.order.notYet}</Button>
        </div>
      </Dialog>
    </>
  )
}

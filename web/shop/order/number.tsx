import { Button } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { orderWords } from '../words/order.ts'

/** The whole number, for whoever has to name the order. */
export function OrderNumber({ id }: { id: string }) {
  const words = useWords(orderWords)
  // Only a secure page may write to the clipboard; elsewhere the number is there to be marked.
  const canCopy = 'clipboard' in navigator
  const copy = async () => {
    await navigator.clipboard.writeText(id)
    toast({ text: words.order.copied })
  }
  return (
    <div className="row-apart">
      <p className="soft small">
        {words.order.number} {id}
      </p>
      {canCopy && (
        <Button small onPress={() => void copy()}>
          {words.order.copy}
        </Button>
      )}
    </div>
  )
}

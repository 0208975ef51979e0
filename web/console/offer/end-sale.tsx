import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { offerWords } from '../words/offers.ts'

/** Ending cannot be undone: its goods go back into the regular stock. So it asks once. */
export function EndSale({ saleId }: { saleId: string }) {
  const { sales: words } = useWords(offerWords)
  const { may } = useAccess()
  const [isOpen, setOpen] = useState(false)
  const end = useAction(api.postFlashSaleEnd, {
    refreshes: [api.getConsoleFlashSales, api.getConsoleFlashSale],
    onDone: () => {
      toast({ text: words.ended })
      setOpen(false)
    },
  })
  if (!may('sales.edit')) return null
  return (
    <>
      <Button small onPress={() => setOpen(true)}>
        {words.end}
      </Button>
      <Dialog title={words.endTitle} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Form action={end} submit={words.end} kind="danger" onSubmit={() => end.run({ saleId })}>
          <p>{words.endNote}</p>
        </Form>
      </Dialog>
    </>
  )
}

import { useState } from 'react'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { moneyWords } from '../words/money.ts'
import { usePayables } from './payables.ts'
import { usePayout } from './payout.ts'

/** Pays out to one brand or to all. Money that has left cannot be called back: it asks, with the sum. */
export function PayOut({ brandId }: { brandId?: string }) {
  const { settlement: words } = useWords(moneyWords)
  const { whyNot } = useAccess()
  const { money, count } = useFormats()
  const [isOpen, setOpen] = useState(false)
  const payables = usePayables()
  const payout = usePayout(() => setOpen(false))
  const due = [...payables].filter(
    ([owner, { available }]) => available > 0 && (brandId === undefined || owner === brandId),
  )
  const dueFen = due.reduce((sum, [, { available }]) => sum + available, 0)
  const title = brandId === undefined ? words.payAll : words.payOne
  return (
    <>
      <Button
        kind="primary"
        disabledReason={whyNot('settlement.run')}
        onPress={() => setOpen(true)}
      >
        {title}
      </Button>
      <Dialog title={title} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Form
          action={payout}
          submit={words.paySum(money(dueFen))}
          whyNot={dueFen === 0 ? words.nothingDue : null}
          onSubmit={() => payout.run(brandId === undefined ? {} : { brandIds: [brandId] })}
        >
          <p>{words.payAsk(count(due.length), money(dueFen))}</p>
          <p className="soft small">{words.payNote}</p>
        </Form>
      </Dialog>
    </>
  )
}

import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Checkbox, Choice, TextArea } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import type { Order } from '../states.tsx'
import { afterSaleWords } from '../words/after-sale.ts'
import { sharedWords } from '../words/shared.ts'

type Refund = Pick<Order['refunds'][number], 'id' | 'kind' | 'status' | 'amountFen'>

/** The button that decides a refund, for as long as there is something to decide. */
export function DecideRefund({ refund }: { refund: Refund }) {
  const words = useWords(afterSaleWords)
  const { whyNot } = useAccess()
  const [isOpen, setOpen] = useState(false)
  if (refund.status !== 'requested' && refund.status !== 'stuck') return null
  return (
    <>
      <Button
        kind="primary"
        small
        disabledReason={whyNot('refunds.decide')}
        onPress={() => setOpen(true)}
      >
        {words.refunds.decide}
      </Button>
      <Dialog title={words.refunds.decide} isOpen={isOpen} onClose={() => setOpen(false)}>
        <DecisionForm refund={refund} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function DecisionForm({ refund, onDone }: { refund: Refund; onDone: () => void }) {
  const words = useWords(afterSaleWords)
  const shared = useWords(sharedWords)
  const { money } = useFormats()
  const [decision, setDecision] = useState<'approve' | 'refuse'>('approve')
  const [restock, setRestock] = useState(refund.kind === 'return')
  const [remark, setRemark] = useState('')
  const decide = useAction(api.postRefundDecision, {
    refreshes: [api.getConsoleRefunds, api.getConsoleOrder, api.getLedgerChains],
    onDone: ({ status }) => {
      const { approved, refused, stuck } = words.refunds
      toast({ text: status === 'stuck' ? stuck : status === 'refused' ? refused : approved })
      onDone()
    },
  })
  const comesBack = decision === 'approve' && refund.kind === 'return'
  const submit = () =>
    decide.run({
      refundId: refund.id,
      decision,
      ...(comesBack ? { restock } : {}),
      ...(remark.trim() === '' ? {} : { remark }),
    })
  return (
    <Form action={decide} submit={words.refunds.submit} onSubmit={submit}>
      <Choice
        legend={words.refunds.decision}
        name="decision"
        value={decision}
        options={[
          {
            value: 'approve',
            label: words.refunds.approve,
            note: words.refunds.approveNote(money(refund.amountFen)),
          },
          { value: 'refuse', label: words.refunds.refuse, note: words.refunds.refuseNote },
        ]}
        onChange={setDecision}
      />
      {comesBack && (
        <Checkbox label={words.refunds.restock} isChecked={restock} onChange={setRestock} />
      )}
      <TextArea label={shared.remark} maxLength={2_000} value={remark} onChange={setRemark} />
    </Form>
  )
}

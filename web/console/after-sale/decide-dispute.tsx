import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Select, TextArea } from '#web/kit/field.tsx'
import { fenFrom } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import type { DisputeStatus } from '../states.tsx'
import { YuanField } from '../yuan-field.tsx'
import { afterSaleWords } from '../words/after-sale.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'

/** `leftFen`: the most that can be granted. */
type Dispute = { id: string; status: DisputeStatus; leftFen: number }
const grounds = [
  'not_received',
  'not_as_described',
  'damaged',
  'wrong_article',
  'agreed',
  'shared_fault',
  'not_shown',
  'other',
] as const

export function DecideDispute({ dispute }: { dispute: Dispute }) {
  const words = useWords(afterSaleWords)
  const { whyNot } = useAccess()
  const [isOpen, setOpen] = useState(false)
  if (dispute.status !== 'opened') return null
  return (
    <>
      <Button
        kind="primary"
        small
        disabledReason={whyNot('disputes.decide')}
        onPress={() => setOpen(true)}
      >
        {words.disputes.decide}
      </Button>
      <Dialog title={words.disputes.decide} isOpen={isOpen} onClose={() => setOpen(false)}>
        <VerdictForm dispute={dispute} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function VerdictForm({ dispute, onDone }: { dispute: Dispute; onDone: () => void }) {
  const words = useWords(afterSaleWords)
  const shared = useWords(sharedWords)
  const states = useWords(stateWords)
  const { money } = useFormats()
  const [amount, setAmount] = useState('')
  const [ground, setGround] = useState<(typeof grounds)[number]>('agreed')
  const [remark, setRemark] = useState('')
  const decide = useAction(api.postDisputeDecision, {
    refreshes: [api.getConsoleDisputes, api.getConsoleOrder, api.getLedgerChains],
    onDone: () => {
      toast({ text: words.disputes.decided })
      onDone()
    },
  })
  const refundFen = fenFrom(amount)
  const submit = () =>
    decide.run({
      disputeId: dispute.id,
      refundFen: refundFen!,
      grounds: ground,
      ...(remark.trim() === '' ? {} : { remark }),
    })
  return (
    <Form
      action={decide}
      submit={words.disputes.submit}
      whyNot={refundFen === null ? shared.wrongAmount : null}
      onSubmit={submit}
    >
      <p>{words.disputes.frozen}</p>
      <YuanField
        label={words.disputes.amount}
        hint={words.disputes.amountHint(money(dispute.leftFen))}
        value={amount}
        onChange={setAmount}
        isRequired
      />
      <Select
        label={words.disputes.grounds}
        value={ground}
        options={grounds.map((value) => ({ value, label: states.grounds[value] }))}
        onChange={setGround}
      />
      <TextArea label={shared.remark} maxLength={2_000} value={remark} onChange={setRemark} />
    </Form>
  )
}

import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Choice, Select, TextArea } from '#web/kit/field.tsx'
import { fenFrom } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import type { Order } from '../states.tsx'
import { wholeFrom } from '../typed.ts'
import { CountField, YuanField } from '../yuan-field.tsx'
import { afterSaleWords } from '../words/after-sale.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'

type Line = Order['lines'][number]
type Kind = Order['refunds'][number]['kind']
const reasons = [
  'not_as_described',
  'damaged',
  'wrong_article',
  'missing',
  'late',
  'changed_mind',
  'no_reason',
  'other',
] as const

/** Opens a refund for a buyer who asked in some other way. The server says when it may not be. */
export function OpenRefund({ order }: { order: Order }) {
  const words = useWords(afterSaleWords)
  const { may } = useAccess()
  const [isOpen, setOpen] = useState(false)
  if (!may('refunds.decide') || order.status === 'placed' || order.status === 'closed') return null
  return (
    <>
      <Button small onPress={() => setOpen(true)}>
        {words.open.action}
      </Button>
      <Dialog title={words.open.title} isOpen={isOpen} onClose={() => setOpen(false)}>
        <RefundForm order={order} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function RefundForm({ order, onDone }: { order: Order; onDone: () => void }) {
  const words = useWords(afterSaleWords)
  const shared = useWords(sharedWords)
  const states = useWords(stateWords)
  const { titleOf, count, money } = useFormats()
  const [kind, setKind] = useState<Kind>('money_only')
  const [reason, setReason] = useState<(typeof reasons)[number]>('not_as_described')
  const [typed, setTyped] = useState<Record<number, string>>({})
  const [remark, setRemark] = useState('')
  const open = useAction(api.postConsoleRefund, {
    refreshes: [api.getConsoleOrder, api.getConsoleRefunds],
    onDone: () => {
      toast({ text: words.open.done })
      onDone()
    },
  })
  const lines = order.lines.flatMap((line) => askedOf(line, kind, typed[line.lineNo] ?? ''))
  const isWrong = Object.values(typed).filter((text) => text !== '').length !== lines.length
  const submit = () =>
    open.run({
      orderId: order.id,
      kind,
      reason,
      lines,
      ...(remark.trim() === '' ? {} : { remark }),
    })
  return (
    <Form
      action={open}
      submit={words.open.submit}
      whyNot={lines.length === 0 || isWrong ? words.open.needLines : null}
      onSubmit={submit}
    >
      <Choice
        legend={words.open.kind}
        name="kind"
        value={kind}
        options={(['money_only', 'return', 'cancel'] as const).map((value) => ({
          value,
          label: states.refundKind[value],
        }))}
        onChange={(value) => {
          setKind(value)
          setTyped({})
        }}
      />
      {order.lines.map((line) => {
        const Field = kind === 'money_only' ? YuanField : CountField
        const title = titleOf(line)
        return (
          <Field
            key={line.lineNo}
            label={kind === 'money_only' ? words.open.money(title) : words.open.pieces(title)}
            hint={words.open.bought(count(line.quantity), money(line.totalFen))}
            value={typed[line.lineNo] ?? ''}
            onChange={(text) => setTyped({ ...typed, [line.lineNo]: text })}
          />
        )
      })}
      <Select
        label={words.open.reason}
        value={reason}
        options={reasons.map((value) => ({ value, label: states.refundReason[value] }))}
        onChange={setReason}
      />
      <TextArea label={shared.remark} maxLength={2_000} value={remark} onChange={setRemark} />
    </Form>
  )
}

/** What was typed beside a line: money, or pieces. Nothing for an empty field or a wrong one. */
function askedOf({ lineNo }: Line, kind: Kind, text: string) {
  if (kind === 'money_only') {
    const amountFen = fenFrom(text)
    return amountFen ? [{ lineNo, quantity: 0 as const, amountFen }] : []
  }
  const quantity = wholeFrom(text)
  return quantity === null ? [] : [{ lineNo, quantity }]
}

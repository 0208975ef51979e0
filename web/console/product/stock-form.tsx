import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Choice, Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { wholeFrom } from '../typed.ts'
import { CountField } from '../yuan-field.tsx'
import { goodsWords } from '../words/goods.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'
import { skuReads } from './skus.tsx'
import type { Sku } from './skus.tsx'

const reasons = {
  add: ['delivery', 'return', 'count', 'opening'],
  remove: ['damage', 'count'],
} as const
type Way = keyof typeof reasons
type Reason = (typeof reasons)[Way][number]

/** Units that come, or free ones that go, with the reason why. */
export function StockForm({ sku, onDone }: { sku: Sku; onDone: () => void }) {
  const words = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const states = useWords(stateWords)
  const { count } = useFormats()
  const [way, setWay] = useState<Way>('add')
  const [reason, setReason] = useState<Reason>('delivery')
  const [typed, setTyped] = useState('')
  const change = useAction(api.postStockChange, {
    refreshes: skuReads,
    onDone: ({ available }) => {
      toast({ text: words.stock.done(count(available)) })
      onDone()
    },
  })
  const quantity = wholeFrom(typed)
  const submit = () =>
    change.run({ skuId: sku.id, quantity: way === 'add' ? quantity! : -quantity!, reason })
  return (
    <Form
      action={change}
      submit={words.stock.submit}
      whyNot={quantity === null ? shared.wrongNumber : null}
      onSubmit={submit}
    >
      <p className="soft">{words.stock.now(count(sku.available))}</p>
      <Choice
        legend={words.stock.way}
        name="way"
        value={way}
        options={[
          { value: 'add', label: words.stock.add },
          { value: 'remove', label: words.stock.remove, note: words.stock.removeHint },
        ]}
        onChange={(value) => {
          setWay(value)
          setReason(reasons[value][0])
        }}
      />
      <CountField label={words.stock.quantity} value={typed} onChange={setTyped} isRequired />
      <Select
        label={words.stock.reason}
        value={reason}
        options={reasons[way].map((value) => ({ value, label: states.stockReason[value] }))}
        onChange={setReason}
      />
    </Form>
  )
}

import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { fenFrom } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import tools from '../tools.module.css'
import { wholeFrom } from '../typed.ts'
import { CountField, YuanField } from '../yuan-field.tsx'
import { offerWords } from '../words/offers.ts'
import { sharedWords } from '../words/shared.ts'
import { SkuPicker } from './sku-picker.tsx'
import type { PickedSku } from './sku-picker.tsx'
import { termOf, TimeBoxFields } from './time-box.tsx'

export function FlashSaleForm({ onDone }: { onDone: () => void }) {
  const { sales: words } = useWords(offerWords)
  const shared = useWords(sharedWords)
  const { money, count } = useFormats()
  const [sku, setSku] = useState<PickedSku | null>(null)
  const [price, setPrice] = useState('')
  const [quantity, setQuantity] = useState('')
  const [perMember, setPerMember] = useState('1')
  const [box, setBox] = useState({ startsAt: '', endsAt: '' })
  const create = useAction(api.postFlashSale, {
    refreshes: [api.getConsoleFlashSales],
    onDone: () => {
      toast({ text: words.created })
      onDone()
    },
  })
  const sale = saleFrom({ sku, price, quantity, perMember, box })
  return (
    <Form
      action={create}
      submit={words.submit}
      whyNot={sale ? null : shared.needAll}
      onSubmit={() => create.run(sale!)}
    >
      <SkuPicker picked={sku} onPick={setSku} />
      <div className={tools['fields']}>
        <YuanField
          label={words.priceYuan}
          {...(sku && { hint: words.priceHint(money(sku.priceFen)) })}
          value={price}
          onChange={setPrice}
          isRequired
        />
        <CountField
          label={words.quantity}
          {...(sku && { hint: words.quantityHint(count(sku.available)) })}
          value={quantity}
          onChange={setQuantity}
          isRequired
        />
        <CountField label={words.perMember} value={perMember} onChange={setPerMember} isRequired />
      </div>
      <TimeBoxFields words={words} box={box} onChange={setBox} />
    </Form>
  )
}

/** What was typed as a flash sale, or null while something is missing. */
function saleFrom(typed: {
  sku: PickedSku | null
  price: string
  quantity: string
  perMember: string
  box: { startsAt: string; endsAt: string }
}) {
  const priceFen = fenFrom(typed.price)
  const [quantity, perMemberMax] = [wholeFrom(typed.quantity), wholeFrom(typed.perMember)]
  const term = termOf(typed.box)
  if (!typed.sku || !priceFen || !quantity || !perMemberMax || !term) return null
  return { skuId: typed.sku.id, priceFen, quantity, perMemberMax, ...term }
}

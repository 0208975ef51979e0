import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Checkbox, Select, TextField } from '#web/kit/field.tsx'
import { fenFrom } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import { useUndo } from '../undo.ts'
import { YuanField } from '../yuan-field.tsx'
import { goodsWords } from '../words/goods.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'
import { skuReads } from './skus.tsx'
import type { Sku } from './skus.tsx'

const units = ['piece', 'set', 'pair', 'pack', 'box', 'bottle', 'kg', 'm'] as const

export function NewSkuForm({ productId, onDone }: { productId: string; onDone: () => void }) {
  const words = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const states = useWords(stateWords)
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [soldBy, setSoldBy] = useState<(typeof units)[number]>('piece')
  const [price, setPrice] = useState('')
  const add = useAction(api.postSku, {
    refreshes: skuReads,
    onDone: () => {
      toast({ text: words.sku.added })
      onDone()
    },
  })
  const priceFen = fenFrom(price)
  return (
    <Form
      action={add}
      submit={words.sku.add}
      whyNot={code.trim() === '' || !priceFen ? shared.needAll : null}
      onSubmit={() => add.run({ productId, code, name, soldBy, priceFen: priceFen! })}
    >
      <TextField label={words.sku.code} maxLength={64} isRequired value={code} onChange={setCode} />
      <TextField
        label={words.sku.name}
        hint={words.sku.nameHint}
        maxLength={100}
        value={name}
        onChange={setName}
      />
      <Select
        label={words.sku.soldBy}
        value={soldBy}
        options={units.map((value) => ({ value, label: states.soldBy[value] }))}
        onChange={setSoldBy}
      />
      <YuanField label={words.sku.price} value={price} onChange={setPrice} isRequired />
    </Form>
  )
}

export function SkuForm({ sku, onDone }: { sku: Sku; onDone: () => void }) {
  const words = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const [name, setName] = useState(sku.name)
  const [isOnSale, setOnSale] = useState(sku.status === 'on_sale')
  const undo = useUndo(api.patchSku, skuReads)
  const save = useAction(api.patchSku, {
    refreshes: skuReads,
    onDone: ({ version }) => {
      const { id: skuId, name: was, status } = sku
      undo(words.sku.changed, { skuId, version, name: was, status })
      onDone()
    },
  })
  const submit = () =>
    save.run({
      skuId: sku.id,
      version: sku.version,
      name,
      status: isOnSale ? 'on_sale' : 'off_sale',
    })
  return (
    <Form action={save} submit={shared.save} onSubmit={submit}>
      <TextField
        label={words.sku.name}
        hint={words.sku.nameHint}
        maxLength={100}
        value={name}
        onChange={setName}
      />
      <Checkbox label={words.sku.onSale} isChecked={isOnSale} onChange={setOnSale} />
    </Form>
  )
}

/** Who supplies the goods and what the platform keeps; and the shelves they stand on. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useBrands } from '../brands.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { Categories } from '../product/categories.tsx'
import tools from '../tools.module.css'
import { bpsFrom, percentText } from '../typed.ts'
import { frameWords } from '../words/frame.ts'
import { goodsWords } from '../words/goods.ts'
import { sharedWords } from '../words/shared.ts'

type Brand = AnswerOf<typeof api.getConsoleBrands>['items'][number]

export function BrandsPage() {
  const { pages } = useWords(frameWords)
  return (
    <Page title={pages.brands} width="wide">
      <Brands />
      <Categories />
    </Page>
  )
}

function Brands() {
  const { brands: words } = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const { nameOf, percent } = useFormats()
  const { may, whyNot } = useAccess()
  const { brands } = useBrands()
  const [open, setOpen] = useState<Brand | 'new' | null>(null)
  const close = () => setOpen(null)
  const edit = (brand: Brand) =>
    may('brands.edit') && (
      <Button small onPress={() => setOpen(brand)}>
        {shared.edit}
      </Button>
    )
  return (
    <Section
      title={words.title}
      actions={
        <Button
          small
          icon="plus"
          disabledReason={whyNot('brands.edit')}
          onPress={() => setOpen('new')}
        >
          {words.add}
        </Button>
      }
    >
      {brands.length === 0 ? (
        <Empty title={words.none} />
      ) : (
        <Table
          caption={words.title}
          items={brands}
          keyOf={(brand) => brand.id}
          columns={[
            {
              key: 'name',
              title: words.name,
              cell: (brand) => (
                <span className="row">
                  <Link to="/products" search={{ brand: brand.id }}>
                    {nameOf(brand)}
                  </Link>
                  {brand.madeUp && <Badge>{words.madeUp}</Badge>}
                </span>
              ),
            },
            { key: 'receiver', title: words.receiver, cell: (brand) => brand.receiver },
            {
              key: 'fee',
              title: words.fee,
              isFigure: true,
              cell: (brand) => percent(brand.feeBps),
            },
            { key: 'edit', title: <span className="spoken">{shared.edit}</span>, cell: edit },
          ]}
        />
      )}
      <Dialog
        title={open === 'new' ? words.add : words.edit}
        isOpen={open !== null}
        onClose={close}
      >
        {open !== null && <BrandForm brand={open === 'new' ? null : open} onDone={close} />}
      </Dialog>
    </Section>
  )
}

function BrandForm({ brand, onDone }: { brand: Brand | null; onDone: () => void }) {
  const { brands: words } = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const [nameZh, setNameZh] = useState(brand?.nameZh ?? '')
  const [nameEn, setNameEn] = useState(brand?.nameEn ?? '')
  const [receiver, setReceiver] = useState(brand?.receiver ?? '')
  const [fee, setFee] = useState(brand ? percentText(brand.feeBps) : '')
  const options = {
    refreshes: [api.getConsoleBrands],
    onDone: () => {
      toast({ text: words.saved })
      onDone()
    },
  }
  const add = useAction(api.postBrand, options)
  const change = useAction(api.patchBrand, options)
  const feeBps = bpsFrom(fee)
  const isFee = feeBps !== null && feeBps <= 10_000
  const isWhole = [nameZh, nameEn, receiver].every((text) => text.trim() !== '')
  const submit = () => {
    const fields = { nameZh, nameEn, receiver, feeBps: feeBps! }
    if (brand) change.run({ brandId: brand.id, version: brand.version, ...fields })
    else add.run(fields)
  }
  return (
    <Form
      action={brand ? change : add}
      submit={shared.save}
      whyNot={isWhole && isFee ? null : shared.needAll}
      onSubmit={submit}
    >
      <div className={tools['fields']}>
        <TextField label={words.nameZh} maxLength={100} value={nameZh} onChange={setNameZh} />
        <TextField label={words.nameEn} maxLength={100} value={nameEn} onChange={setNameEn} />
      </div>
      <TextField
        label={words.receiver}
        hint={words.receiverHint}
        maxLength={64}
        value={receiver}
        onChange={setReceiver}
      />
      <TextField
        label={words.fee}
        hint={words.feeHint}
        fault={fee !== '' && !isFee ? words.wrongFee : null}
        inputMode="decimal"
        maxLength={6}
        value={fee}
        onChange={setFee}
      />
      {brand && <p className="soft small">{words.keeps}</p>}
    </Form>
  )
}

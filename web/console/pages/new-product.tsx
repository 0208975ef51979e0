import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useBrands } from '../brands.ts'
import { useCategoryOptions } from '../categories.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { TextFields } from '../product/texts.tsx'
import { goodsWords } from '../words/goods.ts'
import { sharedWords } from '../words/shared.ts'

export function NewProductPage() {
  const words = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const navigate = useNavigate()
  const { whyNot } = useAccess()
  const { nameOf } = useFormats()
  const { brands } = useBrands()
  const [first] = useCategoryOptions()
  const [brandId, setBrandId] = useState(brands[0]?.id ?? '')
  const [texts, setTexts] = useState({
    categoryId: first?.value ?? '',
    titleZh: '',
    titleEn: '',
    descriptionZh: '',
    descriptionEn: '',
  })
  const create = useAction(api.postProduct, {
    refreshes: [api.getConsoleProducts],
    onDone: ({ id: productId }) => {
      toast({ text: words.product.created })
      return navigate({ to: '/products/$productId', params: { productId }, replace: true })
    },
  })
  const isWhole = [brandId, texts.categoryId, texts.titleZh, texts.titleEn].every(
    (text) => text.trim() !== '',
  )
  return (
    <Page title={words.list.add}>
      <Form
        action={create}
        submit={words.product.create}
        whyNot={whyNot('catalog.edit') ?? (isWhole ? null : shared.needAll)}
        onSubmit={() => create.run({ brandId, ...texts })}
      >
        <Select
          label={words.product.brand}
          value={brandId}
          options={brands.map((brand) => ({ value: brand.id, label: nameOf(brand) }))}
          onChange={setBrandId}
        />
        <TextFields texts={texts} onChange={setTexts} />
      </Form>
    </Page>
  )
}

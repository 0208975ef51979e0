/** One product: its texts, whether it is on sale, its variants with their prices and stock. */
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Facts } from '../facts.tsx'
import { Form } from '../form.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { Pictures } from '../product/pictures.tsx'
import { Skus } from '../product/skus.tsx'
import { TextFields } from '../product/texts.tsx'
import type { Texts } from '../product/texts.tsx'
import { ProductBadge } from '../states.tsx'
import { useUndo } from '../undo.ts'
import { goodsWords } from '../words/goods.ts'
import { sharedWords } from '../words/shared.ts'

export type Product = AnswerOf<typeof api.getConsoleProduct>

const route = getRouteApi('/inside/products/$productId')

export function ProductPage() {
  const words = useWords(goodsWords)
  const { productId } = route.useParams()
  const product = useApi(api.getConsoleProduct, { productId })
  const { titleOf, nameOf } = useFormats()
  return (
    <Page title={titleOf(product)} width="wide" actions={<ProductBadge status={product.status} />}>
      <Facts
        of={[
          [words.product.brand, nameOf(product.brand)],
          [words.product.category, nameOf(product.category)],
          [words.product.createdAt, <Moment key="created" at={product.createdAt} />],
          [
            words.product.publishedAt,
            product.publishedAt ? <Moment key="published" at={product.publishedAt} /> : '–',
          ],
        ]}
      />
      <Publication product={product} />
      <Skus product={product} />
      <Pictures product={product} />
      <Section title={words.product.details}>
        {/* Somebody else's change of the texts makes it another form; a new picture does not. */}
        <TextsForm key={textsOf(product)} product={product} />
      </Section>
    </Page>
  )
}

const textsOf = ({ titleZh, titleEn, descriptionZh, descriptionEn, category }: Product) =>
  JSON.stringify([titleZh, titleEn, descriptionZh, descriptionEn, category.id])

function Publication({ product }: { product: Product }) {
  const words = useWords(goodsWords)
  const { whyNot } = useAccess()
  const { id: productId, version, status } = product
  const isOnSale = status === 'on_sale'
  const refreshes = [api.getConsoleProduct, api.getConsoleProducts]
  const undo = useUndo(api.postPublication, refreshes)
  const publish = useAction(api.postPublication, {
    refreshes,
    onDone: ({ status: now, version: next }) => {
      const isNow = now === 'on_sale'
      const text = isNow ? words.product.published : words.product.withdrawn
      undo(text, { productId, version: next, onSale: !isNow })
    },
  })
  return (
    <div className="stack-tight">
      <div>
        <Button
          kind={isOnSale ? 'plain' : 'primary'}
          isBusy={publish.isRunning}
          disabledReason={whyNot('catalog.edit')}
          onPress={() => publish.run({ productId, version, onSale: !isOnSale })}
        >
          {isOnSale ? words.product.withdraw : words.product.publish}
        </Button>
      </div>
      <ErrorNote error={publish.error} />
    </div>
  )
}

function TextsForm({ product }: { product: Product }) {
  const words = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const { whyNot } = useAccess()
  const { titleZh, titleEn, descriptionZh, descriptionEn, category } = product
  const before: Texts = { categoryId: category.id, titleZh, titleEn, descriptionZh, descriptionEn }
  const [texts, setTexts] = useState(before)
  const refreshes = [api.getConsoleProduct, api.getConsoleProducts]
  const undo = useUndo(api.patchProduct, refreshes)
  const save = useAction(api.patchProduct, {
    refreshes,
    onDone: ({ id: productId, version }) => undo(shared.saved, { productId, version, ...before }),
  })
  const changed = Object.fromEntries(
    Object.entries(texts).filter(([name, text]) => text !== before[name as keyof Texts]),
  ) as Partial<Texts>
  const isChanged = Object.keys(changed).length > 0
  return (
    <Form
      action={save}
      submit={words.product.save}
      whyNot={whyNot('catalog.edit') ?? (isChanged ? null : words.product.nothingChanged)}
      onSubmit={() => save.run({ productId: product.id, version: product.version, ...changed })}
    >
      {product.titleZhMadeBy === 'script' && (
        <p className="soft small">{words.product.madeByScript}</p>
      )}
      <TextFields texts={texts} onChange={setTexts} />
    </Form>
  )
}

/** Finds an article by the words of its title: the product first, then its variant. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Choice, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { useApiState } from '#web/kit/use-api.ts'
import { useFormats } from '../formats.tsx'
import { offerWords } from '../words/offers.ts'

type Product = AnswerOf<typeof api.getConsoleProduct>
export type PickedSku = Product['skus'][number] & { title: string }
type Props = { picked: PickedSku | null; onPick: (sku: PickedSku | null) => void }

export function SkuPicker({ picked, onPick }: Props) {
  const { picker: words } = useWords(offerWords)
  const { money, count } = useFormats()
  const [productId, setProductId] = useState<string | null>(null)
  if (!productId) return <ProductSearch onChoose={setProductId} />
  return (
    <div className="stack-tight">
      <div className="row-apart">
        <p>
          {picked ? (
            <>
              <strong>{picked.title}</strong>
              <br />
              <span className="soft small">
                {picked.code} · {money(picked.priceFen)} ·{' '}
                {words.available(count(picked.available))}
              </span>
            </>
          ) : (
            words.chosen
          )}
        </p>
        <Button
          small
          onPress={() => {
            setProductId(null)
            onPick(null)
          }}
        >
          {words.other}
        </Button>
      </div>
      <SkuChoice productId={productId} picked={picked} onPick={onPick} />
    </div>
  )
}

const shownMax = 8

function ProductSearch({ onChoose }: { onChoose: (productId: string) => void }) {
  const { picker: words } = useWords(offerWords)
  const { titleOf, nameOf } = useFormats()
  const [text, setText] = useState('')
  const q = text.trim()
  const { data, error } = useApiState(
    api.getConsoleProducts,
    { q, status: 'on_sale' },
    { enabled: q !== '', keeps: true },
  )
  const found = q === '' ? undefined : data?.items
  return (
    <div className="stack-tight">
      <TextField
        label={words.label}
        hint={words.hint}
        type="search"
        maxLength={100}
        value={text}
        onChange={setText}
      />
      <ErrorNote error={error} />
      <output className="stack-tight">
        {found?.length === 0 && <p className="soft">{words.none}</p>}
        {found && found.length > 0 && (
          <List label={words.label}>
            {found.slice(0, shownMax).map((product) => (
              <Row key={product.id}>
                <div className="row-apart">
                  <span>
                    {titleOf(product)}
                    <br />
                    <span className="soft small">{nameOf(product.brand)}</span>
                  </span>
                  <Button small onPress={() => onChoose(product.id)}>
                    {words.choose}
                  </Button>
                </div>
              </Row>
            ))}
          </List>
        )}
        {found && found.length > shownMax && <p className="soft small">{words.more}</p>}
      </output>
    </div>
  )
}

function SkuChoice({ productId, picked, onPick }: Props & { productId: string }) {
  const { picker: words } = useWords(offerWords)
  const { titleOf, money, count } = useFormats()
  const { data: product, error } = useApiState(api.getConsoleProduct, { productId })
  const skus = product?.skus.filter((sku) => sku.status === 'on_sale')
  if (!product || !skus) return <ErrorNote error={error} />
  if (skus.length === 0) return <p className="soft">{words.noSku}</p>
  return (
    <Choice
      legend={words.sku}
      name="sku"
      value={picked?.id ?? null}
      options={skus.map((sku) => ({
        value: sku.id,
        label: `${sku.code} ${sku.name}`,
        note: `${money(sku.priceFen)} · ${words.available(count(sku.available))}`,
      }))}
      onChange={(skuId) => {
        const sku = skus.find((one) => one.id === skuId)!
        onPick({ ...sku, title: titleOf(product) })
      }}
    />
  )
}

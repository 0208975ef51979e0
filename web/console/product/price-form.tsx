import { Suspense, useState } from 'react'
import * as api from '#web/kit/api.ts'
import { fenFrom } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Pager } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Skeleton } from '#web/kit/skeleton.tsx'
import { Table } from '#web/kit/table.tsx'
import { useAction, usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { useUndo } from '../undo.ts'
import { YuanField } from '../yuan-field.tsx'
import { goodsWords } from '../words/goods.ts'
import { sharedWords } from '../words/shared.ts'
import { skuReads } from './skus.tsx'
import type { Sku } from './skus.tsx'

/** A new price from now on, and below it every price there ever was. */
export function PriceForm({ sku, onDone }: { sku: Sku; onDone: () => void }) {
  const words = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const { whyNot } = useAccess()
  const { money, dateTime } = useFormats()
  const [price, setPrice] = useState('')
  const undo = useUndo(api.putSkuPrice, skuReads)
  const set = useAction(api.putSkuPrice, {
    refreshes: skuReads,
    onDone: ({ version }) => {
      undo(words.price.done, { skuId: sku.id, version, priceFen: sku.priceFen })
      onDone()
    },
  })
  const priceFen = fenFrom(price)
  return (
    <>
      <p className="soft">{words.price.now(money(sku.priceFen), dateTime(sku.priceFrom))}</p>
      <Form
        action={set}
        submit={words.price.submit}
        whyNot={whyNot('catalog.edit') ?? (priceFen ? null : shared.wrongAmount)}
        onSubmit={() => set.run({ skuId: sku.id, version: sku.version, priceFen: priceFen! })}
      >
        <YuanField
          label={words.price.next}
          hint={words.price.hint}
          value={price}
          onChange={setPrice}
          isRequired
        />
      </Form>
      <Suspense fallback={<Skeleton lines={3} />}>
        <History skuId={sku.id} />
      </Suspense>
    </>
  )
}

function History({ skuId }: { skuId: string }) {
  const words = useWords(goodsWords)
  const { items, ...pager } = usePages(api.getSkuPrices, { skuId })
  return (
    <Section title={words.price.history}>
      <Table
        caption={words.price.history}
        items={items}
        keyOf={(entry) => entry.validFrom}
        columns={[
          {
            key: 'from',
            title: words.price.from,
            cell: (entry) => <Moment at={entry.validFrom} />,
          },
          {
            key: 'price',
            title: words.sku.priceShort,
            isFigure: true,
            cell: (entry) => <Money fen={entry.priceFen} />,
          },
        ]}
      />
      <Pager {...pager} />
    </Section>
  )
}

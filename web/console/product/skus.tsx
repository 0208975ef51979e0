/** The variants of a product, and what can be done with each: its price, its stock, its name. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { goodsWords } from '../words/goods.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'
import { PriceForm } from './price-form.tsx'
import { NewSkuForm, SkuForm } from './sku-form.tsx'
import { StockForm } from './stock-form.tsx'

type Product = AnswerOf<typeof api.getConsoleProduct>
export type Sku = Product['skus'][number]
type Act = 'price' | 'stock' | 'edit' | 'add'

/** After each of these the product is read again. */
export const skuReads = [api.getConsoleProduct, api.getConsoleProducts, api.getSkuPrices]

export function Skus({ product }: { product: Product }) {
  const words = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const states = useWords(stateWords)
  const { count } = useFormats()
  const { whyNot } = useAccess()
  const [open, setOpen] = useState<{ act: Act; skuId?: string } | null>(null)
  const close = () => setOpen(null)
  return (
    <Section
      title={words.sku.title}
      actions={
        <Button
          small
          icon="plus"
          disabledReason={whyNot('catalog.edit')}
          onPress={() => setOpen({ act: 'add' })}
        >
          {words.sku.add}
        </Button>
      }
    >
      {product.skus.length === 0 ? (
        <p className="soft">{words.sku.none}</p>
      ) : (
        <Table
          caption={words.sku.title}
          items={product.skus}
          keyOf={(sku) => sku.id}
          columns={[
            { key: 'code', title: words.sku.code, cell: (sku) => sku.code },
            { key: 'name', title: words.sku.name, cell: (sku) => sku.name || '–' },
            {
              key: 'status',
              title: shared.status,
              cell: (sku) => (
                <Badge tone={sku.status === 'on_sale' ? 'safe' : 'plain'}>
                  {states.sku[sku.status]}
                </Badge>
              ),
            },
            { key: 'soldBy', title: words.sku.soldBy, cell: (sku) => states.soldBy[sku.soldBy] },
            {
              key: 'price',
              title: words.sku.priceShort,
              isFigure: true,
              cell: (sku) => <Money fen={sku.priceFen} />,
            },
            {
              key: 'available',
              title: words.sku.available,
              isFigure: true,
              cell: (sku) => count(sku.available),
            },
            {
              key: 'acts',
              title: <span className="spoken">{shared.edit}</span>,
              cell: (sku) => <SkuActs onAct={(act) => setOpen({ act, skuId: sku.id })} />,
            },
          ]}
        />
      )}
      <SkuDialog product={product} open={open} onClose={close} />
    </Section>
  )
}

/** Shut ones say why at the button below; here they are left out. */
function SkuActs({ onAct }: { onAct: (act: Act) => void }) {
  const words = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const { may } = useAccess()
  return (
    <span className="row">
      <Button small onPress={() => onAct('price')}>
        {words.price.action}
      </Button>
      {may('stock.edit') && (
        <Button small onPress={() => onAct('stock')}>
          {words.stock.action}
        </Button>
      )}
      {may('catalog.edit') && (
        <Button small onPress={() => onAct('edit')}>
          {shared.edit}
        </Button>
      )}
    </span>
  )
}

function SkuDialog(props: {
  product: Product
  open: { act: Act; skuId?: string } | null
  onClose: () => void
}) {
  const { product, open, onClose } = props
  const words = useWords(goodsWords)
  const sku = product.skus.find((one) => one.id === open?.skuId)
  const name = sku ? `${sku.code} ${sku.name}`.trim() : ''
  const titles: Record<Act, string> = {
    add: words.sku.add,
    edit: words.sku.edit,
    price: words.price.title(name),
    stock: words.stock.title(name),
  }
  return (
    <Dialog title={open ? titles[open.act] : ''} isOpen={open !== null} onClose={onClose}>
      {open?.act === 'add' && <NewSkuForm productId={product.id} onDone={onClose} />}
      {sku && open?.act === 'edit' && <SkuForm sku={sku} onDone={onClose} />}
      {sku && open?.act === 'price' && <PriceForm sku={sku} onDone={onClose} />}
      {sku && open?.act === 'stock' && <StockForm sku={sku} onDone={onClose} />}
    </Dialog>
  )
}

import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button, IconButton, buttonClass } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { count } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, List, Row } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { QuantityStepper } from '#web/kit/stepper.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { isBuyable } from '../buyable.ts'
import { Foot } from '../foot.tsx'
import { Ground } from '../ground.tsx'
import { useTitles } from '../titles.ts'
import { checkoutWords } from '../words/checkout.ts'
import styles from './cart.module.css'

type Line = AnswerOf<typeof api.getCart>['lines'][number]

export function CartPage() {
  const words = useWords(checkoutWords)
  const { lines, goodsFen } = useApi(api.getCart)
  if (lines.length === 0)
    return (
      <Page title={words.cart.title}>
        <Empty icon="cart" title={words.cart.empty}>
          <p>{words.cart.emptyHint}</p>
          <Link to="/products" className={buttonClass({ kind: 'primary' })}>
            {words.cart.browse}
          </Link>
        </Empty>
      </Page>
    )
  return (
    <Page title={words.cart.title}>
      <List label={words.cart.title}>
        {lines.map((line) => (
          <Row key={line.skuId}>
            <CartLine line={line} />
          </Row>
        ))}
      </List>
      <Foot>
        <span className={styles['total']}>
          <span className="soft small">{words.cart.goods}</span> <Money fen={goodsFen} large />
        </span>
        {lines.some(isBuyable) ? (
          <Link to="/checkout" className={buttonClass({ kind: 'primary' })}>
            {words.cart.checkout}
          </Link>
        ) : (
          <Button kind="primary" disabledReason={words.cart.nothing}>
            {words.cart.checkout}
          </Button>
        )}
      </Foot>
    </Page>
  )
}

function CartLine({ line }: { line: Line }) {
  const words = useWords(checkoutWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  const { skuId, productId, quantity, available, onSale } = line
  const title = titleOf(line)
  const remove = useRemoval(line, title)
  const change = useQuantity(line)
  return (
    <div className={styles['line']}>
      <Ground
        title={title}
        of={productId}
        picture={line.picture && { url: line.picture.url, alt: '' }}
        size="small"
      />
      <div className={styles['text']}>
        <Link to="/products/$productId" params={{ productId }} className={styles['title']}>
          <span className="clamp">{title}</span>
        </Link>
        {line.skuName && <span className="soft small">{line.skuName}</span>}
        <Money fen={line.unitPriceFen} tone="accent" />
        {!onSale && <span className={styles['fault']}>{words.cart.offSale}</span>}
        {onSale && available < quantity && (
          <span className={styles['fault']}>{words.cart.tooFew(count(available, language))}</span>
        )}
        <div className={styles['acts']}>
          <QuantityStepper
            label={title}
            value={change.wanted}
            max={Math.max(1, available)}
            isDisabled={!onSale}
            onChange={change.to}
          />
          <IconButton
            icon="bin"
            label={words.cart.remove}
            onPress={() => remove.run({ skuId })}
            isDisabled={remove.isRunning}
          />
        </div>
        <ErrorNote error={change.error ?? remove.error} />
      </div>
    </div>
  )
}

function useRemoval(line: Line, title: string) {
  const words = useWords(checkoutWords)
  const refreshes = [api.getCart]
  const putBack = useAction(api.putCartLine, { refreshes })
  const { skuId, quantity } = line
  return useAction(api.deleteCartLine, {
    refreshes,
    onDone: () =>
      toast({
        text: words.cart.removed(title),
        act: { label: words.cart.undo, run: () => putBack.run({ skuId, quantity }) },
      }),
  })
}

/** Taps come faster than answers: what is wanted shows at once, and the last wish is sent. */
function useQuantity(line: Line) {
  const { skuId } = line
  const [wanted, setWanted] = useState<number | null>(null)
  const put = useAction(api.putCartLine, {
    refreshes: [api.getCart],
    keepsLast: true,
    onDone: (_, sent) => setWanted((now) => (now === sent.quantity ? null : now)),
    onRefused: () => setWanted(null),
  })
  const to = (quantity: number) => {
    setWanted(quantity)
    put.run({ skuId, quantity })
  }
  return { wanted: wanted ?? line.quantity, to, error: put.error }
}

import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import * as api from '#web/kit/api.ts'
import { Button, IconButton, buttonClass } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { count } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, List, Row } from '#web/kit/list.tsx'
import { useWhyNotBuy } from '#web/kit/memory.ts'
import { Money } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { PageSkeleton } from '#web/kit/skeleton.tsx'
import { QuantityStepper } from '#web/kit/stepper.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApiState, useRefresh } from '#web/kit/use-api.ts'
import { isBuyable } from '../buyable.ts'
import { collect, joinCart, uncollect, useCollected } from '../collected.ts'
import { Foot } from '../foot.tsx'
import { Ground } from '../ground.tsx'
import { useTitles } from '../titles.ts'
import { checkoutWords } from '../words/checkout.ts'
import styles from './cart.module.css'

type Cart = AnswerOf<typeof api.getCart>
type Line = Cart['lines'][number]

export function CartPage() {
  const { data, error } = useApiState(api.getCart, {}, { quiet: true })
  const isVisitor = error && 'code' in error && error.code === 'not_signed_in'
  if (isVisitor) return <VisitorCart />
  if (data) return <MemberCart cart={data} />
  if (error) throw error
  return <PageSkeleton />
}

function MemberCart({ cart }: { cart: Cart }) {
  const refresh = useRefresh()
  // What was collected before signing in and did not arrive then.
  useEffect(() => {
    const join = async () => {
      if (await joinCart()) await refresh(api.getCart)
    }
    void join().catch(() => undefined) // it is tried again when the cart is opened next
  }, [refresh])
  return <CartView {...cart} lineOf={(line) => <MemberLine line={line} />} />
}

/** Of somebody who is not signed in. Checking out asks them to, and takes all of it along. */
function VisitorCart() {
  const lines = useCollected()
  const { data, error } = useApiState(
    api.postVisitorCart,
    { lines },
    { enabled: lines.length > 0, keeps: true },
  )
  if (error) throw error
  if (lines.length > 0 && !data) return <PageSkeleton />
  const shown = lines.length > 0 && data ? data : { lines: [], goodsFen: 0 }
  return <CartView {...shown} isVisitors lineOf={(line) => <VisitorLine line={line} />} />
}

function CartView(props: Cart & { lineOf: (line: Line) => ReactNode; isVisitors?: boolean }) {
  const { lines, goodsFen, lineOf, isVisitors = false } = props
  const words = useWords(checkoutWords)
  const whyNotBuy = useWhyNotBuy()
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
  const whyNot = lines.some(isBuyable) ? whyNotBuy : words.cart.nothing
  return (
    <Page title={words.cart.title}>
      <List label={words.cart.title}>
        {lines.map((line) => (
          <Row key={line.skuId}>{lineOf(line)}</Row>
        ))}
      </List>
      <Foot>
        <span className={styles['total']}>
          <span className="soft small">{words.cart.goods}</span> <Money fen={goodsFen} large />
        </span>
        {whyNot === null ? (
          <Link
            {...(isVisitors
              ? { to: '/sign-in', search: { back: '/checkout' } }
              : { to: '/checkout' })}
            className={buttonClass({ kind: 'primary' })}
          >
            {words.cart.checkout}
          </Link>
        ) : (
          <Button kind="primary" disabledReason={whyNot}>
            {words.cart.checkout}
          </Button>
        )}
      </Foot>
    </Page>
  )
}

function MemberLine({ line }: { line: Line }) {
  const remove = useRemoval(line)
  const change = useQuantity(line)
  return (
    <CartLine
      line={line}
      wanted={change.wanted}
      onChange={change.to}
      onRemove={() => remove.run({ skuId: line.skuId })}
      isRemoving={remove.isRunning}
      error={change.error ?? remove.error}
    />
  )
}

function VisitorLine({ line }: { line: Line }) {
  const { skuId, quantity } = line
  const wanted = useCollected().find((one) => one.skuId === skuId)?.quantity ?? quantity
  const tellRemoved = useTellRemoved(line, () => collect({ skuId, quantity: wanted }))
  return (
    <CartLine
      line={line}
      wanted={wanted}
      onChange={(many) => collect({ skuId, quantity: many })}
      onRemove={() => {
        uncollect(skuId)
        tellRemoved()
      }}
    />
  )
}

function CartLine(props: {
  line: Line
  wanted: number
  onChange: (quantity: number) => void
  onRemove: () => void
  isRemoving?: boolean
  error?: Error | null
}) {
  const words = useWords(checkoutWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  const { line, wanted, onChange, onRemove, isRemoving = false, error = null } = props
  const { productId, quantity, available, onSale } = line
  const title = titleOf(line)
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
            value={wanted}
            max={Math.max(1, available)}
            isDisabled={!onSale}
            onChange={onChange}
          />
          <IconButton
            icon="bin"
            label={words.cart.remove}
            onPress={onRemove}
            isDisabled={isRemoving}
          />
        </div>
        <ErrorNote error={error} />
      </div>
    </div>
  )
}

function useRemoval(line: Line) {
  const refreshes = [api.getCart]
  const putBack = useAction(api.putCartLine, { refreshes })
  const { skuId, quantity } = line
  const tellRemoved = useTellRemoved(line, () => putBack.run({ skuId, quantity }))
  return useAction(api.deleteCartLine, { refreshes, onDone: tellRemoved })
}

function useTellRemoved(line: Line, putBack: () => void) {
  const { cart } = useWords(checkoutWords)
  const { titleOf } = useTitles()
  const act = { label: cart.undo, run: putBack }
  return () => toast({ text: cart.removed(titleOf(line)), act })
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

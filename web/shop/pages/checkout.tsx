import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { call } from '#web/kit/client.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Choice } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { useWhyNotBuy } from '#web/kit/memory.ts'
import { Money } from '#web/kit/money.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { useAction, useApi, useFreshApi, useRefresh } from '#web/kit/use-api.ts'
import { isBuyable } from '../buyable.ts'
import { AddressChoice } from '../checkout/address-choice.tsx'
import { CouponChoice } from '../checkout/coupon-choice.tsx'
import { QuoteLines } from '../checkout/quote-lines.tsx'
import { tell } from '../facts.ts'
import { Foot } from '../foot.tsx'
import { checkoutWords } from '../words/checkout.ts'
import styles from './checkout.module.css'

export type Quote = AnswerOf<typeof api.postQuote>
type Item = { skuId: string; quantity: number }

const route = getRouteApi('/checkout')

export function CheckoutPage() {
  const { items } = route.useSearch()
  return items ? <Checkout items={itemsFrom(items)} isFromCart={false} /> : <CartCheckout />
}

function CartCheckout() {
  const { lines } = useApi(api.getCart)
  return <Checkout items={lines.filter(isBuyable)} isFromCart />
}

/** `sku:2,other:1` as the address has it. */
function itemsFrom(text: string): Item[] {
  return text.split(',').flatMap((part) => {
    const [skuId, quantity] = part.split(':')
    return skuId && Number(quantity) > 0 ? [{ skuId, quantity: Number(quantity) }] : []
  })
}

function Checkout({ items, isFromCart }: { items: Item[]; isFromCart: boolean }) {
  const words = useWords(checkoutWords)
  // What was to be bought when the page opened; the cart empties while the order is being placed.
  const [wanted] = useState(() => items.map(({ skuId, quantity }) => ({ skuId, quantity })))
  if (wanted.length === 0)
    return (
      <Page title={words.checkout.title}>
        <Empty icon="cart" title={words.checkout.nothing}>
          <Link to="/cart">{words.checkout.backToCart}</Link>
        </Empty>
      </Page>
    )
  return (
    <Page title={words.checkout.title}>
      <Form items={wanted} isFromCart={isFromCart} />
    </Page>
  )
}

function Form({ items, isFromCart }: { items: Item[]; isFromCart: boolean }) {
  const words = useWords(checkoutWords)
  useEffect(() => tell({ kind: 'checked_out' }), [])
  const [couponCode, setCouponCode] = useState<string>()
  const [addressId, setAddressId] = useState<string>()
  const [payment, setPayment] = useState<'cashier' | 'balance'>('cashier')
  const quote = useFreshApi(
    api.postQuote,
    { lines: items, ...(couponCode ? { couponCode } : {}) },
    15_000,
  )
  const seen = useSeenPrices(quote)
  const place = usePlaceOrder(isFromCart)
  const { items: addresses } = useApi(api.getAddresses)
  const chosen = addressId ?? addresses[0]?.addressId

  const whyNotNow = useWhyNotBuy()
  const whyNot = quote.lines.some((line) => line.problem)
    ? words.checkout.hasProblem
    : chosen
      ? whyNotNow
      : words.checkout.needAddress
  const submit = () => {
    if (!chosen) return
    seen.accept()
    place.run({
      lines: quote.lines.map(({ skuId, quantity, unitPriceFen }) => ({
        skuId,
        quantity,
        unitPriceFen,
      })),
      addressId: chosen,
      payment,
      ...(couponCode && !quote.couponProblem ? { couponCode } : {}),
    })
  }
  return (
    <>
      <Section title={words.checkout.address}>
        <AddressChoice addresses={addresses} chosen={chosen} onChoose={setAddressId} />
      </Section>
      <Section
        title={words.checkout.goods}
        actions={<Link to="/cart">{words.checkout.backToCart}</Link>}
      >
        {seen.changed.size > 0 && (
          <p className={styles['changed']} role="alert">
            {words.checkout.priceChanged}
          </p>
        )}
        <QuoteLines quote={quote} before={seen.changed} />
      </Section>
      <Section title={words.checkout.coupon}>
        <CouponChoice code={couponCode} problem={quote.couponProblem} onChoose={setCouponCode} />
      </Section>
      <Choice
        legend={words.checkout.payment}
        name="payment"
        value={payment}
        options={[
          { value: 'cashier', label: words.checkout.cashier, note: words.checkout.cashierNote },
          { value: 'balance', label: words.checkout.balance, note: words.checkout.balanceNote },
        ]}
        onChange={setPayment}
      />
      <Sums quote={quote} />
      <ErrorNote error={place.error} />
      <Foot>
        <span className={styles['total']}>
          <span className="soft small">{words.checkout.total}</span>{' '}
          <Money fen={quote.totalFen} large tone="accent" />
        </span>
        <Button kind="primary" isBusy={place.isBusy} disabledReason={whyNot} onPress={submit}>
          {place.isBusy
            ? words.checkout.going
            : seen.changed.size > 0
              ? words.checkout.resubmit
              : words.checkout.submit}
        </Button>
      </Foot>
    </>
  )
}

/** The prices that the buyer was shown first; another one later is told and must be accepted. */
function useSeenPrices(quote: Quote) {
  const pricesOf = () => new Map(quote.lines.map((line) => [line.skuId, line.unitPriceFen]))
  const [seen, setSeen] = useState(pricesOf)
  const changed = new Map(
    quote.lines.flatMap(({ skuId, unitPriceFen }) => {
      const before = seen.get(skuId)
      return before !== undefined && before !== unitPriceFen ? [[skuId, before]] : []
    }),
  )
  return { changed, accept: () => setSeen(pricesOf()) }
}

/** Places the order and goes on to where it is paid. */
function usePlaceOrder(isFromCart: boolean) {
  const navigate = useNavigate()
  const refresh = useRefresh()
  const [isPlaced, setPlaced] = useState(false)
  const place = useAction(api.postOrder, {
    refreshes: [api.getOrders],
    onDone: async ({ id, payment }, order) => {
      setPlaced(true)
      if (isFromCart) {
        // The order stands whatever becomes of the cart.
        await Promise.allSettled(
          order.lines.map(({ skuId }) => call(api.deleteCartLine, { skuId })),
        )
        void refresh(api.getCart)
      }
      const { cashierUrl } = payment
      const search = cashierUrl ? {} : { paid: true as const }
      // Whoever goes back from the cashier comes to the order, never to placing it again.
      void navigate({ to: '/orders/$orderId', params: { orderId: id }, search, replace: true })
      if (cashierUrl) location.assign(cashierUrl)
    },
    // Whatever stands in the way, the quote says it line by line.
    onRefused: () => refresh(api.postQuote),
  })
  return { run: place.run, error: place.error, isBusy: place.isRunning || isPlaced }
}

function Sums({ quote }: { quote: Quote }) {
  const words = useWords(checkoutWords)
  return (
    <dl className={styles['sums']}>
      <dt>{words.checkout.goodsFen}</dt>
      <dd>
        <Money fen={quote.goodsFen} />
      </dd>
      {quote.discountFen > 0 && (
        <>
          <dt>{words.checkout.discount}</dt>
          <dd>
            <Money fen={-quote.discountFen} />
          </dd>
        </>
      )}
      <dt>{words.checkout.total}</dt>
      <dd>
        <Money fen={quote.totalFen} large tone="accent" />
      </dd>
    </dl>
  )
}

import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Choice } from '#web/kit/field.tsx'
import { count } from '#web/kit/format.ts'
import { Icon } from '#web/kit/icon.tsx'
import { inLanguage, useLanguage, useWords } from '#web/kit/i18n.ts'
import { useWhyNotBuy } from '#web/kit/memory.ts'
import { Money } from '#web/kit/money.tsx'
import { useNow } from '#web/kit/now.ts'
import { Page } from '#web/kit/page.tsx'
import { QuantityStepper } from '#web/kit/stepper.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useApi, useFreshApi } from '#web/kit/use-api.ts'
import { useAddToCart } from '../add-to-cart.ts'
import type { FlashSale } from '../flash-strip.tsx'
import { tell } from '../facts.ts'
import { FlashState } from '../flash-strip.tsx'
import { Foot } from '../foot.tsx'
import { Gallery } from '../gallery.tsx'
import { lookedAt } from '../kept-here.ts'
import { Share } from '../share.tsx'
import { useTitles } from '../titles.ts'
import { browseWords } from '../words/browse.ts'
import styles from './product.module.css'

type Product = AnswerOf<typeof api.getProduct>
type Sku = Product['skus'][number]

const route = getRouteApi('/products/$productId')

export function ProductPage() {
  const { productId } = route.useParams()
  const product = useApi(api.getProduct, { productId })
  const { titleOf } = useTitles()
  useEffect(() => {
    lookedAt.add(product.id)
    tell({ kind: 'viewed', productId: product.id })
  }, [product.id])
  return (
    <Page title={titleOf(product)} isTitleSpoken width="wide">
      <div className={styles['halves']}>
        <Gallery key={product.id} product={product} title={titleOf(product)} />
        <div className="stack">
          <Head product={product} />
          <Buy key={productId} product={product} />
          <Safety brand={product.brand} />
          <Description product={product} />
          <Facts product={product} />
        </div>
      </div>
    </Page>
  )
}

/** A longer one is set smaller, so that the price stays near. */
const shortTitleMax = 60

function Head({ product }: { product: Product }) {
  const { titleOf, nameOf } = useTitles()
  const title = titleOf(product)
  const words = useWords(browseWords)
  const language = useLanguage()
  return (
    <div className="stack-tight">
      {/* The page's own title is spoken already. */}
      <p
        className={`${styles['title']} ${title.length > shortTitleMax ? styles['long'] : ''}`}
        aria-hidden="true"
        dir="auto"
      >
        {title}
      </p>
      <div className={styles['seller']}>
        <p className="soft small">
          <Link to="/products" search={{ brand: product.brand.id }}>
            {words.product.sells(nameOf(product.brand))}
          </Link>
          {product.brand.madeUp && ` · ${words.product.madeUp}`}
        </p>
        <Share productId={product.id} title={title} />
      </div>
      {language === 'zh' && product.titleZhMadeBy === 'script' && (
        <p className="soft small">
          {product.titleEn}
          <br />
          {words.product.made}
        </p>
      )}
    </div>
  )
}

/** Choosing a variant and how many; the price is that of the moment. */
function Buy({ product }: { product: Product }) {
  const words = useWords(browseWords)
  const language = useLanguage()
  const navigate = useNavigate()
  const { items: sales } = useFreshApi(api.getFlashSales, {}, 10_000)
  const [chosen, setChosen] = useState(product.skus.find((sku) => sku.available > 0)?.id)
  const [quantity, setQuantity] = useState(1)
  const add = useAddToCart(product.id, () =>
    toast({
      text: words.product.added,
      act: { label: words.product.toCart, run: () => void navigate({ to: '/cart' }) },
    }),
  )
  const whyNotBuy = useWhyNotBuy()
  const sku = product.skus.find((one) => one.id === chosen) ?? product.skus[0]
  const now = useNow()
  if (!sku) return <p>{words.products.soldOut}</p>
  const sale = sales.find((one) => one.skuId === sku.id)
  const isRunning = sale !== undefined && isOpen(sale, now)
  const left = isRunning ? sale.left : sku.available
  const max = Math.max(1, isRunning ? Math.min(left, sale.perMemberMax) : left)
  const whyNot = left === 0 ? words.products.soldOut : whyNotBuy
  const wanted = Math.min(quantity, max)
  return (
    <div className="stack">
      <Price sku={sku} sale={isRunning ? sale : undefined} />
      {sale && (
        <div className={styles['sale']}>
          <p className="row">
            <Badge tone="accent">{isRunning ? words.flash.running : words.flash.soon}</Badge>
            <span className="small">
              {words.flash.limit(count(sale.perMemberMax, language))}
              {!isRunning && ' · '}
              {!isRunning && <Money fen={sale.priceFen} />}
            </span>
          </p>
          <FlashState sale={sale} />
        </div>
      )}
      {product.skus.length > 1 && (
        <Choice
          legend={words.product.variant}
          name="variant"
          value={sku.id}
          options={product.skus.map((one) => ({
            value: one.id,
            label: one.name || one.code,
            note: <Money fen={one.priceFen} />,
          }))}
          onChange={setChosen}
        />
      )}
      <div className="row">
        {left > 0 && (
          <QuantityStepper
            label={words.product.quantity}
            value={wanted}
            max={max}
            onChange={setQuantity}
          />
        )}
        <span className="soft small">
          <Stock left={left} />
        </span>
      </div>
      <ErrorNote error={add.error} />
      <Foot flows>
        <Button
          icon="cart"
          isBusy={add.isRunning}
          disabledReason={whyNot}
          onPress={() => add.run({ skuId: sku.id, quantity: wanted })}
        >
          {words.product.addToCart}
        </Button>
        {!whyNot && (
          <Button
            kind="primary"
            onPress={() =>
              void navigate({ to: '/checkout', search: { items: `${sku.id}:${wanted}` } })
            }
          >
            {words.product.buyNow}
          </Button>
        )}
      </Foot>
    </div>
  )
}

const isOpen = (sale: FlashSale, now: number) =>
  sale.left > 0 && Date.parse(sale.startsAt) <= now && now < Date.parse(sale.endsAt)

function Price({ sku, sale }: { sku: Sku; sale: FlashSale | undefined }) {
  const words = useWords(browseWords)
  const comparedFen = sale?.comparedPriceFen ?? null
  return (
    <p className={styles['price']}>
      <Money fen={sale?.priceFen ?? sku.priceFen} large tone="accent" />
      {comparedFen !== null && (
        <>
          <Money fen={comparedFen} struck tone="soft" />
          <span className="small">{words.flash.compared}</span>
        </>
      )}
    </p>
  )
}

/** True numbers only: few are told as few. */
function Stock({ left }: { left: number }) {
  const words = useWords(browseWords)
  const text = count(left, useLanguage())
  if (left === 0) return words.products.soldOut
  return left <= fewMax ? words.product.few(text) : words.product.available(text)
}
const fewMax = 10

function Safety({ brand }: { brand: Product['brand'] }) {
  const words = useWords(browseWords)
  const { nameOf } = useTitles()
  return (
    <div className={styles['safety']}>
      <Icon name="shield" />
      <div>
        <p className={styles['safe']}>{words.product.safety}</p>
        <p className="small">{words.product.safetyHint(nameOf(brand))}</p>
      </div>
    </div>
  )
}

function Description({ product: { descriptionZh, descriptionEn } }: { product: Product }) {
  const description = inLanguage(useLanguage(), descriptionZh, descriptionEn)
  if (!description) return null
  return (
    <p className={styles['description']} dir="auto">
      {description}
    </p>
  )
}

function Facts({ product }: { product: Product }) {
  const words = useWords(browseWords)
  const { nameOf } = useTitles()
  const { category, skus } = product
  const codes = skus.map((sku) => sku.code).join(', ')
  return (
    <dl className={styles['facts']}>
      <dt>{words.product.category}</dt>
      <dd>
        <Link to="/products" search={{ category: category.id }}>
          {nameOf(category)}
        </Link>
      </dd>
      <dt>{words.product.code}</dt>
      <dd>{codes}</dd>
      {skus[0] && (
        <>
          <dt>{words.product.soldBy}</dt>
          <dd>{words.product.units[skus[0].soldBy]}</dd>
        </>
      )}
    </dl>
  )
}

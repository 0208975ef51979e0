/** From an empty shop to a first product that members see. Whether a step is done is read, not kept. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { buttonClass } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { useFreshApi } from '#web/kit/use-api.ts'
import { shopWords } from '../words/shop.ts'

const everyMs = 10_000

type Step = keyof (typeof shopWords)['zh']['first']['steps']

export function FirstStepsPage() {
  const { first: words } = useWords(shopWords)
  const brands = useFreshApi(api.getConsoleBrands, {}, everyMs).items
  const categories = useFreshApi(api.getConsoleCategories, {}, everyMs).items
  const products = useFreshApi(api.getConsoleProducts, {}, everyMs).items
  const onSale = useFreshApi(api.getConsoleProducts, { status: 'on_sale' }, everyMs).items
  const inShop = useFreshApi(api.getProducts, {}, everyMs).items
  const [draft] = products
  const done: Record<Step, boolean> = {
    brand: brands.length > 0,
    category: categories.length > 0,
    product: products.length > 0,
    sale: onSale.length > 0,
    seen: inShop.length > 0,
  }
  const steps = Object.keys(words.steps) as Step[]
  const next = steps.find((step) => !done[step])
  const ways: Record<Step, (look: string) => ReactNode> = {
    brand: (look) => (
      <Link to="/brands" className={look}>
        {words.go.brand}
      </Link>
    ),
    category: (look) => (
      <Link to="/brands" className={look}>
        {words.go.category}
      </Link>
    ),
    product: (look) => (
      <span className="row">
        <Link to="/products/new" className={look}>
          {words.go.product}
        </Link>
        <Link to="/products/import" className={buttonClass()}>
          {words.byCsv}
        </Link>
      </span>
    ),
    sale: (look) =>
      draft && (
        <Link to="/products/$productId" params={{ productId: draft.id }} className={look}>
          {words.go.sale}
        </Link>
      ),
    // The shop is another app: a page load away.
    seen: (look) => (
      <a href={inShop[0] ? `/products/${inShop[0].id}` : '/'} className={look}>
        {words.go.seen}
      </a>
    ),
  }
  return (
    <Page title={words.title}>
      <p className="soft">{next ? words.hint : words.open}</p>
      <List label={words.title}>
        {steps.map((step) => (
          <Row key={step}>
            <div className="row-apart">
              <div>
                <p className="row">
                  <strong>{words.steps[step]}</strong>
                  <Badge tone={done[step] ? 'safe' : 'plain'}>
                    {done[step] ? words.done : words.todo}
                  </Badge>
                </p>
                <p className="soft small">{words.notes[step]}</p>
              </div>
              {(step === next || step === 'seen') &&
                ways[step](buttonClass(step === next ? { kind: 'primary' } : {}))}
            </div>
          </Row>
        ))}
      </List>
    </Page>
  )
}

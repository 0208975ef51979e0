import { Link } from '@tanstack/react-router'
import { Suspense } from 'react'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Pager } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Skeleton } from '#web/kit/skeleton.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { useApi, usePages } from '#web/kit/use-api.ts'
import { FlashStrip } from '../flash-strip.tsx'
import { ProductGrid } from '../product-card.tsx'
import { useTitles } from '../titles.ts'
import { browseWords } from '../words/browse.ts'
import { frameWords } from '../words/frame.ts'

export function HomePage() {
  const words = useWords(frameWords)
  return (
    <Page title={words.nav.home} isTitleSpoken width="wide">
      <Suspense fallback={<Skeleton lines={2} />}>
        <FlashStrip />
      </Suspense>
      <Suspense fallback={<Skeleton lines={1} />}>
        <Categories />
      </Suspense>
      <Suspense fallback={<Skeleton lines={8} />}>
        <NewProducts />
      </Suspense>
    </Page>
  )
}

function Categories() {
  const words = useWords(browseWords)
  const { nameOf } = useTitles()
  const { items } = useApi(api.getCategories)
  const top = items.filter((category) => category.parentId === null)
  if (top.length === 0) return null
  return (
    <Section title={words.home.categories}>
      <Tabs label={words.home.categories}>
        {top.map((category) => (
          <Link key={category.id} to="/products" search={{ category: category.id }}>
            {nameOf(category)}
          </Link>
        ))}
      </Tabs>
    </Section>
  )
}

function NewProducts() {
  const words = useWords(browseWords)
  const { items, ...pager } = usePages(api.getProducts, {})
  return (
    <Section title={words.home.new} actions={<Link to="/products">{words.products.seeAll}</Link>}>
      {items.length === 0 ? <p className="soft">{words.products.none}</p> : null}
      <ProductGrid products={items} />
      <Pager {...pager} />
    </Section>
  )
}

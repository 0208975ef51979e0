import { Link, getRouteApi } from '@tanstack/react-router'
import { useDeferredValue, useEffect } from 'react'
import * as api from '#web/kit/api.ts'
import { count } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { useApi, usePages } from '#web/kit/use-api.ts'
import { tell } from '../facts.ts'
import { Categories } from '../home/categories.tsx'
import { NewProducts } from '../home/new-products.tsx'
import { ProductGrid } from '../product-card.tsx'
import { ProductFilters } from '../product-filters.tsx'
import type { ProductsSearch } from '../router.tsx'
import { useTitles } from '../titles.ts'
import { browseWords } from '../words/browse.ts'

const route = getRouteApi('/products')

export function ProductsPage() {
  const words = useWords(browseWords)
  const { nameOf } = useTitles()
  const search = route.useSearch()
  // The list of before stays until the one that was asked for is there.
  const shown = useDeferredValue(search)
  const { category, brand, q, sort, inStock, exactly } = shown
  useEffect(() => {
    if (q) tell({ kind: 'searched' }) // without the words
  }, [q])
  const { items: categories } = useApi(api.getCategories)
  const { items, pages, ...pager } = usePages(api.getProducts, {
    category,
    brand,
    q,
    sort,
    ...(inStock ? { inStock: 'true' } : {}),
    ...(exactly ? { exactly: 'true' } : {}),
  })

  const here = categories.find((one) => one.id === category)
  const ofBrand = items.find((one) => one.brand.id === brand)?.brand
  const names = [here, ofBrand].flatMap((one) => (one ? [nameOf(one)] : []))
  const title = q ? words.products.found(q) : names.join(' · ') || words.home.all
  const isNear = pages[0]?.near !== false
  const isEmpty = items.length === 0 && !pager.hasMore
  return (
    <Page title={title} width="wide">
      <ProductFilters search={search} categories={categories} brand={ofBrand}>
        <Count shown={isNear ? items.length : 0} hasMore={pager.hasMore} />
      </ProductFilters>
      {isEmpty || !isNear ? (
        <NothingHere search={shown} newest={items} />
      ) : (
        <div className="stack">
          {q && pages[0]?.exact === false && (
            <Instead search={shown} q={q} corrected={pages[0].corrected} />
          )}
          <ProductGrid products={items} isFirst />
          <Pager {...pager} />
        </div>
      )}
    </Page>
  )
}

/** That these are not what was asked for, and the way to insist on it. */
function Instead(props: { search: ProductsSearch; q: string; corrected: string | null }) {
  const { search, q, corrected } = props
  const { products: words } = useWords(browseWords)
  if (corrected === null) return <p className="soft">{words.inexact(q)}</p>
  return (
    <p className="soft">
      {words.corrected(q, corrected)}{' '}
      <Link to="/products" search={{ ...search, exactly: true }}>
        {words.exactly(q)}
      </Link>
    </p>
  )
}

function Count({ shown, hasMore }: { shown: number; hasMore: boolean }) {
  const { products: words } = useWords(browseWords)
  const number = count(shown, useLanguage())
  return (
    <output className="soft small">
      {hasMore ? words.countSoFar(number) : words.count(number)}
    </output>
  )
}

/** No dead end: without the filters, by category, or what is new. */
function NothingHere(props: {
  search: ProductsSearch
  newest: Parameters<typeof ProductGrid>[0]['products']
}) {
  const { search, newest } = props
  const words = useWords(browseWords)
  const { q, category, brand, inStock } = search
  const isFiltered = category !== undefined || brand !== undefined || inStock !== undefined
  if (q === undefined && !isFiltered) return <NewProducts /> // the shop itself has nothing yet
  return (
    <>
      <Empty icon="search" title={q ? words.products.nothing(q) : words.products.none}>
        <p>{words.products.noneHint}</p>
        {isFiltered && (
          <Link to="/products" search={q ? { q } : {}}>
            {words.products.everywhere}
          </Link>
        )}
      </Empty>
      <Categories />
      {newest.length > 0 ? (
        <Section title={words.home.new}>
          <ProductGrid products={newest} />
        </Section>
      ) : (
        <NewProducts />
      )}
    </>
  )
}

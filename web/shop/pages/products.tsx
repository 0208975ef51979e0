import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { useApi, usePages } from '#web/kit/use-api.ts'
import { ProductGrid } from '../product-card.tsx'
import { useTitles } from '../titles.ts'
import { browseWords } from '../words/browse.ts'

const route = getRouteApi('/products')

export function ProductsPage() {
  const words = useWords(browseWords)
  const { nameOf } = useTitles()
  const search = route.useSearch()
  const { items: categories } = useApi(api.getCategories)
  const { items, pages, ...pager } = usePages(api.getProducts, search)

  const category = categories.find((one) => one.id === search.category)
  const [first] = items
  const brand = first && first.brand.id === search.brand ? first.brand : null
  const title = search.q
    ? words.products.found(search.q)
    : category
      ? nameOf(category)
      : brand
        ? nameOf(brand)
        : words.home.all
  const sorts = search.q
    ? (['relevance', 'newest', 'price_up', 'price_down'] as const)
    : (['newest', 'price_up', 'price_down'] as const)
  const sort = search.sort ?? sorts[0]
  return (
    <Page title={title} width="wide">
      <div className="stack-tight">
        {!search.q && <CategoryTabs chosen={search.category} all={categories} />}
        <Tabs label={words.products.sortBy}>
          {sorts.map((one) => (
            <Link
              key={one}
              to="/products"
              search={{ ...search, sort: one }}
              replace
              aria-current={one === sort ? 'page' : undefined}
              activeProps={{ 'aria-current': undefined }}
            >
              {words.products.sorts[one]}
            </Link>
          ))}
        </Tabs>
      </div>
      {search.q && pages[0]?.exact === false && items.length > 0 && (
        <p className="soft">{words.products.inexact(search.q)}</p>
      )}
      {items.length === 0 ? (
        <Empty icon="search" title={words.products.none}>
          <p>{words.products.noneHint}</p>
          <Link to="/products">{words.products.seeAll}</Link>
        </Empty>
      ) : (
        <ProductGrid products={items} />
      )}
      <Pager {...pager} />
    </Page>
  )
}

type Category = { id: string; parentId: string | null; nameZh: string; nameEn: string }

/** The categories beside or below the chosen one, and the way up. */
function CategoryTabs({ chosen, all }: { chosen: string | undefined; all: Category[] }) {
  const words = useWords(browseWords)
  const { nameOf } = useTitles()
  const here = all.find((one) => one.id === chosen)
  const below = all.filter((one) => one.parentId === (chosen ?? null))
  const shown = below.length > 0 ? below : all.filter((one) => one.parentId === here?.parentId)
  if (shown.length === 0) return null
  const up = below.length > 0 ? here?.parentId : all.find((one) => one.id === here?.parentId)?.id
  return (
    <Tabs label={words.home.categories}>
      {here && (
        <Link to="/products" search={up ? { category: up } : {}}>
          {words.products.up}
        </Link>
      )}
      {shown.map((one) => (
        <Link key={one.id} to="/products" search={{ category: one.id }}>
          {nameOf(one)}
        </Link>
      ))}
    </Tabs>
  )
}

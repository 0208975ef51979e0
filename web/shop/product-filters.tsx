import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { Checkbox, Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Tabs } from '#web/kit/tabs.tsx'
import { useApiState } from '#web/kit/use-api.ts'
import styles from './product-filters.module.css'
import type { ProductsSearch } from './router.tsx'
import { useTitles } from './titles.ts'
import { browseWords } from './words/browse.ts'

type Category = AnswerOf<typeof api.getCategories>['items'][number]
type Brand = AnswerOf<typeof api.getBrands>['items'][number]

/** What narrows the list. Changing one leaves the others as they are; the address has them all. */
export function ProductFilters(props: {
  search: ProductsSearch
  categories: Category[]
  brand: Brand | undefined
  /** What came of it, beside the last of them. */
  children: ReactNode
}) {
  const { search, categories, brand, children } = props
  const words = useWords(browseWords)
  const navigate = useNavigate()
  const narrow = (by: Partial<ProductsSearch>) => without(search, by)
  const go = (by: Partial<ProductsSearch>) =>
    void navigate({ to: '/products', search: narrow(by), replace: true })
  const sorts = search.q
    ? (['relevance', 'newest', 'price_up', 'price_down'] as const)
    : (['newest', 'price_up', 'price_down'] as const)
  const sort = sorts.find((one) => one === search.sort) ?? sorts[0]
  return (
    <div className="stack-tight">
      <CategoryTabs chosen={search.category} all={categories} narrow={narrow} />
      <div className={styles['filters']}>
        <Select
          label={words.products.sortBy}
          isLabelSpoken
          value={sort}
          options={sorts.map((value) => ({ value, label: words.products.sorts[value] }))}
          onChange={(value) => go({ sort: value })}
        />
        <Brands chosen={brand} id={search.brand} onChange={(id) => go({ brand: id })} />
      </div>
      <div className="row-apart">
        {children}
        <Checkbox
          label={words.products.inStock}
          isChecked={search.inStock === true}
          onChange={(isChecked) => go({ inStock: isChecked ? true : undefined })}
        />
      </div>
    </div>
  )
}

/** What is undefined leaves the address. */
function without(
  search: ProductsSearch,
  by: { [K in keyof ProductsSearch]?: ProductsSearch[K] | undefined },
): ProductsSearch {
  const all = Object.entries({ ...search, ...by }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(all)
}

/** It stands there before the brands are known, so that nothing moves when they come. */
function Brands(props: {
  chosen: Brand | undefined
  id: string | undefined
  onChange: (id: string | undefined) => void
}) {
  const { chosen, id, onChange } = props
  const words = useWords(browseWords)
  const { nameOf } = useTitles()
  const { data } = useApiState(api.getBrands, {}, { quiet: true, isEverybodys: true })
  const all = data?.items ?? []
  const known = chosen && !all.some((one) => one.id === chosen.id) ? [chosen, ...all] : all
  const options = known.map((one) => ({ value: one.id, label: nameOf(one) }))
  return (
    <Select
      label={words.products.brand}
      isLabelSpoken
      value={id ?? ''}
      options={[{ value: '', label: words.products.allBrands }, ...options]}
      onChange={(value) => onChange(value === '' ? undefined : value)}
    />
  )
}

/** The categories beside or below the chosen one, and the way up. */
function CategoryTabs(props: {
  chosen: string | undefined
  all: Category[]
  narrow: (by: { category: string | undefined }) => ProductsSearch
}) {
  const { chosen, all, narrow } = props
  const words = useWords(browseWords)
  const { nameOf } = useTitles()
  const here = all.find((one) => one.id === chosen)
  const shownBelow = (parentId: string | null) =>
    all.filter((one) => one.parentId === parentId && (one.hasProducts || one.id === chosen))
  const below = shownBelow(chosen ?? null)
  const shown = below.length > 0 ? below : shownBelow(here?.parentId ?? null)
  if (shown.length === 0) return null
  const up = below.length > 0 ? here?.parentId : all.find((one) => one.id === here?.parentId)?.id
  return (
    <Tabs label={words.home.categories}>
      {here && (
        <Link to="/products" search={narrow({ category: up ?? undefined })} activeOptions={exactly}>
          {up ? words.products.up : words.home.all}
        </Link>
      )}
      {shown.map((one) => (
        <Link
          key={one.id}
          to="/products"
          search={narrow({ category: one.id })}
          activeOptions={exactly}
          aria-current={one.id === chosen ? 'page' : undefined}
        >
          {nameOf(one)}
        </Link>
      ))}
    </Tabs>
  )
}

const exactly = { exact: true, includeSearch: true }

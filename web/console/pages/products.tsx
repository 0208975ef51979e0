/** All products, the last written first: found by words, by state, by brand, by what is left. */
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { buttonClass } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { Picture } from '#web/kit/picture.tsx'
import { Table } from '#web/kit/table.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useBrands } from '../brands.ts'
import { useFormats } from '../formats.tsx'
import pictures from '../product/pictures.module.css'
import { SearchForm } from '../search-form.tsx'
import { ProductBadge, productStatuses, scarcities } from '../states.tsx'
import { frameWords } from '../words/frame.ts'
import { goodsWords } from '../words/goods.ts'
import { importWords } from '../words/imports.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'

const route = getRouteApi('/inside/products')

export function ProductsPage() {
  const words = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const states = useWords(stateWords)
  const { pages } = useWords(frameWords)
  const search = route.useSearch()
  const navigate = useNavigate()
  const { may } = useAccess()
  const { brandName } = useBrands()
  const { items, ...pager } = usePages(api.getConsoleProducts, search)
  const { status: _, stock: __, ...anyState } = search
  const { q: ___, ...anyWords } = search
  const isNarrowed = Object.keys(search).length > 0
  const { action: importIt } = useWords(importWords)
  const add = may('catalog.edit') && (
    <div className="row">
      <Link to="/products/import" className={buttonClass()}>
        {importIt}
      </Link>
      <Link to="/products/new" className={buttonClass({ kind: 'primary' })}>
        {words.list.add}
      </Link>
    </div>
  )
  return (
    <Page title={pages.products} width="wide" actions={add}>
      <div className="stack-tight">
        <SearchForm
          key={search.q}
          label={words.list.search}
          value={search.q ?? ''}
          onSearch={(q) =>
            void navigate({ to: '/products', search: q === '' ? anyWords : { ...anyWords, q } })
          }
        />
        <Tabs label={shared.status}>
          <Link to="/products" search={anyState} activeOptions={{ exact: true }}>
            {shared.all}
          </Link>
          {productStatuses.map((status) => (
            <Link
              key={status}
              to="/products"
              search={{ ...anyState, status }}
              activeOptions={{ exact: true }}
            >
              {states.product[status]}
            </Link>
          ))}
          {scarcities.map((stock) => (
            <Link key={stock} to="/products" search={{ ...anyState, stock }}>
              {words.list.scarcity[stock]}
            </Link>
          ))}
        </Tabs>
        {search.brand !== undefined && (
          <p className="row soft small">
            <span>{words.list.ofBrand(brandName(search.brand))}</span>
            <Link to="/products">{words.list.allBrands}</Link>
          </p>
        )}
        {search.stock === 'low' && <p className="soft small">{words.list.lowNote}</p>}
      </div>
      {items.length === 0 ? (
        <Empty icon="search" title={isNarrowed ? words.list.none : words.list.noneYet}>
          {isNarrowed && <Link to="/products">{words.list.clear}</Link>}
        </Empty>
      ) : (
        <ProductsTable items={items} />
      )}
      <Pager {...pager} />
    </Page>
  )
}

type Row = AnswerOf<typeof api.getConsoleProducts>['items'][number]

function ProductsTable({ items }: { items: Row[] }) {
  const words = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const { pages } = useWords(frameWords)
  const { titleOf, nameOf, count, day } = useFormats()
  return (
    <Table
      caption={pages.products}
      items={items}
      keyOf={(product) => product.id}
      columns={[
        {
          key: 'title',
          title: words.list.title,
          cell: (product) => (
            <Link
              to="/products/$productId"
              params={{ productId: product.id }}
              className={pictures['named']}
            >
              <span className={pictures['thumb']}>
                <Picture url={product.picture?.url} alt="" sizes="40px" fallback={null} />
              </span>
              <span className={pictures['name']}>{titleOf(product)}</span>
            </Link>
          ),
        },
        { key: 'brand', title: words.list.brand, cell: ({ brand }) => nameOf(brand) },
        {
          key: 'status',
          title: shared.status,
          cell: (product) => <ProductBadge status={product.status} />,
        },
        {
          key: 'price',
          title: words.list.price,
          isFigure: true,
          cell: ({ priceFromFen }) => (priceFromFen === null ? '–' : <Money fen={priceFromFen} />),
        },
        {
          key: 'available',
          title: words.list.available,
          isFigure: true,
          cell: ({ available, scarce }) => (
            <>
              {count(available)}
              {scarce && (
                <>
                  <br />
                  <Badge tone={scarce === 'sold_out' ? 'bad' : 'warn'}>
                    {words.list.scarce[scarce]}
                  </Badge>
                </>
              )}
            </>
          ),
        },
        { key: 'created', title: words.list.created, cell: (product) => day(product.createdAt) },
      ]}
    />
  )
}

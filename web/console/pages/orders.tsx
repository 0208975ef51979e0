/** Orders, newest first: by state, day, member, number or goods; many are shipped at once. */
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import { requestOf } from '#web/kit/client.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { TextField } from '#web/kit/field.tsx'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { Picture } from '#web/kit/picture.tsx'
import { Table } from '#web/kit/table.tsx'
import type { Ticks } from '#web/kit/table.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { useApiState, usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { ShortId, shortId } from '../id.tsx'
import { ShipMany } from '../order/ship-many.tsx'
import { PlacedAt, Turn } from '../order/turn.tsx'
import { SearchForm } from '../search-form.tsx'
import { OrderBadge, orderStatuses } from '../states.tsx'
import { frameWords } from '../words/frame.ts'
import { importWords } from '../words/imports.ts'
import { orderWords } from '../words/orders.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'
import styles from './orders.module.css'

type Order = AnswerOf<typeof api.getConsoleOrders>['items'][number]
const route = getRouteApi('/inside/orders')
type Search = ReturnType<typeof route.useSearch>

export function OrdersPage() {
  const { list: words } = useWords(orderWords)
  const { pages } = useWords(frameWords)
  const search = route.useSearch()
  const { items, ...pager } = usePages(api.getConsoleOrders, search)
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const isNarrowed = Object.keys(search).length > 0
  return (
    <Page title={pages.orders} width="wide" actions={<ExportOrders search={search} />}>
      <Filters search={search} isEmpty={items.length === 0} />
      {items.length === 0 ? (
        <Empty icon="parcel" title={isNarrowed ? words.none : words.noneYet}>
          {isNarrowed && <Link to="/orders">{words.clear}</Link>}
        </Empty>
      ) : (
        <OrdersTable items={items} ticked={ticked} onTick={setTicked} />
      )}
      <Pager {...pager} />
      <ShipMany
        orders={items.filter((order) => ticked.has(order.id) && mayShip(order))}
        onSelect={setTicked}
      />
    </Page>
  )
}

const mayShip = (order: Order) => order.waiting.length > 0

function Filters({ search, isEmpty }: { search: Search; isEmpty: boolean }) {
  const { list: words } = useWords(orderWords)
  const navigate = useNavigate()
  const { q, memberId, day } = search
  const { q: _, ...withoutWords } = search
  const { day: __, ...anyDay } = search
  const { memberId: ___, ...anybodys } = search
  return (
    <div className="stack-tight">
      <div className={styles['filters']}>
        <SearchForm
          key={q}
          label={words.search}
          value={q ?? ''}
          onSearch={(text) =>
            void navigate({
              to: '/orders',
              search: text === '' ? withoutWords : { ...withoutWords, q: text },
            })
          }
        />
        <DayField
          key={day}
          day={day ?? ''}
          onChange={(next) =>
            void navigate({
              to: '/orders',
              search: next === '' ? anyDay : { ...anyDay, day: next },
            })
          }
        />
      </div>
      <StatusCounts search={search} />
      {(memberId !== undefined || q !== undefined || day !== undefined) && (
        <p className="row soft small">
          {memberId !== undefined && (
            <>
              <span>
                {words.ofMember} <ShortId id={memberId} />
              </span>
              <Link to="/orders" search={anybodys}>
                {words.anybody}
              </Link>
            </>
          )}
          {!isEmpty && <Link to="/orders">{words.clear}</Link>}
        </p>
      )}
    </div>
  )
}

/** A year that is being typed is a date already ("0020-11-20"): it waits until it can be ours. */
function DayField({ day, onChange }: { day: string; onChange: (day: string) => void }) {
  const { list: words } = useWords(orderWords)
  const [text, setText] = useState(day)
  const change = (next: string) => {
    setText(next)
    if (next === '' || next >= '2000-01-01') onChange(next)
  }
  return (
    <div>
      <TextField label={words.day} isLabelSpoken type="date" value={text} onChange={change} />
    </div>
  )
}

function StatusCounts({ search }: { search: Search }) {
  const { list: words } = useWords(orderWords)
  const { all, status: label } = useWords(sharedWords)
  const states = useWords(stateWords)
  const { count } = useFormats()
  const { status: _, q, ...rest } = search
  const anyStatus = q === undefined ? rest : { ...rest, q }
  // What words find is not counted: it would be found seven times.
  const { data } = useApiState(api.getOrderCounts, rest, { enabled: q === undefined, keeps: true })
  const countOf = (status: Order['status']) => {
    const found = data?.items.find((one) => one.status === status)?.count ?? 0
    if (q !== undefined || found === 0 || !data) return null
    const text = found < data.countMax ? count(found) : words.moreThan(count(data.countMax - 1))
    return <span className={styles['count']}>{text}</span>
  }
  return (
    <Tabs label={label}>
      <Link to="/orders" search={anyStatus} activeOptions={{ exact: true }}>
        {all}
      </Link>
      {orderStatuses.map((status) => (
        <Link key={status} to="/orders" search={{ ...anyStatus, status }}>
          <span>
            {states.order[status]} {countOf(status)}
          </span>
        </Link>
      ))}
    </Tabs>
  )
}

function OrdersTable(props: {
  items: Order[]
  ticked: ReadonlySet<string>
  onTick: (ticked: ReadonlySet<string>) => void
}) {
  const { items, ticked, onTick } = props
  const { list: words } = useWords(orderWords)
  const shared = useWords(sharedWords)
  const { pages } = useWords(frameWords)
  const { may } = useAccess()
  const ticks: Ticks<Order> = {
    ticked,
    onChange: onTick,
    mayTick: mayShip,
    label: ({ id }) => words.tick(shortId(id)),
    allLabel: words.tickAll,
  }
  return (
    <Table
      caption={pages.orders}
      items={items}
      keyOf={(order) => order.id}
      ticks={may('orders.ship') && items.some(mayShip) ? ticks : undefined}
      columns={[
        {
          key: 'number',
          title: shared.number,
          cell: ({ id }) => (
            <Link to="/orders/$orderId" params={{ orderId: id }}>
              <ShortId id={id} />
            </Link>
          ),
        },
        { key: 'goods', title: words.goods, cell: (order) => <Goods order={order} /> },
        {
          key: 'member',
          title: words.member,
          cell: ({ memberId }) => (
            <Link to="/orders" search={{ memberId }}>
              <ShortId id={memberId} />
            </Link>
          ),
        },
        {
          key: 'placedAt',
          title: words.placedAt,
          cell: (order) => <PlacedAt at={order.placedAt} />,
        },
        {
          key: 'status',
          title: shared.status,
          cell: (order) => (
            <>
              <OrderBadge status={order.status} isDisputed={order.disputed} />
              <Turn order={order} />
            </>
          ),
        },
        {
          key: 'total',
          title: words.total,
          isFigure: true,
          cell: (order) => <Paid order={order} />,
        },
      ]}
    />
  )
}

function Goods({ order }: { order: Order }) {
  const { list: words } = useWords(orderWords)
  const { titleOf } = useFormats()
  const { firstTitleZh: titleZh, firstTitleEn: titleEn, lineCount, pictures } = order
  return (
    <div className={styles['goods']}>
      {pictures.length > 0 && (
        <span className={styles['pictures']}>
          {pictures.map(({ url }) => (
            <span key={url} className={styles['thumb']}>
              <Picture url={url} alt="" sizes="36px" fallback={null} />
            </span>
          ))}
        </span>
      )}
      <span className={styles['title']}>
        <span className="clamp">{words.more(titleOf({ titleZh, titleEn }), lineCount)}</span>
      </span>
    </div>
  )
}

function Paid({ order }: { order: Order }) {
  const { list: words } = useWords(orderWords)
  return (
    <>
      <Money fen={order.totalFen} />
      {order.refundedFen > 0 && (
        <>
          <br />
          <span className="soft">
            {words.refunded} <Money fen={order.refundedFen} />
          </span>
        </>
      )}
    </>
  )
}

/** The list as it is filtered, all of it. */
function ExportOrders({ search }: { search: Search }) {
  const { exportCsv } = useWords(importWords)
  const language = useLanguage()
  return (
    <a
      href={requestOf(api.getOrdersCsv, { ...search, language }).url}
      download
      className={buttonClass()}
    >
      {exportCsv}
    </a>
  )
}

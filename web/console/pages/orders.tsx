/** All orders, newest first, by status or of one member. */
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button, buttonClass } from '#web/kit/button.tsx'
import { requestOf } from '#web/kit/client.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { TextField } from '#web/kit/field.tsx'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { Moment, useFormats } from '../formats.tsx'
import { ShortId } from '../id.tsx'
import { OrderBadge, orderStatuses } from '../states.tsx'
import styles from '../tools.module.css'
import { frameWords } from '../words/frame.ts'
import { importWords } from '../words/imports.ts'
import { orderWords } from '../words/orders.ts'
import { sharedWords } from '../words/shared.ts'
import { stateWords } from '../words/states.ts'

type Row = AnswerOf<typeof api.getConsoleOrders>['items'][number]
const route = getRouteApi('/inside/orders')

export function OrdersPage() {
  const words = useWords(orderWords)
  const { pages } = useWords(frameWords)
  const { all, status } = useWords(sharedWords)
  const states = useWords(stateWords)
  const search = route.useSearch()
  const { items, ...pager } = usePages(api.getConsoleOrders, search)
  const { memberId } = search
  const ofMember = memberId === undefined ? {} : { memberId }
  return (
    <Page
      title={pages.orders}
      width="wide"
      actions={
        <div className="row">
          <OpenByNumber />
          <ExportOrders search={search} />
        </div>
      }
    >
      <div className="stack-tight">
        <Tabs label={status}>
          <Link to="/orders" search={ofMember} activeOptions={{ exact: true }}>
            {all}
          </Link>
          {orderStatuses.map((one) => (
            <Link key={one} to="/orders" search={{ ...ofMember, status: one }}>
              {states.order[one]}
            </Link>
          ))}
        </Tabs>
        {memberId !== undefined && (
          <p className="row soft small">
            <span>
              {words.list.ofMember} <ShortId id={memberId} />
            </span>
            <Link to="/orders">{words.list.anybody}</Link>
          </p>
        )}
      </div>
      {items.length === 0 ? (
        <Empty icon="parcel" title={words.list.none} />
      ) : (
        <OrdersTable items={items} />
      )}
      <Pager {...pager} />
    </Page>
  )
}

function OrdersTable({ items }: { items: Row[] }) {
  const words = useWords(orderWords)
  const shared = useWords(sharedWords)
  const { pages } = useWords(frameWords)
  const { titleOf } = useFormats()
  const goodsOf = (order: Row) =>
    words.list.more(
      titleOf({ titleZh: order.firstTitleZh, titleEn: order.firstTitleEn }),
      order.lineCount,
    )
  return (
    <Table
      caption={pages.orders}
      items={items}
      keyOf={(order) => order.id}
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
        {
          key: 'placedAt',
          title: words.list.placedAt,
          cell: (order) => <Moment at={order.placedAt} />,
        },
        {
          key: 'status',
          title: shared.status,
          cell: (order) => <OrderBadge status={order.status} isDisputed={order.disputed} />,
        },
        { key: 'goods', title: words.list.goods, cell: goodsOf },
        {
          key: 'total',
          title: words.list.total,
          isFigure: true,
          cell: (order) => <Money fen={order.totalFen} />,
        },
        {
          key: 'refunded',
          title: words.list.refunded,
          isFigure: true,
          cell: (order) => (order.refundedFen > 0 ? <Money fen={order.refundedFen} /> : '–'),
        },
      ]}
    />
  )
}

/** The list as it is filtered, all of it. */
function ExportOrders({ search }: { search: ReturnType<typeof route.useSearch> }) {
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

function OpenByNumber() {
  const words = useWords(orderWords)
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  return (
    <form
      className={styles['tools']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const orderId = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i.exec(text.trim())?.[0]
        setWrong(!orderId)
        if (orderId) void navigate({ to: '/orders/$orderId', params: { orderId } })
      }}
    >
      <TextField
        label={words.list.byNumber}
        isLabelSpoken
        placeholder={words.list.byNumber}
        fault={isWrong ? words.list.notANumber : null}
        maxLength={40}
        value={text}
        onChange={setText}
      />
      <Button submits>{words.list.open}</Button>
    </form>
  )
}

/** One flash sale: what is set aside before it, how it goes while it runs, what it sold after. */
import { Link, getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import * as api from '#web/kit/api.ts'
import { clock } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useLive } from '#web/kit/live.ts'
import { useNow } from '#web/kit/now.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { useFreshApi, useRefresh } from '#web/kit/use-api.ts'
import { Facts } from '../facts.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { EndSale } from '../offer/end-sale.tsx'
import { SaleBadge } from '../offer/sale-badge.tsx'
import { Pace, SoldCurve } from '../offer/sale-charts.tsx'
import type { LiveSale } from '../offer/sale-charts.tsx'
import styles from './flash-sale.module.css'
import { SaleStock } from '../offer/sale-stock.tsx'
import { offerWords } from '../words/offers.ts'

const route = getRouteApi('/inside/flash-sales/$saleId')
/** Besides every change: the counts may be those of a moment before it. */
const everyMs = 5_000

export function FlashSalePage() {
  const { live: words } = useWords(offerWords)
  const { titleOf } = useFormats()
  const live = useLiveSale(route.useParams().saleId)
  const { sale } = live
  return (
    <Page
      title={titleOf(sale)}
      width="wide"
      actions={
        <span className="row">
          <SaleBadge status={sale.status} />
          {sale.status !== 'ended' && <EndSale saleId={sale.id} />}
        </span>
      }
    >
      <Sentence live={live} />
      {sale.status === 'scheduled' ? (
        <p className="soft">{words.notYet}</p>
      ) : (
        <>
          <div className="stack">
            <SaleStock live={live} />
            <Money live={live} />
          </div>
          <div className={styles['beside']}>
            <SoldCurve live={live} />
            <Pace live={live} />
          </div>
        </>
      )}
      <Terms live={live} />
    </Page>
  )
}

function useLiveSale(saleId: string): LiveSale {
  const refresh = useRefresh()
  const lookAgain = useCallback(() => void refresh(api.getConsoleFlashSale), [refresh])
  const askEvery = useLive('/console/live/orders', lookAgain) || everyMs
  return useFreshApi(api.getConsoleFlashSale, { saleId }, askEvery)
}

/** How it stands, in one sentence; what is left of its time by the server's clock. */
function Sentence({ live: { sale, sold, asOf } }: { live: LiveSale }) {
  const { live: words } = useWords(offerWords)
  const { count, money } = useFormats()
  const now = useNow()
  const until = (at: string) => clock(Date.parse(at) - now)
  const text =
    sale.status === 'scheduled'
      ? words.scheduled(until(sale.startsAt))
      : sale.status === 'ended'
        ? words.ended(count(sold.pieces), count(sale.quantity), money(sold.fen))
        : sale.left > 0
          ? words.running(count(sale.left), until(sale.endsAt))
          : words.soldOut(until(sale.endsAt))
  return (
    <p className={styles['sentence']}>
      {text}{' '}
      <span className="soft small">
        <Age asOf={asOf} />
      </span>
    </p>
  )
}

function Terms({ live: { sale } }: { live: LiveSale }) {
  const { sales: words, live: told } = useWords(offerWords)
  const { count, money } = useFormats()
  const compared = sale.comparedPriceFen
  return (
    <Section
      title={told.terms}
      actions={
        <Link to="/products/$productId" params={{ productId: sale.productId }} className="small">
          {told.product}
        </Link>
      }
    >
      <div className="card">
        <Facts
          of={[
            [
              words.price,
              `${money(sale.priceFen)} · ${words.regular(money(sale.regularPriceFen))}`,
            ],
            ...(sale.status === 'scheduled'
              ? []
              : [
                  [
                    words.compare,
                    compared === null ? words.notCompared : words.compared(money(compared)),
                  ] as const,
                ]),
            [words.quantity, count(sale.quantity)],
            [words.perMember, count(sale.perMemberMax)],
            [words.starts, <Moment key="starts" at={sale.startsAt} />],
            [words.ends, <Moment key="ends" at={sale.endsAt} />],
          ]}
        />
      </div>
    </Section>
  )
}

function Money({ live: { sold, waiting, closedOrders, refunded } }: { live: LiveSale }) {
  const { live: words } = useWords(offerWords)
  const { count, money } = useFormats()
  return (
    <Section title={words.money}>
      <div className="card">
        <Facts
          of={[
            [words.soldFor, money(sold.fen)],
            [words.paidOrders, count(sold.orders)],
            [words.waitingOrders, count(waiting.orders)],
            [words.closedOrders, count(closedOrders)],
            [
              words.refunded,
              refunded.orders === 0
                ? words.noRefund
                : words.refundedOf(money(refunded.fen), count(refunded.pieces)),
            ],
          ]}
        />
      </div>
    </Section>
  )
}

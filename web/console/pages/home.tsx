/** The first page: is all well, what needs me, how today goes; and then a closer look. */
import { Link, getRouteApi } from '@tanstack/react-router'
import { Suspense, useCallback } from 'react'
import type { ReactNode } from 'react'
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useLive } from '#web/kit/live.ts'
import { Page } from '#web/kit/page.tsx'
import { Skeleton } from '#web/kit/skeleton.tsx'
import { useFreshApi, useRefresh } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { CloserLook } from '../home/closer-look.tsx'
import { Figures } from '../home/figures.tsx'
import styles from '../home/home.module.css'
import { Hours } from '../home/hours.tsx'
import { LatestOrders } from '../home/latest-orders.tsx'
import { WhatNeedsMe } from '../home/needs.tsx'
import { frameWords } from '../words/frame.ts'
import { homeWords } from '../words/home.ts'

const route = getRouteApi('/inside/')
const everyMs = 15_000

export function HomePage() {
  const { pages } = useWords(frameWords)
  const words = useWords(homeWords)
  const { days = '30', view = 'days' } = route.useSearch()
  const { may } = useAccess()
  const refresh = useRefresh()
  const lookAgain = useCallback(
    () => void refresh(api.getConsoleOrders, api.getNeeds, api.getToday),
    [refresh],
  )
  const askEvery = useLive('/console/live/orders', lookAgain) || everyMs
  const needs = useFreshApi(api.getNeeds, {}, askEvery)
  const orders = useFreshApi(api.getConsoleOrders, {}, askEvery)
  if (needs.isNew) return <Fresh />
  return (
    <Page title={pages.home} width="wide">
      <WhatNeedsMe needs={needs} />
      {may('reports.read') ? (
        <Suspense fallback={<Skeleton lines={12} />}>
          <TodaySoFar everyMs={askEvery}>
            <LatestOrders orders={orders} />
          </TodaySoFar>
          <CloserLook view={view} range={days} />
        </Suspense>
      ) : (
        <>
          <LatestOrders orders={orders} />
          <p className="soft small">{words.noReports}</p>
        </>
      )}
    </Page>
  )
}

function TodaySoFar(props: { everyMs: number; children: ReactNode }) {
  const today = useFreshApi(api.getToday, {}, props.everyMs)
  return (
    <>
      <Figures today={today} />
      <div className={styles['beside']}>
        <Hours today={today} />
        {props.children}
      </div>
    </>
  )
}

/** Nothing was sold yet, so there is nothing to tell: the way to the first sale instead. */
function Fresh() {
  const { pages } = useWords(frameWords)
  const { fresh: words } = useWords(homeWords)
  return (
    <Page title={pages.home}>
      <div className="card stack">
        <h2>{words.title}</h2>
        <p className="soft">{words.note}</p>
        <p>
          <Link to="/first-steps" className={buttonClass({ kind: 'primary' })}>
            {words.steps}
          </Link>
        </p>
      </div>
    </Page>
  )
}

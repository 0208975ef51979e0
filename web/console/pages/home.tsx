/** The first page: what is to be done, how today goes, and the days before. */
import { Link, getRouteApi } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { Skeleton } from '#web/kit/skeleton.tsx'
import { useAccess } from '../access.ts'
import { Figures } from '../home/figures.tsx'
import { Sales } from '../home/sales.tsx'
import { frameWords } from '../words/frame.ts'
import { homeWords } from '../words/home.ts'

const route = getRouteApi('/inside/')

export function HomePage() {
  const { pages } = useWords(frameWords)
  const { days = '30' } = route.useSearch()
  const { may } = useAccess()
  return (
    <Page title={pages.home} width="wide">
      {may('reports.read') ? (
        <>
          <Suspense fallback={<Skeleton lines={6} />}>
            <Figures />
          </Suspense>
          <Suspense fallback={<Skeleton lines={8} />}>
            <Sales range={days} />
          </Suspense>
        </>
      ) : (
        <WithoutReports />
      )}
    </Page>
  )
}

function WithoutReports() {
  const words = useWords(homeWords)
  const { pages } = useWords(frameWords)
  return (
    <div className="stack">
      <p>{words.noReports}</p>
      <p className="row">
        <Link to="/refunds">{pages.refunds}</Link>
        <Link to="/disputes">{pages.disputes}</Link>
        <Link to="/orders">{pages.orders}</Link>
      </p>
    </div>
  )
}

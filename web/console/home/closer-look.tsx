/** One chart at a time: sales by day, how far orders come, who comes back. */
import { Link } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Skeleton } from '#web/kit/skeleton.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { useFormats } from '../formats.tsx'
import { homeWords } from '../words/home.ts'
import { Cohorts } from './cohorts.tsx'
import { OrderPath } from './path.tsx'
import { ranges, views } from './ranges.ts'
import type { Range, View } from './ranges.ts'
import { Sales } from './sales.tsx'

export function CloserLook({ view, range }: { view: View; range: Range }) {
  const words = useWords(homeWords)
  const { count } = useFormats()
  const daysOf = (one: Range) => (one === ranges[0] ? {} : { days: one })
  const viewOf = (one: View) => (one === views[0] ? {} : { view: one })
  return (
    <Section title={words.closer}>
      <div className="row-apart">
        <Tabs label={words.closer}>
          {views.map((one) => (
            <Link
              key={one}
              to="/"
              search={{ ...viewOf(one), ...daysOf(range) }}
              resetScroll={false}
              activeOptions={{ exact: true }}
            >
              {words.views[one]}
            </Link>
          ))}
        </Tabs>
        {view !== 'cohorts' && (
          <Tabs label={words.range}>
            {ranges.map((one) => (
              <Link
                key={one}
                to="/"
                search={{ ...viewOf(view), ...daysOf(one) }}
                resetScroll={false}
                activeOptions={{ exact: true }}
              >
                {words.days(count(Number(one)))}
              </Link>
            ))}
          </Tabs>
        )}
      </div>
      <Suspense fallback={<Skeleton lines={8} />}>
        {view === 'days' && <Sales range={range} />}
        {view === 'path' && <OrderPath range={range} />}
        {view === 'cohorts' && <Cohorts />}
      </Suspense>
    </Section>
  )
}

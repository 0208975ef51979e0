import { Link } from '@tanstack/react-router'
import { useWords } from '#web/kit/i18n.ts'
import { Tabs } from '#web/kit/tabs.tsx'
import { trafficWords } from '../words/traffic.ts'
import { ranges } from './choices.ts'
import type { DaysSearch } from './choices.ts'

/** How far back the page looks; the address of it keeps the rest. */
export function DaysTabs({ search }: { search: DaysSearch }) {
  const { days: words } = useWords(trafficWords)
  return (
    <Tabs label={words.label}>
      {ranges.map((days) => (
        <Link
          key={days}
          to="."
          search={{ ...search, days } as never}
          aria-current={(search.days ?? '90') === days ? 'page' : undefined}
        >
          {words[days]}
        </Link>
      ))}
    </Tabs>
  )
}

import { Suspense } from 'react'
import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { Skeleton } from '#web/kit/skeleton.tsx'
import { FlashStrip } from '../flash-strip.tsx'
import { useBought } from '../home/bought.tsx'
import { Categories } from '../home/categories.tsx'
import { LookedAt } from '../home/looked-at.tsx'
import { NewProducts } from '../home/new-products.tsx'
import { frameWords } from '../words/frame.ts'

export function HomePage() {
  const words = useWords(frameWords)
  return (
    <Page title={words.nav.home} isTitleSpoken width="wide">
      {/* What everybody sees comes together, so that no part pushes another down. */}
      <Suspense fallback={<Skeleton lines={10} />}>
        <Counter />
      </Suspense>
    </Page>
  )
}

function Counter() {
  const bought = useBought()
  return (
    <>
      <FlashStrip />
      <Categories />
      <LookedAt />
      {bought.above}
      <NewProducts isFirst />
      {bought.below}
    </>
  )
}

import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { frameWords } from '../words/frame.ts'

export function HomePage() {
  const { pages } = useWords(frameWords)
  return (
    <Page title={pages.home} width="wide">
      .
    </Page>
  )
}

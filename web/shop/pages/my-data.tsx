/** What is held about me: see it, take it away, correct it, and leave. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { About } from '../my-data/about.tsx'
import { CloseAccount } from '../my-data/close.tsx'
import { HeldData } from '../my-data/held.tsx'
import { Known } from '../my-data/known.tsx'
import { Tags } from '../my-data/tags.tsx'
import { myDataWords } from '../words/my-data.ts'

export function MyDataPage() {
  const words = useWords(myDataWords)
  const { sections } = useApi(api.getMyData)
  const told = sections.find(({ kind }) => kind === 'fields')?.items ?? []
  const known = new Map(told.map(({ field, value }) => [String(field), String(value)]))
  const accounts = sections.find(({ kind }) => kind === 'account')?.count ?? 1
  return (
    <Page title={words.title}>
      <p className="soft">{words.intro}</p>
      <div className="row">
        <a href="/api/me/data.json" download className={buttonClass({})}>
          {words.download}
        </a>
        <Link to="/me/messages">{words.messages}</Link>
      </div>
      <HeldData sections={sections} />
      <Known />
      <Tags />
      <About key={JSON.stringify([...known])} known={known} />
      <CloseAccount hasOthers={accounts > 1} />
    </Page>
  )
}

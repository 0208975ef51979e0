/** What both apps start with: the router, what was read, the news, and a page for what goes wrong. */
import './base.css'
import { QueryClientProvider, useQueryErrorResetBoundary } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { StrictMode, useEffect } from 'react'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import styles from './app.module.css'
import { ApiError } from './client.ts'
import { ErrorNote } from './error-note.tsx'
import { ago } from './format.ts'
import { language, locales, useLanguage, useWords } from './i18n.ts'
import { PartMissing, reloadForNewParts } from './lazy-page.ts'
import { Empty } from './list.tsx'
import { useIsOnline, useSeenAt } from './memory.ts'
import { useNow } from './now.ts'
import { Page } from './page.tsx'
import { PageSkeleton } from './skeleton.tsx'
import { Toasts } from './toast.tsx'
import { kitWords } from './words.ts'

export function startApp(queryClient: QueryClient, app: ReactNode): void {
  document.documentElement.lang = locales[language()]
  createRoot(document.querySelector('#app')!).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        {app}
        <Toasts />
      </QueryClientProvider>
    </StrictMode>,
  )
}

/** The first thing that a keyboard reaches on every page. */
export function SkipLink() {
  return (
    <a className={styles['skip']} href="#content">
      {useWords(kitWords).skip}
    </a>
  )
}

/** For the router: a page whose data could not be read, or that broke. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const words = useWords(kitWords)
  const { reset: resetQueries } = useQueryErrorResetBoundary()
  const isUnloaded = error instanceof PartMissing
  const retry = () => {
    if (isUnloaded) return location.reload()
    resetQueries()
    reset()
  }
  useEffect(() => {
    if (isUnloaded) reloadForNewParts(Date.now())
    window.addEventListener('online', retry)
    return () => window.removeEventListener('online', retry)
  })
  // On its way to the sign-in page.
  if (error instanceof ApiError && error.code === 'not_signed_in') return <PageSkeleton />
  if (error instanceof ApiError && error.status === 404) return <MissingPage />
  const told = isUnloaded ? new ApiError(0, { code: 'offline' }) : (error as Error)
  return (
    <Page title={words.whoops}>
      <ErrorNote error={told} onRetry={retry} />
    </Page>
  )
}

export function MissingPage() {
  const words = useWords(kitWords)
  return (
    <Page title={words.notFound} isTitleSpoken>
      <Empty icon="search" title={words.notFound}>
        <p>{words.notFoundHint}</p>
        <a href={import.meta.env.BASE_URL}>{words.home}</a>
      </Empty>
    </Page>
  )
}

/** Says that there is no network, and when what is shown in its stead was seen. */
export function OfflineNote() {
  const words = useWords(kitWords)
  const isOnline = useIsOnline()
  const seenAt = useSeenAt()
  if (seenAt !== null) return <SeenNote seenAt={seenAt} isOnline={isOnline} />
  if (isOnline) return null
  return <output className={styles['offline']}>{words.offline}</output>
}

function SeenNote({ seenAt, isOnline }: { seenAt: number; isOnline: boolean }) {
  const words = useWords(kitWords)
  const language = useLanguage()
  const agoMs = useNow() - seenAt
  return (
    <output className={styles['offline']}>
      {isOnline ? words.noAnswer : words.noNetwork} {words.asSeen(ago(agoMs, language))}
    </output>
  )
}

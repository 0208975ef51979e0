/** The server's routes as React sees them: reading suspends, writing is an action with its own state. */
import {
  MutationCache,
  QueryCache,
  QueryClient,
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseInfiniteQuery,
  useSuspenseQuery,
} from '@tanstack/react-query'
import type { QueryKey } from '@tanstack/react-query'
import { useCallback, useRef } from 'react'
import type { Answer, Args, ArgsList, Contract, Endpoint } from './client.ts'
import { ApiError, call } from './client.ts'
import { forgetDrafts } from './draft.ts'
import { act, createIntents } from './intent.ts'
import { noteSeen, untilFresh } from './memory.ts'

const nameOf = (to: Endpoint) => `${to.method} ${to.path}`
const keyOf = (to: Endpoint, args: unknown) => [nameOf(to), args ?? {}] as const

type Reading = { signal: AbortSignal; queryKey: QueryKey }

/** Reads, and notes whether what came is of now. */
const read = <R extends Contract>(
  to: Endpoint<R>,
  args: Args<R> | undefined,
  { signal, queryKey }: Reading,
) => call(to, args, { signal, onSeen: (seenAt) => noteSeen(queryKey, seenAt) })

/** `onSignedOut`: a session has ended, or there never was one. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error, quiet?: unknown) => {
    if (!quiet && error instanceof ApiError && error.code === 'not_signed_in') onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => onError(error, query.meta?.['quiet']),
    }),
    mutationCache: new MutationCache({
      onError: (error, _args, _result, { meta }) => onError(error, meta?.['quiet']),
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        networkMode: 'always',
        refetchOnReconnect: true,
        refetchInterval: untilFresh,
        retry: (failures, error) =>
          failures < 3 && error instanceof ApiError && [0, 502, 503, 504].includes(error.status),
        retryDelay: (failures) => 400 * 3 ** failures,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}

const queryOf = <R extends Contract>(to: Endpoint<R>, args: Args<R> | undefined) => ({
  queryKey: keyOf(to, args),
  queryFn: (context: Reading) => read(to, args, context),
})

/** What the route answers. Suspends until it is there; a failure goes to the nearest error boundary. */
export function useApi<R extends Contract>(to: Endpoint<R>, ...[args]: ArgsList<R>): Answer<R> {
  return useSuspenseQuery<Answer<R>>(queryOf(to, args)).data
}

/** The same, asked again every so often while somebody looks: figures that others change. */
export function useFreshApi<R extends Contract>(
  to: Endpoint<R>,
  args: Args<R>,
  everyMs: number | false,
): Answer<R> {
  const refetchInterval = everyMs || untilFresh
  return useSuspenseQuery<Answer<R>>({ ...queryOf(to, args), refetchInterval }).data
}

/**
 * The same without suspending, for what a page can do without. `quiet`: being signed out is no reason
 * to leave the page.
 */
export function useApiState<R extends Contract>(
  to: Endpoint<R>,
  args: Args<R>,
  options: {
    enabled?: boolean
    everyMs?: number | false
    quiet?: boolean
    keeps?: boolean
    /** The same for whoever asks, and seldom another: it is kept when a person is forgotten. */
    isEverybodys?: boolean
  } = {},
) {
  const { enabled = true, everyMs = false, quiet = false, keeps = false } = options
  const { isEverybodys = false } = options
  const { data, error, isFetching } = useQuery<Answer<R>>({
    ...queryOf(to, args),
    enabled,
    refetchInterval: everyMs || untilFresh,
    meta: { quiet, isEverybodys },
    ...(isEverybodys ? { staleTime: 300_000 } : {}),
    ...(keeps ? { placeholderData: keepPreviousData } : {}),
  })
  return { data, error, isLoading: isFetching && data === undefined }
}

type ItemOf<R extends Contract> = Answer<R> extends { items: (infer Item)[] } ? Item : never

type PageOf<R extends Contract> = Answer<R> & { items: ItemOf<R>[]; next: string | null }

const pagesOf = <R extends Contract>(to: Endpoint<R>, args: Omit<Args<R>, 'after'>) => ({
  queryKey: [...keyOf(to, args), 'pages'],
  queryFn: async ({ pageParam, ...context }: Reading & { pageParam: string | null }) => {
    const ofPage = { ...args, after: pageParam ?? undefined }
    return (await read(to, ofPage as never, context)) as unknown as PageOf<R>
  },
  initialPageParam: null as string | null,
  getNextPageParam: (last: PageOf<R>) => last.next,
})

/** A list that goes by key: all pages so far, and how to get one more. */
export function usePages<R extends Contract>(to: Endpoint<R>, args: Omit<Args<R>, 'after'>) {
  const query = useSuspenseInfiniteQuery(pagesOf(to, args))
  return {
    items: query.data.pages.flatMap((page) => page.items),
    pages: query.data.pages,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    error: query.error,
    more: () => void query.fetchNextPage(),
  }
}

const aheadMs = 1_000

/**
 * Reads before anything is shown, so that the first page comes whole and not in pieces. Resolves when
 * all is there; what fails or takes long is the page's own to wait for.
 */
export async function readAhead(
  client: QueryClient,
  { single, paged }: { single: Endpoint[]; paged: Endpoint[] },
): Promise<void> {
  const all = [
    ...single.map((to) => client.prefetchQuery(queryOf(to, {}))),
    ...paged.map((to) => client.prefetchInfiniteQuery(pagesOf(to, {}))),
  ]
  await Promise.race([Promise.all(all), new Promise((resolve) => setTimeout(resolve, aheadMs))])
}

/** Reads these routes again wherever they are shown. */
export function useRefresh(): (...endpoints: Endpoint[]) => Promise<void> {
  const client = useQueryClient()
  return useCallback(
    async (...endpoints) => {
      await Promise.all(endpoints.map((to) => client.invalidateQueries({ queryKey: [nameOf(to)] })))
    },
    [client],
  )
}

/**
 * Forgets what was read for a person: the next one at this browser is another. What `memberId` had
 * begun to type here is for them to go on with.
 */
export function useForgetAll(): (memberId?: string) => void {
  const client = useQueryClient()
  return useCallback(
    (memberId) => {
      forgetDrafts(memberId)
      client.removeQueries({ predicate: ({ meta }) => !meta?.['isEverybodys'] })
      client.getMutationCache().clear()
    },
    [client],
  )
}

let intents: ReturnType<typeof createIntents> | undefined
const tabIntents = () => (intents ??= createIntents(sessionStorage, newKey))

/** Unlike `randomUUID` it is there on plain http too. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * A write: `run` it, once at a time. A second tap while it runs does nothing; with `keepsLast` the last
 * of such taps runs afterwards.
 */
export function useAction<R extends Contract>(
  to: Endpoint<R>,
  options: {
    refreshes?: Endpoint[]
    onDone?: (answer: Answer<R>, args: Args<R>) => unknown
    onRefused?: (error: ApiError, args: Args<R>) => unknown
    keepsLast?: boolean
    /** Being signed out is no reason to leave the page: `onRefused` knows what to do. */
    quiet?: boolean
  } = {},
) {
  const refresh = useRefresh()
  const isRunning = useRef(false)
  const waiting = useRef<Args<R> | null>(null)
  const mutation = useMutation({
    mutationFn: (args: Args<R>) => act(to, args, tabIntents()),
    meta: { quiet: options.quiet },
    onSuccess: async (answer, args) => {
      await refresh(...(options.refreshes ?? []))
      await options.onDone?.(answer, args)
    },
    onError: async (error, args) => {
      if (error instanceof ApiError) await options.onRefused?.(error, args)
    },
    onSettled: () => {
      isRunning.current = false
      const args = waiting.current
      waiting.current = null
      if (args) run(args)
    },
  })
  const run = (args: Args<R>) => {
    if (isRunning.current) {
      if (options.keepsLast) waiting.current = args
      return
    }
    isRunning.current = true
    mutation.mutate(args)
  }
  return {
    run: (...[args]: ArgsList<R>) => run((args ?? {}) as Args<R>),
    isRunning: mutation.isPending,
    error: mutation.error,
    forget: mutation.reset,
  }
}

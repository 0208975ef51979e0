import { useEffect } from 'react'
import type { Args, Contract, Endpoint } from '#web/kit/client.ts'
import { usePages } from '#web/kit/use-api.ts'

/** Every item of a list that is known to be short (brands): one page after the other, by itself. */
export function useAllPages<R extends Contract>(to: Endpoint<R>, args: Omit<Args<R>, 'after'>) {
  const { items, hasMore, isLoadingMore, error, more } = usePages(to, args)
  useEffect(() => {
    if (hasMore && !isLoadingMore && !error) more()
  })
  return items
}

/** Following something that changes by itself, by server-sent events, and by asking when those fail. */
import { useEffect, useState } from 'react'

/**
 * Calls `onChange` when the stream at `path` says `changed`. Returns how often to ask instead, in
 * milliseconds, or false while the stream works.
 */
export function useLive(path: string, onChange: () => void): number | false {
  const [isStreaming, setStreaming] = useState(true)
  useEffect(() => {
    const source = new EventSource(`/api${path}`)
    source.addEventListener('open', () => {
      setStreaming(true)
      onChange() // whatever happened before it was open
    })
    source.addEventListener('changed', onChange)
    source.addEventListener('error', () => setStreaming(false)) // it tries again by itself
    return () => source.close()
  }, [path, onChange])
  return isStreaming ? false : 5_000
}

/** Going to another site: until it is there, the page that is left must not be used once more. */
import { useEffect, useState } from 'react'

/** Whether the page is being left, and how to. Whoever comes back to it finds it as it was. */
export function useLeaving(): [isLeaving: boolean, leaveFor: (url: string) => void] {
  const [isLeaving, setLeaving] = useState(false)
  useEffect(() => {
    const back = ({ persisted }: PageTransitionEvent) => persisted && setLeaving(false)
    window.addEventListener('pageshow', back)
    return () => window.removeEventListener('pageshow', back)
  }, [])
  const leaveFor = (url: string) => {
    setLeaving(true)
    location.assign(url)
  }
  return [isLeaving, leaveFor]
}

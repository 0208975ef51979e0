/** Why members did not get it, the most frequent reason first. */
import { useWords } from '#web/kit/i18n.ts'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { outreachWords } from '../words/outreach.ts'

/** A reason from a newer server is told by its code. */
export function useReason(): (reason: string) => string {
  const { reasons } = useWords(outreachWords)
  return (reason) => (reasons as Record<string, string>)[reason] ?? reason
}

export function Reasons({ of }: { of: readonly { outcome: string; members: number }[] }) {
  const { count } = useFormats()
  const reasonOf = useReason()
  return <Facts of={of.map((row) => [reasonOf(row.outcome), count(row.members)])} />
}

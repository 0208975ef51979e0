import { Badge } from '#web/kit/badge.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { outreachWords } from '../words/outreach.ts'

const tones = { sending: 'accent', waiting: 'accent', stopped: 'plain', done: 'safe' } as const

export function OutreachBadge({ state }: { state: keyof typeof tones }) {
  const { states } = useWords(outreachWords)
  return <Badge tone={tones[state]}>{states[state]}</Badge>
}

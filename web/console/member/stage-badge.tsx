import { Badge } from '#web/kit/badge.tsx'
import type { Tone } from '#web/kit/badge.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { memberWords } from '../words/members.ts'
import type { Stage } from './choices.ts'

const tones: Record<Stage, Tone> = {
  stranger: 'plain',
  visitor: 'plain',
  member: 'accent',
  buyer: 'safe',
  repeat: 'safe',
  advocate: 'safe',
  lapsed: 'warn',
}

export function StageBadge({ stage }: { stage: Stage }) {
  const words = useWords(memberWords)
  return <Badge tone={tones[stage]}>{words.stages[stage]}</Badge>
}

import { Badge } from '#web/kit/badge.tsx'
import type { Tone } from '#web/kit/badge.tsx'
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { stateWords } from '../words/states.ts'

type Status = AnswerOf<typeof api.getConsoleFlashSales>['items'][number]['status']
const tones: Record<Status, Tone> = { scheduled: 'plain', running: 'safe', ended: 'plain' }

export function SaleBadge({ status }: { status: Status }) {
  return <Badge tone={tones[status]}>{useWords(stateWords).sale[status]}</Badge>
}

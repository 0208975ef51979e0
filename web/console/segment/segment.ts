import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'

export type Segment = AnswerOf<typeof api.getSegment>

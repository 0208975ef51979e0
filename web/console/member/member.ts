import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'

export type Member = AnswerOf<typeof api.getMember>
export type Profile = NonNullable<Member['profile']>

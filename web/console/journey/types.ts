import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'

export type Journey = AnswerOf<typeof api.getJourney>
export type Report = AnswerOf<typeof api.getJourneyReport>
export type Graph = Journey['draft']
export type Step = Graph['steps'][number]
export type Entry = Graph['entry']

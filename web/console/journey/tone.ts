import type { Tone } from '#web/kit/badge.tsx'
import type { Journey } from './types.ts'

export const toneOf = (status: Journey['status']): Tone =>
  status === 'running' ? 'safe' : status === 'paused' ? 'warn' : 'plain'

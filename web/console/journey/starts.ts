/** Journeys to begin with: they open as drafts, and lack only the words. */
import { boughtBefore, noWords } from './tree.ts'
import type { Graph } from './types.ts'

const message = { is: 'message' as const, templateId: noWords, channel: 'inbox' as const }

export const starts = {
  welcome: {
    entry: { is: 'fact', kind: 'signed_up', topic: null },
    again: { is: 'never' },
    steps: [
      { id: 's1', ...message, waitHours: 24 },
      {
        id: 's2',
        is: 'wait_for',
        kind: 'paid',
        topic: null,
        hours: 72,
        yes: [],
        no: [{ id: 's3', ...message, waitHours: 24 }],
      },
    ],
  },
  leftCart: {
    entry: { is: 'fact', kind: 'added', topic: null },
    again: { is: 'after', days: 7 },
    steps: [
      {
        id: 's1',
        is: 'wait_for',
        kind: 'paid',
        topic: null,
        hours: 24,
        yes: [{ id: 's2', is: 'end' }],
        no: [],
      },
      { id: 's3', ...message, waitHours: 12 },
    ],
  },
  comeBack: {
    entry: { is: 'segment', segmentId: noWords, alsoNow: true },
    again: { is: 'after', days: 180 },
    steps: [
      { id: 's1', ...message, waitHours: 48 },
      {
        id: 's2',
        is: 'wait_for',
        kind: 'visited',
        topic: null,
        hours: 168,
        yes: [{ id: 's3', is: 'end' }],
        no: [],
      },
      { id: 's4', ...message, waitHours: 48 },
    ],
  },
  birthday: {
    entry: { is: 'birthday', daysBefore: 0 },
    again: { is: 'always' },
    steps: [
      { id: 's1', is: 'until', minute: 600 },
      {
        id: 's2',
        is: 'branch',
        rule: boughtBefore,
        yes: [{ id: 's3', is: 'points', points: 200 }],
        no: [],
      },
      { id: 's4', ...message, waitHours: 12 },
    ],
  },
} satisfies Record<string, Graph>

export type StartName = keyof typeof starts
export const startNames = Object.keys(starts) as StartName[]

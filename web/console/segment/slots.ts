/** What can be chosen in the sentence of a condition: the same for its controls and for its text. */
import type { Words as Dictionary } from './use-naming.ts'
import { deeds, ofGoods } from './conditions.ts'
import type { Condition, Deed, Of } from './conditions.ts'
import { stages } from '../member/choices.ts'

export type Option = { value: string; label: string }
export type Slot =
  | {
      is: 'select'
      label: string
      value: string
      options: Option[]
      set: (value: string) => Condition
    }
  | {
      is: 'number'
      label: string
      value: number
      least: number
      most: number
      set: (value: number) => Condition
    }
  | {
      is: 'many'
      label: string
      values: readonly string[]
      options: Option[]
      set: (values: string[]) => Condition
    }
  | { is: 'text'; text: string }
export type Slots = Record<string, Slot>

/** What a condition can name. */
export type Naming = {
  words: Dictionary
  stageNames: Record<string, string>
  topics: Option[]
  tags: Option[]
  channels: Option[]
  segments: Option[]
}

const spans = [1, 3, 7, 14, 30, 60, 90, 180, 365]

export function slotsOf(one: Condition, naming: Naming): Slots {
  const { words } = naming
  const { slots: labels, choices } = words
  const either = (
    label: string,
    isYes: boolean,
    yes: string,
    no: string,
    set: (yes: boolean) => Condition,
  ): Slot => ({
    is: 'select',
    label,
    value: isYes ? 'yes' : 'no',
    options: [
      { value: 'yes', label: yes },
      { value: 'no', label: no },
    ],
    set: (value) => set(value === 'yes'),
  })
  const number = (
    label: string,
    value: number,
    range: [number, number],
    set: (value: number) => Condition,
  ): Slot => ({
    is: 'number',
    label,
    value,
    least: range[0],
    most: range[1],
    set,
  })
  const deed = (label: string, value: string, set: (kind: Deed) => Condition): Slot => ({
    is: 'select',
    label,
    value,
    set: (kind) => set(kind as Deed),
    options: deeds.map((kind) => ({
      value: kind,
      label: words.deeds[kind],
    })),
  })
  const span = (days: number | null, set: (days: number | null) => Condition): Slot => ({
    is: 'select',
    label: labels.span,
    value: String(days ?? 'ever'),
    options: [
      ...[...new Set([...spans, ...(days ? [days] : [])])]
        .toSorted((a, b) => a - b)
        .map((count) => ({
          value: String(count),
          label: choices.days(String(count)),
        })),
      {
        value: 'ever',
        label: choices.ever,
      },
    ],
    set: (value) => set(value === 'ever' ? null : Number(value)),
  })
  const topic = (
    kind: string,
    value: string | null,
    set: (topic: string | null) => Condition,
  ): Slot =>
    ofGoods.has(kind)
      ? {
          is: 'select',
          label: labels.topic,
          value: value ?? '',
          options: withMissing(
            [
              {
                value: '',
                label: choices.anyTopic,
              },
              ...naming.topics,
            ],
            value ?? '',
          ),
          set: (chosen) => set(chosen || null),
        }
      : { is: 'text', text: '' }
  const compare = (
    value: 'at_least' | 'at_most',
    set: (how: 'at_least' | 'at_most') => Condition,
  ): Slot => ({
    is: 'select',
    label: labels.compare,
    value,
    set: (how) => set(how as 'at_least'),
    options: [
      {
        value: 'at_least',
        label: choices.at_least,
      },
      {
        value: 'at_most',
        label: choices.at_most,
      },
    ],
  })
  const range = (score: 'r' | 'f' | 'm', rfm: Of<'rfm'>): Slot => ({
    is: 'select',
    label: labels[score],
    value: rangeNameOf(rfm[score]),
    options: Object.keys(scoreRanges).map((name) => ({
      value: name,
      label: choices.scores[name as keyof typeof scoreRanges],
    })),
    set: (name) => ({
      ...rfm,
      [score]: scoreRanges[name as keyof typeof scoreRanges],
    }),
  })
  switch (one.is) {
    case 'did':
      return {
        span: span(one.days, (days) => ({ ...one, days })),
        did: either(labels.did, one.did, choices.did, choices.didNot, (did) => ({ ...one, did })),
        kind: deed(labels.kind, one.kind, (kind) => ({
          ...one,
          kind,
          topic: ofGoods.has(kind) ? one.topic : null,
        })),
        topic: topic(one.kind, one.topic, (chosen) => ({ ...one, topic: chosen })),
        times: number(labels.times, one.times, [1, 9_999], (times) => ({ ...one, times })),
      }
    case 'then_not':
      return {
        days: number(labels.days, one.days, [1, 365], (days) => ({ ...one, days })),
        first: deed(labels.first, one.first, (first) => ({
          ...one,
          first,
          topic: ofGoods.has(first) ? one.topic : null,
        })),
        topic: topic(one.first, one.topic, (chosen) => ({ ...one, topic: chosen })),
        next: deed(labels.next, one.next, (next) => ({ ...one, next })),
        hours: number(labels.hours, one.hours, [1, 2_400], (hours) => ({ ...one, hours })),
      }
    case 'spent':
      return {
        span: span(one.days, (days) => ({ ...one, days })),
        compare: compare(one.compare, (how) => ({ ...one, compare: how })),
        yuan: number(labels.yuan, one.fen / 100, [0, 1e8], (yuan) => ({ ...one, fen: yuan * 100 })),
      }
    case 'sum': {
      const isMoney = one.of.endsWith('Fen')
      return {
        of: {
          is: 'select',
          label: labels.of,
          value: one.of,
          options: Object.entries(choices.sums).map(([value, label]) => ({
            value,
            label,
          })),
          set: (of) => ({
            ...one,
            of: of as Of<'sum'>['of'],
            value: of.endsWith('Fen') ? 5e4 : 1,
          }),
        },
        compare: compare(one.compare, (how) => ({ ...one, compare: how })),
        value: number(labels.value, isMoney ? one.value / 100 : one.value, [0, 1e8], (value) => ({
          ...one,
          value: isMoney ? value * 100 : value,
        })),
        unit: { is: 'text', text: choices.units[one.of] },
      }
    }
    case 'seen':
      return {
        when: either(labels.when, one.when === 'first', choices.first, choices.last, (isFirst) => ({
          ...one,
          when: isFirst ? 'first' : 'last',
        })),
        within: either(labels.within, one.within, choices.within, choices.before, (within) => ({
          ...one,
          within,
        })),
        days: number(labels.days, one.days, [1, 3_660], (days) => ({ ...one, days })),
      }
    case 'stage':
      return {
        stages: {
          is: 'many',
          label: labels.stages,
          values: one.in,
          options: stages.map((stage) => ({
            value: stage,
            label: naming.stageNames[stage] ?? stage,
          })),
          set: (chosen) => ({
            ...one,
            in: chosen as Of<'stage'>['in'],
          }),
        },
      }
    case 'kind':
      return {
        kind: either(
          labels.person,
          one.kind === 'member',
          choices.member,
          choices.visitor,
          (is) => ({
            ...one,
            kind: is ? 'member' : 'visitor',
          }),
        ),
      }
    case 'tag':
      return {
        has: either(labels.has, one.has, choices.has, choices.hasNot, (has) => ({ ...one, has })),
        tag: choose(labels.tag, one.tag, naming.tags, (tag) => ({ ...one, tag })),
      }
    case 'rfm':
      return { r: range('r', one), f: range('f', one), m: range('m', one) }
    case 'agreed':
      return {
        agreed: either(labels.agreed, one.agreed, choices.agreed, choices.notAgreed, (agreed) => ({
          ...one,
          agreed,
        })),
        consent: {
          is: 'select',
          label: labels.consent,
          value: `${one.purpose}:${one.channel}`,
          options: Object.entries(choices.consents).map(([value, label]) => ({
            value,
            label,
          })),
          set: (chosen) => {
            const [purpose, channel] = chosen.split(':') as [
              Of<'agreed'>['purpose'],
              Of<'agreed'>['channel'],
            ]
            return {
              ...one,
              purpose,
              channel,
            }
          },
        },
      }
    case 'source':
      return {
        sources: {
          is: 'many',
          label: labels.sources,
          values: one.in,
          options: naming.channels,
          set: (chosen) => ({
            ...one,
            in: chosen,
          }),
        },
      }
    case 'in':
      return {
        in: either(labels.in, one.in, choices.in, choices.notIn, (isIn) => ({ ...one, in: isIn })),
        segment: choose(labels.segment, one.segmentId, naming.segments, (segmentId) => ({
          ...one,
          segmentId,
        })),
      }
  }

  function choose(
    label: string,
    value: string,
    options: Option[],
    set: (value: string) => Condition,
  ): Slot {
    const begin = value === '' ? [{ value: '', label: choices.choose }] : []
    return { is: 'select', label, value, options: [...begin, ...withMissing(options, value)], set }
  }
}

const scoreRanges: Record<
  'any' | 'lowest' | 'low' | 'middle' | 'high' | 'highest',
  [number, number] | null
> = {
  any: null,
  lowest: [1, 1],
  low: [1, 2],
  middle: [3, 3],
  high: [4, 5],
  highest: [5, 5],
}
const rangeNameOf = (range: readonly [number, number] | null): string =>
  Object.entries(scoreRanges).find(([, one]) => one?.join() === range?.join())?.[0] ?? 'any'

/** What was chosen once stays to be seen, though it is not there any more. */
const withMissing = (options: Option[], value: string): Option[] =>
  value === '' || options.some((one) => one.value === value)
    ? options
    : [...options, { value, label: value.length > 20 ? `…${value.slice(-8)}` : value }]

export function textOfSlot(slot: Slot): string {
  if (slot.is === 'text') return slot.text
  if (slot.is === 'number') return String(slot.value)
  if (slot.is === 'select')
    return slot.options.find(({ value }) => value === slot.value)?.label ?? slot.value
  const names = slot.values.map(
    (one) => slot.options.find(({ value }) => value === one)?.label ?? one,
  )
  return names.join('、')
}

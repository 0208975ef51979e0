/** The controls in the sentences of conditions. Each answers a choice with the condition changed. */
import { deeds, ofGoods } from './conditions.ts'
import type { Condition, Of } from './conditions.ts'
import type { Naming, Option, Slot } from './slots.ts'

const spans = [1, 3, 7, 14, 30, 60, 90, 180, 365]
const scoreRanges = {
  any: null,
  lowest: [1, 1],
  low: [1, 2],
  middle: [3, 3],
  high: [4, 5],
  highest: [5, 5],
} satisfies Record<string, [number, number] | null>
const scoreNames = Object.keys(scoreRanges) as (keyof typeof scoreRanges)[]

export function controlsOf(naming: Naming) {
  const { slots: labels, choices, deeds: deedNames } = naming.words
  return { select, many, number, either, deed, span, topic, compare, score, choose }

  function select<Value extends string>(
    label: string,
    value: Value,
    options: Option[],
    set: (value: Value) => Condition,
  ): Slot {
    // Only what stands among the options can be chosen.
    return { is: 'select', label, value, options, set: (chosen) => set(chosen as Value) }
  }

  function many<Value extends string>(
    label: string,
    values: readonly Value[],
    options: Option[],
    set: (values: Value[]) => Condition,
  ): Slot {
    return { is: 'many', label, values, options, set: (chosen) => set(chosen as Value[]) }
  }

  function number(
    label: string,
    value: number,
    [least, most]: [number, number],
    set: (value: number) => Condition,
  ): Slot {
    return { is: 'number', label, value, least, most, set }
  }

  function either(
    label: string,
    isYes: boolean,
    yes: string,
    no: string,
    set: (yes: boolean) => Condition,
  ): Slot {
    const options = [
      { value: 'yes', label: yes },
      { value: 'no', label: no },
    ]
    return select(label, isYes ? 'yes' : 'no', options, (chosen) => set(chosen === 'yes'))
  }

  function deed(label: string, value: Kind, set: (kind: Kind) => Condition): Slot {
    const options = deeds.map((kind) => ({ value: kind, label: deedNames[kind] }))
    return select(label, value, options, set)
  }

  function span(days: number | null, set: (days: number | null) => Condition): Slot {
    const all = [...new Set([...spans, ...(days ? [days] : [])])].toSorted((a, b) => a - b)
    const options = [
      ...all.map(String).map((value) => ({ value, label: choices.days(value) })),
      { value: 'ever', label: choices.ever },
    ]
    return select(labels.span, String(days ?? 'ever'), options, (chosen) =>
      set(chosen === 'ever' ? null : Number(chosen)),
    )
  }

  /** Only what is done with goods has a category. */
  function topic(kind: Kind, value: string | null, set: (topic: string | null) => Condition): Slot {
    if (!ofGoods.has(kind)) return { is: 'text', text: '' }
    const options = [{ value: '', label: choices.anyTopic }, ...naming.topics]
    return select(labels.topic, value ?? '', withMissing(options, value ?? ''), (chosen) =>
      set(chosen || null),
    )
  }

  function compare(value: How, set: (how: How) => Condition): Slot {
    const options = (['at_least', 'at_most'] as const).map((how) => ({
      value: how,
      label: choices[how],
    }))
    return select(labels.compare, value, options, set)
  }

  function score(of: 'r' | 'f' | 'm', rfm: Of<'rfm'>): Slot {
    const options = scoreNames.map((name) => ({ value: name, label: choices.scores[name] }))
    const chosen = scoreNames.find((name) => scoreRanges[name]?.join() === rfm[of]?.join())
    return select(labels[of], chosen ?? 'any', options, (name) => ({
      ...rfm,
      [of]: scoreRanges[name],
    }))
  }

  function choose(
    label: string,
    value: string,
    options: Option[],
    set: (value: string) => Condition,
  ): Slot {
    const begin = value === '' ? [{ value: '', label: choices.choose }] : []
    return select(label, value, [...begin, ...withMissing(options, value)], set)
  }
}

type Kind = Of<'did'>['kind']
type How = Of<'spent'>['compare']

/** What was chosen once stays to be seen, though it is not there any more. */
const withMissing = (options: Option[], value: string): Option[] =>
  value === '' || options.some((one) => one.value === value)
    ? options
    : [...options, { value, label: value.length > 20 ? `…${value.slice(-8)}` : value }]

/** What can be chosen in the sentence of a condition: the same for its controls and for its text. */
import type { segmentRuleWords } from '../words/segment-rules.ts'
import { stages } from '../member/choices.ts'
import { ofGoods } from './conditions.ts'
import type { Condition, Of } from './conditions.ts'
import { controlsOf } from './controls.ts'

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
  words: (typeof segmentRuleWords)['zh']
  stageNames: Record<string, string>
  topics: Option[]
  tags: Option[]
  channels: Option[]
  segments: Option[]
}

/** What a condition asks for, by the names that its sentence has in braces. */
export function slotsOf(one: Condition, naming: Naming): Slots {
  const { slots: labels, choices } = naming.words
  const { select, many, number, either, deed, span, topic, compare, score, choose } =
    controlsOf(naming)
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
      // Money is kept in fen and shown in yuan; everything else is counted as it is.
      const unit = isMoney(one.of) ? 100 : 1
      return {
        of: select(labels.of, one.of, optionsOf(choices.sums), (of) => ({
          ...one,
          of,
          value: isMoney(of) ? 500_00 : 1,
        })),
        compare: compare(one.compare, (how) => ({ ...one, compare: how })),
        value: number(labels.value, one.value / unit, [0, 1e8], (value) => ({
          ...one,
          value: value * unit,
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
    case 'stage': {
      const options = stages.map((stage) => ({
        value: stage,
        label: naming.stageNames[stage] ?? stage,
      }))
      return { stages: many(labels.stages, one.in, options, (chosen) => ({ ...one, in: chosen })) }
    }
    case 'kind': {
      const isMember = one.kind === 'member'
      return {
        kind: either(labels.person, isMember, choices.member, choices.visitor, (is) => ({
          ...one,
          kind: is ? 'member' : 'visitor',
        })),
      }
    }
    case 'tag':
      return {
        has: either(labels.has, one.has, choices.has, choices.hasNot, (has) => ({ ...one, has })),
        tag: choose(labels.tag, one.tag, naming.tags, (tag) => ({ ...one, tag })),
      }
    case 'rfm':
      return { r: score('r', one), f: score('f', one), m: score('m', one) }
    case 'agreed': {
      const { purpose, channel } = one
      return {
        agreed: either(labels.agreed, one.agreed, choices.agreed, choices.notAgreed, (agreed) => ({
          ...one,
          agreed,
        })),
        consent: select(
          labels.consent,
          `${purpose}:${channel}` as const,
          optionsOf(choices.consents),
          (chosen) => {
            const [of, by] = chosen.split(':') as [typeof purpose, typeof channel]
            return { ...one, purpose: of, channel: by }
          },
        ),
      }
    }
    case 'source':
      return {
        sources: many(labels.sources, one.in, naming.channels, (chosen) => ({
          ...one,
          in: chosen,
        })),
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
}

const optionsOf = (names: Record<string, string>): Option[] =>
  Object.entries(names).map(([value, label]) => ({ value, label }))

const isMoney = (sum: Of<'sum'>['of']) => sum.endsWith('Fen')

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

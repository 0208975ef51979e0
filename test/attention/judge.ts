/** Compares what a round told with what the model allows, and lets the model follow. */
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import { caps } from './model.ts'
import type { Model } from './model.ts'

export type Tried = { id: string; person: number; class: number }
export type Told = Tried & { told: string; beganAt: number }
export type Wrong = {
  overCap: number
  inQuiet: number
  withoutConsent: number
  refused: number
  otherwise: number
}
type Findings = { wrong: Wrong; reasons: Map<string, number>; examples: string[] }

export const newWrong = (): Wrong => ({
  overCap: 0,
  inQuiet: 0,
  withoutConsent: 0,
  refused: 0,
  otherwise: 0,
})

/** `withdrawnAt`: persons whose consent ended in the middle of this round, and when that was durable. */
export function judge(
  model: Model,
  at: Date,
  round: Told[],
  withdrawnAt: ReadonlyMap<number, number>,
  findings: Findings,
): void {
  const day = dayOf(at)
  const minute = (at.getTime() - startOfDay(day).getTime()) / 60_000
  const week = mondayOf(day)
  const endedAt = new Map<number, number>()
  for (const [person, ended] of withdrawnAt)
    for (const one of model.personsOf(person))
      endedAt.set(one, Math.min(ended, endedAt.get(one) ?? Infinity))

  const find = (kind: keyof Wrong, one: string) => {
    findings.wrong[kind]++
    if (findings.examples.length < 8) findings.examples.push(`${at.toISOString()} ${kind}: ${one}`)
  }
  const byHuman = Map.groupBy(round, (one) => model.humanOf[one.person]!)
  for (const [human, tried] of byHuman) {
    const wanted = caps.shares.map(() => 0)
    const got = caps.shares.map(() => 0)
    const counted = new Set<string>()
    let mayEnd = false
    for (const one of tried) {
      findings.reasons.set(one.told, (findings.reasons.get(one.told) ?? 0) + 1)
      const key = `${one.person} ${one.id}`
      const why = model.whyNot(one.person, { day, minute })
      const ended = endedAt.get(one.person)
      const text = `${key} class ${one.class} told ${one.told}, model ${why ?? 'may'}`
      if (one.told === 'repeat') {
        if (!model.delivered.has(key) && !tried.some((same) => isFirst(same, one)))
          find('otherwise', text)
        continue
      }
      if (model.delivered.has(key)) {
        find('otherwise', `${text}, sent before`)
        continue
      }
      if (one.told === 'delivered') {
        if (why === 'no_consent' || (ended !== undefined && one.beganAt > ended))
          find('withoutConsent', text)
        else if (why === 'quiet_hours') find('inQuiet', text)
        else if (why) find('otherwise', text)
        got[one.class]!++
      } else if (why) {
        if (one.told !== why && !(ended !== undefined && one.told === 'no_consent'))
          find('otherwise', text)
      } else if (ended !== undefined && one.told === 'no_consent') mayEnd = true
      else if (one.told !== 'over_budget') find('refused', text)
      if (!why && !counted.has(key)) wanted[one.class]!++
      counted.add(key)
    }
    const sum = got.reduce((all, one) => all + one, 0)
    const room = model.room(human, day, week, wanted)
    const shareLeft = (sender: number) =>
      Math.max(0, caps.shares[sender]! - model.count(human, `${day} ${sender}`))
    const text = `human ${human} got ${sum}, may have ${room}`
    if (sum > room || got.some((count, sender) => count > shareLeft(sender))) find('overCap', text)
    if (sum < room && !mayEnd) find('refused', text)
    got.forEach((count, sender) => {
      for (let n = 0; n < count; n++) model.deliver(human, day, week, sender)
    })
    for (const one of tried)
      if (one.told === 'delivered') model.delivered.add(`${one.person} ${one.id}`)
  }
}

const isFirst = (same: Told, one: Told) =>
  same.told === 'delivered' && same.id === one.id && same.person === one.person

function mondayOf(day: string): string {
  const noon = addMs(startOfDay(day), dayMs / 2)
  return `week ${dayOf(addMs(noon, -((noon.getUTCDay() + 6) % 7) * dayMs))}`
}

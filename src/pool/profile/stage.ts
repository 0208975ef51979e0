/**
 * The stages of a person's life with the shop, and when each began: a pure sum of the milestones.
 */
import { goneSince, lapsedAfterMs } from './milestone.ts'
import type { Bought, Milestones } from './milestone.ts'

export const stages = [
  'stranger', // came once and did nothing
  'visitor', // looked at something, or came on another day
  'member', // signed up
  'buyer', // paid an order that was not wholly given back
  'repeat', // two of them or more
  'advocate', // bought, and brought a buyer
  'lapsed', // a buyer who has done nothing for ninety days
] as const
export type Stage = (typeof stages)[number]

export type StageChange = { at: number; stage: Stage }

export type Life = {
  /** Oldest first; the last one is the present stage. At least one. */
  changes: StageChange[]
  /** When time alone will change it: a buyer who stays silent lapses. */
  changesAt: number | null
}

type State = {
  looked: boolean
  signedUp: boolean
  brought: boolean
  /** Orders paid and not wholly given back. */
  kept: number
  isSilent: boolean
}
type Turn = { at: number; makes(state: State): void }

/** All stages up to `now`, whatever the order in which the milestones became known. */
export function lifeOf(milestones: Milestones, orders: Bought[], now: number): Life {
  const state = { looked: false, signedUp: false, brought: false, kept: 0, isSilent: false }
  const changes: StageChange[] = []
  const turns = turnsOf(milestones, orders, now)
  turns.forEach((turn, index) => {
    turn.makes(state)
    if (turns[index + 1]?.at === turn.at) return // what happens at one instant counts together
    const stage = stageOf(state)
    if (changes.at(-1)?.stage !== stage) changes.push({ at: turn.at, stage })
  })
  const lastDeedAt = milestones.activeAt.at(-1)
  const mayLapse = state.kept > 0 && !state.isSilent && lastDeedAt !== undefined
  return { changes, changesAt: mayLapse ? lastDeedAt + lapsedAfterMs : null }
}

/** The highest that is true; silence only counts for who has bought. */
function stageOf({ looked, signedUp, brought, kept, isSilent }: State): Stage {
  if (kept > 0 && isSilent) return 'lapsed'
  if (kept > 0 && brought) return 'advocate'
  if (kept > 1) return 'repeat'
  if (kept === 1) return 'buyer'
  if (signedUp) return 'member'
  return looked ? 'visitor' : 'stranger'
}

function turnsOf(milestones: Milestones, orders: Bought[], now: number): Turn[] {
  const { firstAt, visitedAt, lookedAt, signedUpAt, invitedAt, activeAt } = milestones
  const turns: Turn[] = [{ at: firstAt, makes: () => undefined }]
  const turn = (at: number | null | undefined, makes: Turn['makes']) => {
    if (at !== null && at !== undefined) turns.push({ at, makes })
  }
  turn(lookedAt, (state) => void (state.looked = true))
  turn(visitedAt[1], (state) => void (state.looked = true))
  turn(signedUpAt, (state) => void (state.signedUp = true))
  turn(invitedAt, (state) => void (state.brought = true))
  for (const order of orders) {
    turn(order.paidAt, (state) => void state.kept++)
    turn(goneSince(order), (state) => void state.kept--)
  }
  for (let index = 0; index < activeAt.length; index += 2) {
    turn(activeAt[index], (state) => void (state.isSilent = false))
    const silentAt = activeAt[index + 1]! + lapsedAfterMs
    const isOver = index + 2 < activeAt.length
    if (isOver || silentAt <= now) turn(silentAt, (state) => void (state.isSilent = true))
  }
  return turns.toSorted((one, other) => one.at - other.at)
}

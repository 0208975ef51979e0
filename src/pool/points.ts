/** Points: a unit of the ledger that members hold and that is given for something they did. */
import { account } from '#ledger/chain.ts'

export const pointsBook = 'main'

/** Where points come from, by what they are given for; it goes as far below zero as was given. */
export const pointSource = (reason: string) =>
  account({ unit: 'POINT', purpose: 'source', owner: reason, floor: null })

/** What a member has. */
export const pointsOf = (memberId: string) =>
  account({ unit: 'POINT', purpose: 'points', owner: memberId, floor: 0 })

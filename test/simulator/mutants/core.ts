/** Bugs planted into the pure core. */
import { mutantsOf } from './mutant.ts'
import type { Mutant } from './mutant.ts'

const planted = mutantsOf('src/ledger/decide.ts')
const decideTests = 'src/ledger/decide.test.ts'
const model =
  'whatever is asked, crashes and wrong clocks included, answers and sums are the model’s'
const postTests = 'src/ledger/post.test.ts'

export const coreMutants: Mutant[] = [
  planted(
    'the digest is not compared: other contents under an old id are a yes',
    'if (digest === digestOf(chain)) return doneBefore',
    'if (digest) return doneBefore',
    decideTests,
    model,
  ),
  planted(
    'a move is compared with what is posted instead of what is available',
    `const { amount } = transfer
    if (from.floor !== null && from.posted - from.held - amount < from.floor)`,
    `const { amount } = transfer
    if (from.floor !== null && from.posted - amount < from.floor)`,
    decideTests,
    model,
  ),
  planted(
    'a hold is compared with what is posted instead of what is available',
    `return 'hold_expired'
    if (from.floor !== null && from.posted - from.held - amount < from.floor)`,
    `return 'hold_expired'
    if (from.floor !== null && from.posted - amount < from.floor)`,
    decideTests,
    model,
  ),
  planted(
    'a hold that has expired can still be taken',
    `if (expired) return 'hold_expired'`,
    '',
    decideTests,
    model,
  ),
  planted(
    'voiding an expired hold gives back its units a second time',
    'const heldNow = expired ? 0 : hold.amount',
    'const heldNow = hold.amount',
    postTests,
    'voiding an expired hold gives back nothing a second time',
  ),
  planted(
    'a hold can be taken twice',
    `  state.holds.delete(key)
  state.closed?.add(key)`,
    '',
    postTests,
    'what chains of one call hold, later ones of it take',
  ),
  planted(
    'taking part of a hold does not free the rest',
    '  from.held -= heldNow\n',
    `  from.held -= transfer.kind === 'post_hold' && heldNow ? (transfer.amount ?? heldNow) : heldNow\n`,
    decideTests,
    model,
  ),
  planted(
    'a refused chain leaves its first transfers',
    'for (const step of undo.reverse()) step()',
    '',
    decideTests,
    'a refused chain, however long, leaves the state exactly as it was',
  ),
  planted(
    'a clock that is put back lets an expired hold be taken out of units that were sold again',
    `if (from.floor !== null && left < from.floor) return 'insufficient'`,
    '',
    postTests,
    'a clock that is put back finds expired holds open again, and never sells below the floor',
  ),
]

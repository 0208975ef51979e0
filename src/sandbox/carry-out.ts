/** Carries out instructions: loads what they touch, decides them in order, writes all set-wise. */
import { hash } from 'node:crypto'
import { type Db, isUniqueViolation } from '#platform/db.ts'
import type { Books, Decision, Entry } from './books.ts'
import { closeForMerchant, openCharge } from './charge.ts'
import { lockBooks, openPayers } from './load.ts'
import { payOut, refund, split, topUp } from './share.ts'
import { storeChanges } from './store.ts'
import type { Instruction } from './wire.ts'

export type CarryOut = {
  instructions: Instruction[]
  now: Date
  /** Whether an instruction's own time counts: only when a history is replayed. */
  isReplay: boolean
  /** What a payer who was never seen before begins with. */
  openingFen: number
  newInstitutionNumber(): string
  newToken(): string
}

/**
 * An instruction whose number was used with other contents is answered so, and nothing is written.
 */
export type Answered = Entry | 'number_reused'

/**
 * One transaction for all of them, one answer each in the same order; a refusal is an answer. Runs
 * again when another request wrote one of the numbers at the same time: then it is known.
 */
export async function carryOutAll(db: Db, input: CarryOut): Promise<Answered[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { answers, missingPayers } = await attemptAll(db, input)
      if (answers) return answers
      await openPayers(db, missingPayers, input.openingFen, input.now)
    } catch (error) {
      if (attempt >= 5 || !isUniqueViolation(error)) throw error
    }
  }
}

type Attempt =
  | { answers: Answered[]; missingPayers?: never }
  | { answers?: never; missingPayers: string[] }

const attemptAll = (db: Db, input: CarryOut): Promise<Attempt> =>
  db.beginByKey(async (tx) => {
    const { books, missingPayers } = await lockBooks(tx, input.instructions)
    // Opened outside, so that no transaction waits for a payer while it holds the locks of others.
    if (missingPayers.length > 0) return { missingPayers }
    const answers = input.instructions.map((instruction) => answer(books, instruction, input))
    await storeChanges(tx, books, input.now)
    return { answers }
  })

function answer(books: Books, instruction: Instruction, input: CarryOut): Answered {
  const digest = digestOf(instruction)
  const known = books.entries.get(instruction.number)
  if (known) return known.digest === digest ? known : 'number_reused'

  const at = (input.isReplay && instruction.at) || input.now
  const decision = decide(books, instruction, at)
  const entry: Entry = {
    number: instruction.number,
    kind: instruction.kind,
    digest,
    status: 'refused',
    amountFen: 0,
    at,
    institutionNumber: input.newInstitutionNumber(),
    reason: null,
    cashierToken: null,
  }
  if (typeof decision === 'string') entry.reason = decision
  else Object.assign(entry, decision)
  if (entry.status === 'waiting') entry.cashierToken = input.newToken()
  books.entries.set(entry.number, entry)
  books.changes.newEntries.push(entry)
  return entry
}

function decide(books: Books, instruction: Instruction, at: Date): Decision {
  switch (instruction.kind) {
    case 'charge':
      return openCharge(books, instruction, at)
    case 'close':
      return closeForMerchant(books, instruction, at)
    case 'split':
      return split(books, instruction, at)
    case 'refund':
      return refund(books, instruction, at)
    case 'payout':
      return payOut(books, instruction, at)
    case 'top_up':
      return topUp(books, instruction, at)
  }
}

/**
 * 132 bits of everything an instruction asks for; when it says to have taken place is not asked
 * for. Its schema gives the keys their order, whatever order they came in.
 */
const digestOf = (instruction: Instruction): string =>
  hash('sha256', JSON.stringify({ ...instruction, at: undefined }), 'base64url').slice(0, 22)

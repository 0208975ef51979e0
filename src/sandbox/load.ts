/**
 * Loads and locks what instructions touch. Locks are taken in one order everywhere, so that no two
 * transactions wait for each other: charges, payers, receivers, each ascending. Whatever else
 * depends on them is read in a later statement than the locks, or it might be older than they are.
 *
 * `unnest … lateral` looks each row up by its key, in the order of the array.
 */
import type { Db, Tx } from '#platform/db.ts'
import {
  type Books,
  type Charge,
  type Entry,
  type Payer,
  type Receiver,
  emptyBooks,
} from './books.ts'
import type { Instruction } from './wire.ts'

type Locked = { books: Books; missingPayers: string[] }

export async function lockBooks(tx: Tx, instructions: Instruction[]): Promise<Locked> {
  const books = emptyBooks()
  const numbers = new Set<string>()
  const chargeNumbers = new Set<string>()
  const payers = new Set<string>()
  const receivers = new Set<string>()
  for (const instruction of instructions) {
    numbers.add(instruction.number)
    if ('chargeNumber' in instruction) {
      chargeNumbers.add(instruction.chargeNumber)
      numbers.add(instruction.chargeNumber)
    }
    if ('payer' in instruction) payers.add(instruction.payer)
    if ('receiver' in instruction) receivers.add(instruction.receiver)
    if ('shares' in instruction)
      for (const { receiver } of instruction.shares) receivers.add(receiver)
  }

  if (chargeNumbers.size > 0) await lockCharges(tx, books, [...chargeNumbers])
  for (const charge of books.charges.values()) payers.add(charge.payer)
  // They travel together; the database runs them in this order.
  await Promise.all([
    payers.size > 0 ? lockPayers(tx, books, [...payers]) : undefined,
    receivers.size > 0 ? lockReceivers(tx, books, [...receivers]) : undefined,
    readEntries(tx, books, [...numbers]),
  ])
  return { books, missingPayers: [...payers].filter((payer) => !books.payers.has(payer)) }
}

/** The books of one charge and its payer; null when nothing has this token. */
export async function lockChargeOfToken(tx: Tx, token: string) {
  const [found] = await tx<{ number: string }>`
    select number from sandbox.instruction where cashier_token = ${token}`
  return found ? lockCharge(tx, found.number) : null
}

export async function lockCharge(tx: Tx, number: string) {
  const books = emptyBooks()
  await lockCharges(tx, books, [number])
  const charge = books.charges.get(number)
  if (!charge) return null
  await Promise.all([lockPayers(tx, books, [charge.payer]), readEntries(tx, books, [number])])
  return { books, charge, entry: books.entries.get(number)! }
}

async function lockCharges(tx: Tx, books: Books, numbers: string[]) {
  const charges = await tx<Charge>`
    select known.* from unnest(${numbers.toSorted()}::text[]) as asked (number)
    cross join lateral (
      select number, payer, method, subject, return_url, amount_fen, pay_by, opened_at, state,
        pays_at, frozen_fen, split_fen, refunded_fen
      from sandbox.charge where charge.number = asked.number for no key update) as known`
  for (const charge of charges) books.charges.set(charge.number, { ...charge, received: new Map() })
  if (charges.length === 0) return
  const received = await tx<{ chargeNumber: string; receiver: string; amountFen: number }>`
    select known.* from unnest(${charges.map(({ number }) => number)}::text[]) as asked (number)
    cross join lateral (
      select charge_number, receiver, amount_fen from sandbox.received
      where charge_number = asked.number offset 0) as known`
  for (const { chargeNumber, receiver, amountFen } of received)
    books.charges.get(chargeNumber)!.received.set(receiver, amountFen)
}

async function lockPayers(tx: Tx, books: Books, payers: string[]) {
  const rows = await tx<Payer>`
    select known.* from unnest(${payers.toSorted()}::text[]) as asked (payer)
    cross join lateral (
      select payer, balance_fen from sandbox.payer
      where payer.payer = asked.payer for no key update) as known`
  for (const row of rows) books.payers.set(row.payer, row)
}

async function lockReceivers(tx: Tx, books: Books, receivers: string[]) {
  const rows = await tx<Receiver>`
    select known.* from unnest(${receivers.toSorted()}::text[]) as asked (receiver)
    cross join lateral (
      select receiver, balance_fen, floor_fen from sandbox.receiver
      where receiver.receiver = asked.receiver for no key update) as known`
  for (const row of rows) books.receivers.set(row.receiver, row)
}

async function readEntries(tx: Tx, books: Books, numbers: string[]) {
  const entries = await tx<Entry>`
    select known.* from unnest(${numbers}::text[]) as asked (number)
    cross join lateral (
      select number, kind, digest, status, amount_fen, at, institution_number, reason, cashier_token
      from sandbox.instruction where instruction.number = asked.number offset 0) as known`
  for (const entry of entries) books.entries.set(entry.number, entry)
}

/**
 * Opens accounts with play money for payers who were never seen. Existing ones stay as they are.
 */
export async function openPayers(db: Db, payers: string[], openingFen: number, now: Date) {
  await db`
    with opened as (
      insert into sandbox.payer (payer, balance_fen)
      select payer, ${openingFen} from unnest(${payers}::text[]) as payer order by payer
      on conflict do nothing
      returning payer
    )
    insert into sandbox.movement (number, from_account, to_account, amount_fen, at)
    select 'opening', 'world', 'payer:' || payer, ${openingFen}, ${now} from opened
    where ${openingFen}::bigint > 0`
}

/** Writes what changed in loaded books: a few set-wise statements, however many instructions. */
import type { Tx } from '#platform/db.ts'
import type { Books, Charge, Entry, Movement, Payer, Receiver } from './books.ts'
import { enqueueNotice } from './notice.ts'

/** Cashier charges that were paid or closed become one notice, due at once. */
export async function storeChanges(tx: Tx, books: Books, now: Date): Promise<void> {
  const { changes } = books
  if (changes.settled.length > 0) await enqueueNotice(tx, changes.settled, now)
  await storeWithoutNotice(tx, books)
}

/**
 * For a cashier that tells the merchant in another way than plainly. No statement needs another's
 * answer, so they travel together; the database runs them in this order.
 */
export async function storeWithoutNotice(tx: Tx, { changes }: Books): Promise<void> {
  const isNew = new Set(changes.newCharges)
  const changedCharges = [...changes.charges].filter((charge) => !isNew.has(charge))
  const parts = [...changes.charges].flatMap(({ number, received }) =>
    [...received].map(([receiver, amountFen]) => ({ number, receiver, amountFen })),
  )
  await Promise.all([
    unlessEmpty(changes.newEntries, (entries) => insertEntries(tx, entries)),
    unlessEmpty(changes.settled, (entries) => updateEntries(tx, entries)),
    unlessEmpty(changes.newCharges, (charges) => insertCharges(tx, charges)),
    unlessEmpty(changedCharges, (charges) => updateCharges(tx, charges)),
    unlessEmpty(parts, (received) => storeReceived(tx, received)),
    unlessEmpty([...changes.payers], (payers) => updatePayers(tx, payers)),
    unlessEmpty([...changes.receivers], (receivers) => updateReceivers(tx, receivers)),
    unlessEmpty(changes.movements, (movements) => insertMovements(tx, movements)),
  ])
}

const unlessEmpty = <Row>(rows: Row[], write: (rows: Row[]) => Promise<unknown>) =>
  rows.length > 0 ? write(rows) : undefined

async function insertEntries(tx: Tx, entries: Entry[]) {
  await tx`
    insert into sandbox.instruction (number, kind, digest, status, amount_fen, at,
      institution_number, reason, cashier_token)
    select * from unnest(${entries.map((e) => e.number)}::text[],
      ${entries.map((e) => e.kind)}::text[],
      ${entries.map((e) => e.digest)}::text[],
      ${entries.map((e) => e.status)}::text[],
      ${entries.map((e) => e.amountFen)}::bigint[],
      ${entries.map((e) => e.at.toISOString())}::timestamptz[],
      ${entries.map((e) => e.institutionNumber)}::text[],
      ${entries.map((e) => e.reason)}::text[],
      ${entries.map((e) => e.cashierToken)}::text[])
      as entry (number) order by entry.number`
}

async function updateEntries(tx: Tx, entries: Entry[]) {
  await tx`
    update sandbox.instruction
    set status = change.status, amount_fen = change.amount_fen, at = change.at,
      reason = change.reason
    from unnest(${entries.map((e) => e.number)}::text[],
      ${entries.map((e) => e.status)}::text[],
      ${entries.map((e) => e.amountFen)}::bigint[],
      ${entries.map((e) => e.at.toISOString())}::timestamptz[],
      ${entries.map((e) => e.reason)}::text[]) as change (number, status, amount_fen, at, reason)
    where instruction.number = change.number`
}

async function insertCharges(tx: Tx, charges: Charge[]) {
  await tx`
    insert into sandbox.charge (number, payer, method, subject, return_url, amount_fen, pay_by,
      opened_at, state, frozen_fen, split_fen, refunded_fen)
    select * from unnest(${charges.map((c) => c.number)}::text[],
      ${charges.map((c) => c.payer)}::text[],
      ${charges.map((c) => c.method)}::text[],
      ${charges.map((c) => c.subject)}::text[],
      ${charges.map((c) => c.returnUrl)}::text[],
      ${charges.map((c) => c.amountFen)}::bigint[],
      ${charges.map((c) => c.payBy.toISOString())}::timestamptz[],
      ${charges.map((c) => c.openedAt.toISOString())}::timestamptz[],
      ${charges.map((c) => c.state)}::text[],
      ${charges.map((c) => c.frozenFen)}::bigint[],
      ${charges.map((c) => c.splitFen)}::bigint[],
      ${charges.map((c) => c.refundedFen)}::bigint[])`
}

async function updateCharges(tx: Tx, charges: Charge[]) {
  await tx`
    update sandbox.charge
    set state = change.state, pays_at = change.pays_at, frozen_fen = change.frozen_fen,
      split_fen = change.split_fen, refunded_fen = change.refunded_fen
    from unnest(${charges.map((c) => c.number)}::text[],
      ${charges.map((c) => c.state)}::text[],
      ${charges.map((c) => c.paysAt?.toISOString() ?? null)}::timestamptz[],
      ${charges.map((c) => c.frozenFen)}::bigint[],
      ${charges.map((c) => c.splitFen)}::bigint[],
      ${charges.map((c) => c.refundedFen)}::bigint[])
      as change (number, state, pays_at, frozen_fen, split_fen, refunded_fen)
    where charge.number = change.number`
}

type Received = { number: string; receiver: string; amountFen: number }

async function storeReceived(tx: Tx, rows: Received[]) {
  await tx`
    insert into sandbox.received (charge_number, receiver, amount_fen)
    select * from unnest(${rows.map((row) => row.number)}::text[],
      ${rows.map((row) => row.receiver)}::text[],
      ${rows.map((row) => row.amountFen)}::bigint[])
    on conflict (charge_number, receiver) do update set amount_fen = excluded.amount_fen
    where received.amount_fen <> excluded.amount_fen`
}

async function updatePayers(tx: Tx, payers: Payer[]) {
  await tx`
    update sandbox.payer set balance_fen = change.balance_fen
    from unnest(${payers.map((p) => p.payer)}::text[], ${payers.map((p) => p.balanceFen)}::bigint[])
      as change (payer, balance_fen)
    where payer.payer = change.payer`
}

async function updateReceivers(tx: Tx, receivers: Receiver[]) {
  await tx`
    update sandbox.receiver set balance_fen = change.balance_fen
    from unnest(${receivers.map((r) => r.receiver)}::text[],
      ${receivers.map((r) => r.balanceFen)}::bigint[]) as change (receiver, balance_fen)
    where receiver.receiver = change.receiver`
}

async function insertMovements(tx: Tx, movements: Movement[]) {
  await tx`
    insert into sandbox.movement (number, from_account, to_account, amount_fen, at)
    select * from unnest(${movements.map((m) => m.number)}::text[],
      ${movements.map((m) => m.from)}::text[],
      ${movements.map((m) => m.to)}::text[],
      ${movements.map((m) => m.amountFen)}::bigint[],
      ${movements.map((m) => m.at.toISOString())}::timestamptz[])`
}

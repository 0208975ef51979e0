import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { connect, type Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { registerReceivers } from './accounts.ts'
import { checkBooks, sumBooks } from './books-check.ts'
import { type Answered, carryOutAll } from './carry-out.ts'
import { payAtCashier } from './charge.ts'
import { lockCharge } from './load.ts'
import { storeChanges } from './store.ts'
import type { Instruction } from './wire.ts'

const now = new Date('2026-11-22T08:00:00Z')
const openingFen = 500
const floorFen = -20
const receivers = ['r0', 'r1', 'r2']

const carryOut = (db: Db, instructions: Instruction[]) =>
  carryOutAll(db, {
    instructions,
    now,
    isReplay: false,
    openingFen,
    newInstitutionNumber: () => 'SBX-test',
    newToken: randomUUID,
  })

const meaning = (answer: Answered) =>
  answer === 'number_reused' ? answer : `${answer.reason ?? answer.status} ${answer.amountFen}`

/** Few names and small amounts, so that limits are met and instructions get in each other's way. */
const one = fc.constantFrom(...Array.from({ length: 60 }, (_, index) => `n${index}`))
const fen = fc.integer({ min: 1, max: 300 })
const chargeNumber = fc.constantFrom(...Array.from({ length: 8 }, (_, index) => `c${index}`))
const receiver = fc.constantFrom('r0', ...receivers, 'stranger')
const someFen = fc.integer({ min: 1, max: 60 })
const sizeOf = (minLength: number, maxLength: number) => ({ minLength, maxLength })
const shares = fc.array(fc.record({ receiver, amountFen: someFen }), sizeOf(1, 3))
const charge = fc.record({
  kind: fc.constant('charge' as const),
  number: chargeNumber,
  amountFen: fen,
  method: fc.constantFrom('balance' as const, 'cashier' as const),
  payer: fc.constantFrom('p0', 'p1', 'p2'),
  subject: fc.constant('Something'),
  payBy: fc.constant(new Date('2026-11-22T09:00:00Z')),
  returnUrl: fc.constant('http://127.0.0.1/'),
})
const instruction = fc.oneof(
  { weight: 4, arbitrary: charge },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('close' as const), number: one, chargeNumber }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('split' as const),
      number: one,
      chargeNumber,
      shares,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      number: one,
      chargeNumber,
      amountFen: fen,
      shares: fc.constant([]),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        kind: fc.constant('refund' as const),
        number: one,
        chargeNumber,
        shares: fc.array(fc.record({ receiver, amountFen: someFen }), sizeOf(1, 2)),
      })
      .map((refund) => ({
        ...refund,
        amountFen: refund.shares.reduce((sum, share) => sum + share.amountFen, 0),
      })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('payout' as const),
      number: one,
      receiver,
      amountFen: someFen,
    }),
  },
  fc.record({
    kind: fc.constant('top_up' as const),
    number: one,
    payer: fc.constantFrom('p0', 'p3'),
    amountFen: fen,
  }),
) as fc.Arbitrary<Instruction>
/**
 * Paid, split, paid out, and then the buyer wants it back: chance alone hardly ever gets that far.
 */
const takenBack = fc.tuple(charge, one, one, one).map(([paid, first, second, third]) => {
  const chargeNumber = paid.number
  const shares = [{ receiver: 'r0', amountFen: paid.amountFen }]
  const { amountFen } = paid
  return [
    { ...paid, method: 'balance' },
    { kind: 'split', number: first, chargeNumber, shares },
    { kind: 'payout', number: second, receiver: 'r0', amountFen },
    { kind: 'refund', number: third, chargeNumber, amountFen, shares },
  ] as Instruction[]
})
const some = fc.oneof(
  { weight: 12, arbitrary: instruction.map((alone) => [alone]) },
  { weight: 1, arbitrary: takenBack },
)
/** Batches; between them some waiting charge may be paid at the cashier. */
const batch = fc.record({
  instructions: fc.array(some, sizeOf(1, 25)).map((parts) => parts.flat()),
  thenPaid: fc.option(chargeNumber),
})
const history = fc.array(batch, sizeOf(1, 5))

async function assertSound(db: Db) {
  assert.deepEqual(await checkBooks(db), [])
  const { putInFen, payersFen, frozenFen, receiversFen, paidOutFen } = await sumBooks(db)
  assert.equal(payersFen + frozenFen + receiversFen + paidOutFen, putInFen)
}

async function payWaiting(db: Db, number: string) {
  await db.begin(async (tx) => {
    const found = await lockCharge(tx, number)
    if (!found) return
    payAtCashier(found.books, found.charge, now)
    await storeChanges(tx, found.books, now)
  })
}

async function aDb() {
  const db = await testDb()
  await registerReceivers(
    db,
    receivers.map((id) => ({ receiver: id, name: id })),
    floorFen,
  )
  return db
}

const aCharge = (changes: { number: string; payer?: string; amountFen?: number }): Instruction => ({
  kind: 'charge',
  amountFen: 100,
  method: 'balance',
  payer: 'payer',
  subject: 'Something',
  payBy: new Date('2026-11-22T09:00:00Z'),
  returnUrl: 'http://127.0.0.1/',
  ...changes,
})

/** All money gone, as if nothing had ever happened. */
async function startOver(db: Db) {
  await db`truncate sandbox.received, sandbox.charge, sandbox.instruction, sandbox.movement,
    sandbox.notice, sandbox.payer`
  await db`update sandbox.receiver set balance_fen = 0`
}

test('after any history, in batches or one by one, every fen put in is somewhere, once', async () => {
  await using batched = await aDb()
  await using single = await aDb()
  const seen = new Set<string>()
  const property = fc.asyncProperty(history, async (batches) => {
    await startOver(batched)
    await startOver(single)
    for (const { instructions, thenPaid } of batches) {
      const together = (await carryOut(batched, instructions)).map(meaning)
      const alone: string[] = []
      for (const one of instructions) alone.push(...(await carryOut(single, [one])).map(meaning))
      for (const [index, answer] of alone.entries()) {
        seen.add(answer.split(' ')[0]!)
        // An answer shows an instruction as it is when the batch ends: a charge may be closed by then.
        const isCharge = instructions[index]!.kind === 'charge'
        if (!(isCharge && together[index]!.startsWith('closed'))) {
          assert.equal(together[index], answer)
        }
      }
      if (thenPaid) for (const db of [batched, single]) await payWaiting(db, thenPaid)
      await assertSound(batched)
    }
    await assertSound(single)
    assert.deepEqual(await sumBooks(batched), await sumBooks(single))
    // Everything again: known numbers change nothing.
    const before = await sumBooks(batched)
    for (const { instructions } of batches) await carryOut(batched, instructions)
    assert.deepEqual(await sumBooks(batched), before)
  })
  await fc.assert(property, { numRuns: 25, seed: 20_261_122 })
  // The histories were worth something: they met every answer.
  const met = ['done', 'waiting', 'number_reused', 'already_paid']
  const refused = ['charge_closed', 'charge_not_paid', 'exceeds_frozen', 'exceeds_received']
  const others = ['insufficient_balance', 'receiver_limit', 'unknown_charge', 'unknown_receiver']
  for (const answer of [...met, ...refused, ...others]) assert.ok(seen.has(answer), answer)
})

test('batches that run at the same time leave sound books, and no deadlock', async () => {
  await using db = await aDb()
  const batches = fc.sample(batch, { numRuns: 60, seed: 7 })
  const lanes = [0, 1, 2, 3].map(async (lane) => {
    for (const [index, { instructions, thenPaid }] of batches.entries()) {
      if (index % 4 !== lane) continue
      await carryOut(db, instructions)
      if (thenPaid) await payWaiting(db, thenPaid)
    }
  })
  await Promise.all(lanes)
  await assertSound(db)
  await db.end() // a session hands in its count when it ends
  const after = connect(db.url)
  const [stats] = await after<{ deadlocks: number }>`
    select deadlocks from pg_stat_database where datname = current_database()`
  await after.end()
  assert.equal(stats!.deadlocks, 0)
})

test('of one charge, parallel splits hand out what it has and not a fen more', async () => {
  await using db = await aDb()
  for (let round = 0; round < 5; round++) {
    const number = `charge ${round}`
    await carryOut(db, [aCharge({ number, payer: `payer ${round}`, amountFen: 500 })])
    const splits = Array.from({ length: 8 }, (_, index) =>
      carryOut(db, [
        {
          kind: 'split',
          number: `split ${round} ${index}`,
          chargeNumber: number,
          shares: [{ receiver: 'r0', amountFen: 150 }],
        },
      ]),
    )
    const answers = (await Promise.all(splits)).flat().map(meaning).toSorted()
    assert.deepEqual(answers, [
      ...Array.from({ length: 3 }, () => 'done 150'),
      ...Array.from({ length: 5 }, () => 'exceeds_frozen 0'),
    ])
  }
  await assertSound(db)
})

test('a number that another request writes at the same time is known when it is our turn', async () => {
  await using db = await aDb()
  const written = Promise.withResolvers<void>()
  const mayCommit = Promise.withResolvers<void>()
  const other = db.begin(async (tx) => {
    await tx`
      insert into sandbox.instruction
        (number, kind, digest, status, amount_fen, at, institution_number)
      values ('same', 'payout', 'other contents', 'done', 0, ${now}, 'SBX-other')`
    written.resolve()
    await mayCommit.promise
  })
  await written.promise
  const ours = carryOut(db, [aCharge({ number: 'before' }), aCharge({ number: 'same' })])
  for (let blocked = 0; blocked === 0; await sleep(5)) {
    const [waiting] = await db<{ count: number }>`
      select count(*) from pg_stat_activity
      where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`
    blocked = waiting!.count
  }
  mayCommit.resolve()
  await other
  assert.deepEqual((await ours).map(meaning), ['done 100', 'number_reused'])
  await assertSound(db)
})

test('the check of the books finds a fen that is missing anywhere', async () => {
  await using db = await aDb()
  await carryOut(db, [
    aCharge({ number: 'c', amountFen: 300 }),
    { kind: 'split', number: 's', chargeNumber: 'c', shares: [{ receiver: 'r0', amountFen: 99 }] },
  ])
  await assertSound(db)
  const harms = [
    () => db`update sandbox.payer set balance_fen = balance_fen + 1`,
    () => db`update sandbox.receiver set balance_fen = balance_fen - 1 where receiver = 'r0'`,
    () => db`update sandbox.received set amount_fen = amount_fen + 1`,
    () => db`update sandbox.instruction set amount_fen = amount_fen - 1 where number = 's'`,
    () => db`delete from sandbox.movement where number = 'c'`,
  ]
  let faults = 0
  for (const harm of harms) {
    await harm()
    const found = (await checkBooks(db)).length
    assert.ok(found > faults, String(harm))
    faults = found
  }
})

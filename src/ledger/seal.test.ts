import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db, Tx } from '#platform/db.ts'
import { sealLog, verifyLog } from '#platform/seal.ts'
import { testDb } from '#test/db.ts'
import type { TestDb } from '#test/db.ts'
import { horizonPassed } from '#test/horizon.ts'
import {
  chain,
  fill,
  hold,
  move,
  now,
  post,
  shelf,
  sink,
  take,
  till,
  within,
} from './ledger.fixture.ts'
import { ledgerLog } from './seal.ts'

/** Two seals of two chains each, and one chain that is not sealed yet. */
async function aSealedLedger(): Promise<TestDb> {
  const db = await testDb()
  await fill(db, 10)
  await post(db, chain('a', hold(shelf, till, 4), move(shelf, sink, 1)))
  await sealAll(db)
  await post(db, chain('b', take(shelf, till, { chainId: 'a', n: 0 }, 3)))
  await post(db, chain('c', move(shelf, till, 2)))
  await sealAll(db)
  await post(db, chain('d', move(shelf, till, 1)))
  return db
}
async function sealAll(db: Db): Promise<void> {
  await horizonPassed(db)
  while (await sealLog(db, ledgerLog, now));
}
/** As somebody does who has the keys to the database, and can keep triggers from running. */
const tamper = (db: Db, work: (tx: Tx) => Promise<unknown>) =>
  db.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await work(tx)
  })
const problems = async (db: Db, anchor?: { seq: number; hash: Buffer }) =>
  (await verifyLog(db, ledgerLog, anchor)).problems.map(({ seq, problem }) => `${seq}: ${problem}`)
const lastSeal = async (db: Db) => {
  const [seal] = await db<{ seq: number; hash: Buffer }>`
    select seq, hash from platform.seal order by seq desc limit 1`
  return seal!
}
const changed = 'rows changed after they were sealed'

test('an untouched log verifies, whatever is appended to it', async () => {
  await using db = await aSealedLedger()
  const anchor = await lastSeal(db)
  assert.deepEqual(await verifyLog(db, ledgerLog, anchor), { seals: 2, rows: 4, problems: [] })
  await sealAll(db)
  assert.deepEqual(await verifyLog(db, ledgerLog, anchor), { seals: 3, rows: 5, problems: [] })
  assert.equal(await sealLog(db, ledgerLog, now), null)
})

const attacks: { name: string; attack: (tx: Tx) => Promise<unknown>; found: string[] }[] = [
  {
    name: 'an amount that is changed',
    attack: (tx) => tx`update ledger.transfer set amount = 2 where chain_id = 'a' and n = 1`,
    found: [`1: ${changed}`],
  },
  {
    name: 'a time that is changed by a microsecond',
    attack: (tx) => tx`update ledger.chain set at = at + interval '1 microsecond' where id = 'c'`,
    found: [`2: ${changed}`],
  },
  {
    name: 'another receiver',
    attack: (tx) => tx`update ledger.transfer set to_account = ${sink.id} where chain_id = 'b'`,
    found: [`2: ${changed}`],
  },
  {
    name: 'another reference',
    attack: (tx) => tx`update ledger.chain set reference = 'x' where id = 'fill'`,
    found: [`1: ${changed}`],
  },
  {
    name: 'a transfer that is taken out of its chain',
    attack: (tx) => tx`delete from ledger.transfer where chain_id = 'a' and n = 1`,
    found: [`1: ${changed}`],
  },
  {
    name: 'a chain that is deleted',
    attack: (tx) => tx`delete from ledger.chain where id = 'a'`,
    found: ['1: 2 rows were sealed, 1 are there'],
  },
  {
    name: 'a chain that is put in later',
    attack: (tx) => tx`
      insert into ledger.chain (book, id, reference, digest, at, txid)
      select book, 'new', reference, digest, at, txid from ledger.chain where id = 'b'`,
    found: ['2: 2 rows were sealed, 3 are there'],
  },
  {
    name: 'a chain that is exchanged for another',
    attack: async (tx) => {
      await tx`update ledger.chain set id = 'other' where id = 'b'`
      await tx`update ledger.transfer set chain_id = 'other' where chain_id = 'b'`
    },
    found: [`2: ${changed}`],
  },
  {
    name: 'two chains that change places',
    attack: (tx) => tx`
      update ledger.chain set txid = other.txid from ledger.chain as other
      where (chain.id, other.id) in (('b', 'c'), ('c', 'b'))`,
    found: [`2: ${changed}`],
  },
  {
    name: 'chains that change places across two seals',
    attack: (tx) => tx`
      update ledger.chain set txid = other.txid from ledger.chain as other
      where (chain.id, other.id) in (('a', 'c'), ('c', 'a'))`,
    found: [`1: ${changed}`, `2: ${changed}`],
  },
  {
    name: 'a seal that is taken out',
    attack: (tx) => tx`delete from platform.seal where seq = 1`,
    found: ['2: a seal before this one is missing', '2: 2 rows were sealed, 4 are there'],
  },
]
test('verifying finds every way to change what was sealed', async (t) => {
  await using db = await aSealedLedger()
  for (const { name, attack, found } of attacks)
    await t.test(name, async () => {
      const undo = new Error('undo')
      const attempt = tamper(db, async (tx) => {
        await attack(tx)
        assert.deepEqual(await problems(within(tx)), found)
        throw undo
      })
      await assert.rejects(attempt, undo)
    })
})

test('a tail that is cut off with its seal is found by the anchor kept elsewhere', async () => {
  await using db = await aSealedLedger()
  const anchor = await lastSeal(db)
  await tamper(db, async (tx) => {
    await tx`delete from ledger.chain where id in ('b', 'c', 'd')`
    await tx`delete from platform.seal where seq = 2`
  })
  assert.deepEqual(await problems(db), [])
  assert.deepEqual(await problems(db, anchor), [
    '2: the seal that was anchored elsewhere is not here',
  ])
})

test('a log that is changed and sealed anew is found by the anchor kept elsewhere', async () => {
  await using db = await aSealedLedger()
  const anchor = await lastSeal(db)
  await tamper(db, async (tx) => {
    await tx`update ledger.transfer set amount = 9 where chain_id = 'fill'`
    await tx`delete from platform.seal`
  })
  await sealAll(db)
  assert.deepEqual(await problems(db), [])
  assert.equal((await problems(db, anchor)).length, 1)
})

test('a later seal stands on the earlier ones: sealing the first anew breaks the second', async () => {
  await using db = await aSealedLedger()
  await tamper(db, async (tx) => {
    await tx`update platform.seal set hash = sha256('x') where seq = 1`
  })
  assert.deepEqual(await problems(db), [`1: ${changed}`, `2: ${changed}`])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tx } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { findBreaches } from './invariants.ts'
import { chain, fill, hold, move, post, shelf, sink, take, till } from './ledger.fixture.ts'
import { foldDeltas } from './jobs.ts'

/** What somebody with the keys to the database could do, and what the check then says. */
const tamperings: { name: string; found: string[]; tamper: (tx: Tx) => Promise<unknown> }[] = [
  {
    name: 'a balance raised by hand',
    found: ['a balance is the sum of its transfers', 'units sum to zero'],
    tamper: (tx) => tx`update ledger.account set posted = posted + 1 where id = ${shelf.id}`,
  },
  {
    name: 'a transfer made larger',
    found: ['a balance is the sum of its transfers', 'a balance is the sum of its transfers'],
    tamper: (tx) => tx`update ledger.transfer set amount = amount + 1 where chain_id = 'fill'`,
  },
  {
    name: 'a waiting move lost',
    found: ['a balance is the sum of its transfers', 'units sum to zero'],
    tamper: (tx) => tx`delete from ledger.delta where account_id = ${sink.id}`,
  },
  {
    name: 'a hold forgotten',
    found: ['held is the sum of open holds', 'open holds are the unclosed ones'],
    tamper: (tx) => tx`delete from ledger.hold`,
  },
  {
    name: 'a hold made smaller',
    found: ['held is the sum of open holds', 'open holds are the unclosed ones'],
    tamper: (tx) => tx`update ledger.hold set amount = 1`,
  },
  {
    name: 'a hold opened again after it was taken',
    found: ['held is the sum of open holds', 'open holds are the unclosed ones'],
    tamper: (tx) => tx`
      insert into ledger.hold (book, chain_id, n, from_account, to_account, amount)
      select book, chain_id, n, from_account, to_account, amount from ledger.transfer
      where chain_id = 'taken' and n = 0`,
  },
  {
    name: 'more taken than was held',
    found: [
      'a balance is the sum of its transfers',
      'a balance is the sum of its transfers',
      'no hold gives more than it set aside',
    ],
    tamper: (tx) => tx`update ledger.transfer set amount = 3 where chain_id = 'take'`,
  },
  {
    name: 'a floor lifted above the balance',
    found: ['no account below its floor'],
    tamper: async (tx) => {
      await tx`alter table ledger.account drop constraint account_above_floor`
      await tx`update ledger.account set floor = 100 where id = ${till.id}`
    },
  },
]

for (const { name, found, tamper } of tamperings)
  test(`the check finds ${name}`, async () => {
    await using db = await testDb()
    await fill(db, 20)
    await post(db, chain('moved', move(shelf, till, 3)))
    await foldDeltas(db)
    await post(db, chain('sold', move(shelf, sink, 1)))
    await post(db, chain('open', hold(shelf, sink, 5)))
    await post(db, chain('taken', hold(shelf, till, 2)))
    await post(db, chain('take', take(shelf, till, { chainId: 'taken', n: 0 })))
    assert.deepEqual(await findBreaches(db), [])
    await db.begin(async (tx) => {
      await tx`set local session_replication_role = replica` // as triggers would refuse it
      await tamper(tx)
    })
    const breaches = await findBreaches(db)
    assert.deepEqual(breaches.map((one) => one.invariant).sort(), found)
  })

/** Bugs planted into the SQL around the core. */
import { mutantsOf } from './mutant.ts'
import type { Mutant } from './mutant.ts'

const post = 'src/ledger/post.ts'
const planted = mutantsOf(post)
const races = 'src/ledger/races.test.ts'
const postTests = 'src/ledger/post.test.ts'

export const sqlMutants: Mutant[] = [
  planted(
    'no row lock',
    `floor is not null
      for no key update)`,
    'floor is not null)',
    races,
    'two chains want the last unit: one gets it, the other is refused',
  ),
  {
    name: 'accounts are locked in the order in which chains name them',
    edits: [
      {
        file: post,
        find: `
      order by id collate "C") as wanted`,
        replace: ') as wanted',
      },
      {
        file: post,
        find: 'return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))',
        replace: 'return [...byId.values()]',
      },
    ],
    breaks: {
      file: races,
      tests: ['accounts are locked one by one in ascending id, however the chains name them'],
    },
  },
  planted(
    'accounts are locked in descending id',
    'order by id collate "C") as wanted',
    'order by id collate "C" desc) as wanted',
    races,
    'accounts are locked one by one in ascending id, however the chains name them',
  ),
  {
    name: 'known ids are read before the locks',
    edits: [
      {
        file: post,
        find: 'const [, locked, known, held] =',
        replace: 'const [, known, locked, held] =',
      },
      {
        file: post,
        find: `
    lockAccounts(tx, book, accounts),
    findKnown(tx, book, chains),
`,
        replace: `
    findKnown(tx, book, chains),
    lockAccounts(tx, book, accounts),
`,
      },
    ],
    breaks: {
      file: races,
      tests: ['the same chain twice at once is done once, and both callers are told so'],
    },
  },
  {
    name: 'open holds are read before the locks',
    edits: [
      {
        file: post,
        find: 'const [, locked, known, held] =',
        replace: 'const [, held, locked, known] =',
      },
      {
        file: post,
        find: `
    lockAccounts(tx, book, accounts),
    findKnown(tx, book, chains),
    holds.length > 0 ? findHolds(tx, book, holds) : [],
`,
        replace: `
    holds.length > 0 ? findHolds(tx, book, holds) : [],
    lockAccounts(tx, book, accounts),
    findKnown(tx, book, chains),
`,
      },
    ],
    breaks: {
      file: races,
      tests: ['two chains take one hold at once: the second finds it closed'],
    },
  },
  {
    name: 'expired holds are read before the locks',
    edits: [
      {
        file: post,
        find: '  // One round trip; the server runs them in this order',
        replace: `  const early = { accounts: new Map(accounts.map(({ id }) => [id, { held: 0 }])) } as State
  const all = accounts.map(({ id }) => ({ id, held: 1 }))
  await freeExpired(tx, book, all, early, now)
  // One round trip; the server runs them in this order`,
      },
      {
        file: post,
        find: 'await freeExpired(tx, book, locked, state, now)',
        replace: `for (const { id } of locked)
    state.accounts.get(id)!.held += early.accounts.get(id)!.held`,
      },
    ],
    breaks: {
      file: races,
      tests: ['an expired hold that is voided while another buys is not given back twice'],
    },
  },
  planted(
    'known ids are not looked at',
    'known: new Map(known.map(({ id, digest }) => [id, digest])),',
    'known: new Map(),',
    postTests,
    'the same id is done once; with other contents it is refused',
  ),
  planted(
    'a repeat within one call is written again',
    'return result.ok && result.fresh',
    'return result.ok',
    postTests,
    'the same id is done once; with other contents it is refused',
  ),
  planted(
    'expired holds still count as held until the job voids them',
    'await freeExpired(tx, book, locked, state, now)',
    '',
    postTests,
    'a hold that has expired is free and cannot be taken, whether or not the job has voided it',
  ),
  planted(
    'what a hold sets aside is not stored',
    'moveOf(transfer.from).held += row.amount',
    '',
    postTests,
    'a hold sets aside; taking part of it moves that part and frees the rest',
  ),
  planted(
    'taking part of a hold leaves the rest set aside',
    'moveOf(transfer.from).held -= held',
    'moveOf(transfer.from).held -= row.amount',
    postTests,
    'a hold sets aside; taking part of it moves that part and frees the rest',
  ),
  planted(
    'voiding a hold does not free it',
    `
      if ('hold' in transfer) {
        closed.push(transfer.hold)`,
    `
      if (transfer.kind === 'post_hold') {
        closed.push(transfer.hold)`,
    postTests,
    'voiding a hold frees all of it, once',
  ),
  planted(
    'the moves of accounts without a floor are forgotten',
    'without.length > 0 && writeDeltas(tx, book, without),',
    '',
    postTests,
    'a hold sets aside; taking part of it moves that part and frees the rest',
  ),
  planted(
    'the floor that a caller believes in decides',
    'new Map(accounts.map(({ id }) => [id, { floor: null, posted: 0, held: 0 }]))',
    'new Map()',
    postTests,
    'the stored floor decides, whatever the caller believes',
  ),
  planted(
    'two calls that make the same account at once break each other',
    '\n    on conflict do nothing`',
    '`',
    races,
    'an account that two chains need at once for the first time is made once',
  ),
  planted(
    'a race that no lock decides is a failure',
    'if (isUniqueViolation(error))',
    'if (!error)',
    races,
    'the same chain twice at once is done once also where no account has a floor',
  ),
  {
    name: 'moves are folded and stay waiting: they count twice',
    edits: [
      {
        file: 'src/ledger/jobs.ts',
        find: `delete from ledger.delta where ctid = any(array(
          select ctid from ledger.delta limit \${limit} for update skip locked))
        returning book, account_id, amount`,
        replace: 'select book, account_id, amount from ledger.delta limit ${limit}',
      },
    ],
    breaks: {
      file: races,
      tests: ['moves of accounts without a floor are counted once while they are folded'],
    },
  },
  {
    name: 'the ledger’s seal leaves out the amounts',
    edits: [
      {
        file: 'src/ledger/seal.ts',
        find: 'json_build_array(n, kind, from_account, to_account, amount,',
        replace: 'json_build_array(n, kind, from_account, to_account,',
      },
    ],
    breaks: {
      file: 'src/ledger/seal.test.ts',
      tests: ['verifying finds every way to change what was sealed'],
    },
  },
]

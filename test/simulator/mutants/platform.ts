/** Bugs planted into the batcher, the outbox, the stored answers and the seals. */
import { mutantsOf } from './mutant.ts'
import type { Mutant } from './mutant.ts'

const db = mutantsOf('src/platform/db.ts')
const batcher = mutantsOf('src/platform/batcher.ts')
const outbox = mutantsOf('src/platform/consumers.ts')
const answers = mutantsOf('src/platform/idempotency.ts')
const server = mutantsOf('src/platform/server.ts')
const seal = mutantsOf('src/platform/seal.ts')
const batcherTests = 'src/platform/batcher.test.ts'
const outboxTests = 'src/platform/consumers.test.ts'
const answerTests = 'src/platform/idempotency.test.ts'

export const platformMutants: Mutant[] = [
  db(
    'acknowledged before the commit',
    `const { command } = await client.query('commit')`,
    `client.query('commit').catch(() => {})
    const command = 'COMMIT' as string`,
    batcherTests,
    'nobody is told yes before it is durable: a commit that fails is a no for all of them',
  ),
  db(
    'a commit that PostgreSQL turned into a rollback is taken for one',
    `if (command !== 'COMMIT')`,
    `if (command === 'nothing')`,
    batcherTests,
    'a transaction of which a statement failed is never taken for a committed one',
  ),
  batcher(
    'after an unknown commit the commands run again under new ids',
    'const results = await options.run(batch.map((waiting) => waiting.command))',
    `const isAgain = waitMs > 25
        const results = await options.run(
          batch.map(({ command }) => (isAgain ? { ...command, id: crypto.randomUUID() } : command)),
        )`,
    batcherTests,
    'when the answer to a commit is lost, the same commands run again and take effect once',
  ),
  batcher(
    'an unknown commit is not tried again',
    'if (!isConnectionLoss(error) || performance.now() + waitMs > giveUpAt) throw error',
    'throw error',
    batcherTests,
    'when the connection is killed during a commit, the same commands run again and take effect once',
  ),
  batcher(
    'a failing batch is dropped instead of run singly',
    'if (batch.length === 1 || isConnectionLoss(error)) {',
    'if (batch.length > 0) {',
    batcherTests,
    'a command the database cannot take fails alone; the others of its batch are done once',
  ),
  batcher(
    'answers are given in another order than the commands came',
    'waiting.resolve(results[index]!)',
    'waiting.resolve(results.at(-1 - index)!)',
    batcherTests,
    'commands that arrive together go together, in order, and each gets its own answer',
  ),
  batcher(
    'a second batch is written while the first is in flight',
    'while (inFlight < inFlightMax && queue.length > 0) {',
    'while (queue.length > 0) {',
    batcherTests,
    'while one batch is written the next one gathers, and one is in flight at a time',
  ),
  batcher(
    'a full queue takes more',
    'if (queuedWeight >= waitingMax)',
    'if (queuedWeight > 2 * waitingMax)',
    batcherTests,
    'more waiting commands than agreed are refused at once and never run',
  ),
  {
    name: 'the cursor moves in a transaction after that of the effect',
    edits: [
      {
        file: 'src/platform/consumers.ts',
        find: '  await moveCursor(tx, consumer, last, now)\n  return last.nth',
        replace: '  later.set(consumer, last)\n  return last.nth',
      },
      {
        file: 'src/platform/consumers.ts',
        find: 'return await db.begin((tx) => takeNext(tx, consumer, now, limit))',
        replace: `const taken = await db.begin((tx) => takeNext(tx, consumer, now, limit))
    const last = later.get(consumer)
    if (last) await db.begin((tx) => moveCursor(tx, consumer, last, now))
    return taken`,
      },
      {
        file: 'src/platform/consumers.ts',
        find: 'const failuresMax = 5',
        replace: 'const later = new Map<Consumer, Row>()\nconst failuresMax = 5',
      },
    ],
    breaks: {
      file: outboxTests,
      tests: [
        'an effect stays only together with the cursor: whichever of the two fails, neither is kept',
      ],
    },
  },
  outbox(
    'a failing event is passed over as if it had been taken',
    'return db.begin((tx) => noteFailure(tx, consumer, error, now))',
    `return db.begin(async (tx) => {
      const cursor = await lockCursor(tx, consumer)
      const rows = await readAfter(tx, cursor!, limit)
      await moveCursor(tx, consumer, rows.at(-1)!, now)
      return rows.length
    })`,
    outboxTests,
    'an effect stays only together with the cursor: whichever of the two fails, neither is kept',
  ),
  outbox(
    'events above the horizon are read',
    'and (txid < pg_snapshot_xmin(pg_current_snapshot())',
    'and (true',
    outboxTests,
    'an event whose transaction commits after later ones were read is not lost',
  ),
  {
    name: 'the cursor goes by the event’s id alone',
    edits: [
      {
        file: 'src/platform/consumers.ts',
        find: `where (generation, txid, id) > (\${after.generation}, \${after.txid}::xid8, \${after.eventId}::bigint)
    and (txid <`,
        replace: `where (\${after.generation}::int, \${after.txid}::xid8) is not null and id > \${after.eventId}::bigint
    and (txid <`,
      },
    ],
    breaks: {
      file: outboxTests,
      tests: [
        'events are in the order of transactions, also where ids were drawn the other way round',
      ],
    },
  },
  outbox(
    'two workers take the same events',
    'where name = ${consumer.name} for update skip locked`',
    'where name = ${consumer.name}`',
    outboxTests,
    'two workers at once: one takes, the other has nothing to do',
  ),
  outbox(
    'a poisonous event blocks for ever',
    'if (head && cursor.failures + 1 > failuresMax) {',
    'if (head && cursor.failures < 0) {',
    outboxTests,
    'a poisonous event is tried five times alone, then set aside, and blocks nobody',
  ),
  outbox(
    'a poisonous event is set aside at once',
    'if (head && cursor.failures + 1 > failuresMax) {',
    'if (head) {',
    outboxTests,
    'an event that fails for a while is taken when its time has come',
  ),
  outbox(
    'after a failure the whole batch is tried again, and its first event takes the blame',
    'cursor.failures > 0 ? 1 : limit',
    'limit',
    outboxTests,
    'a poisonous event is tried five times alone, then set aside, and blocks nobody',
  ),
  outbox(
    'a lost connection counts against the event',
    'if (isConnectionLoss(error)) throw error',
    '',
    outboxTests,
    'a connection that is lost says nothing about the event: it is never set aside for that',
  ),
  server(
    'the stored answer is in another transaction than the effect',
    'once(tx, idempotency, call.now, () => handle({ tx, idempotency })),',
    `once(tx, idempotency, call.now, () =>
      call.db.begin((own: Tx) => handle({ tx: own, idempotency })),
    ),`,
    answerTests,
    'the answer is kept with its effect or not at all',
  ),
  answers(
    'a key that is used again for another request gets the old answer',
    'if (stored.digest !== request.digest) throw keyReused()',
    '',
    answerTests,
    'the same key with another body, or for another thing, is refused with 422',
  ),
  answers(
    'a repeat does not notice that the first still runs',
    'if (!turn!.mine) throw keyRunning()',
    '',
    answerTests,
    'a repeat that comes while the first still runs is told so, and gets the answer afterwards',
  ),
  answers(
    'what a refused request wrote stays',
    'answered = await withSavepoint(tx, work)',
    'answered = await work()',
    answerTests,
    'a refusal leaves no effect, and is replayed even when the same would be allowed by now',
  ),
  seal(
    'a seal counts rows and does not read them',
    'hash.update(digest)',
    'hash.update(String(digest.length))',
    'src/ledger/seal.test.ts',
    'verifying finds every way to change what was sealed',
  ),
  seal(
    'a seal does not stand on the one before it',
    `createHash('sha256').update(former?.hash ?? log.name)`,
    `createHash('sha256').update(log.name)`,
    'src/ledger/seal.test.ts',
    'a later seal stands on the earlier ones: sealing the first anew breaks the second',
  ),
  seal(
    'sealing goes beyond the horizon',
    'and txid < ${horizon}',
    '',
    'src/platform/seal.test.ts',
    'what a slow transaction adds late is sealed late, and never missed',
  ),
]

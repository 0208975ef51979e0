import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDb } from '#test/db.ts'
import type { TestDb } from '#test/db.ts'
import { badLine, committed } from '#test/bad-line.ts'
import { BatcherFull, createBatcher } from './batcher.ts'
import type { BatcherOptions } from './batcher.ts'
import { connect } from './db.ts'
import type { Db } from './db.ts'

/** A table of effects: each command has an id of its own, and a second time it changes nothing. */
async function someEffects(db: Db): Promise<void> {
  await db`create table effect (id text primary key, place int generated always as identity)`
}
type Command = { id: string }
const write = (db: Db) => (commands: Command[]) =>
  db.begin(async (tx) => {
    const ids = commands.map(({ id }) => id)
    if (ids.includes('bad')) await tx`select 1 / 0`
    const fresh = await tx<{ id: string }>`
      insert into effect (id) select id from unnest(${ids}::text[]) as new (id)
      on conflict do nothing returning id`
    return ids.map((id) => ({ id, fresh: fresh.some((row) => row.id === id) }))
  })
const stored = async (db: Db) =>
  (await db<{ id: string }>`select id from effect order by place`).map((row) => row.id)

test('commands that arrive together go together, in order, and each gets its own answer', async () => {
  await using db = await testDb()
  await someEffects(db)
  const sizes: number[] = []
  const batcher = createBatcher({
    run: write(db),
    commandsMax: 3,
    onBatch: (size) => void sizes.push(size),
  })
  const ids = ['e', 'd', 'c', 'b', 'a']
  const answers = await Promise.all(ids.map((id) => batcher.submit({ id })))
  assert.deepEqual(
    answers,
    ids.map((id) => ({ id, fresh: true })),
  )
  await batcher.drain()
  assert.deepEqual([sizes, await stored(db), batcher.waiting], [[3, 2], ids, 0])
})

test('while one batch is written the next one gathers, and one is in flight at a time', async () => {
  const batches: string[][] = []
  const [started, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let inFlight = 0
  const batcher = createBatcher({
    run: async (commands: Command[]) => {
      assert.equal(++inFlight, 1)
      batches.push(commands.map(({ id }) => id))
      started.resolve()
      await mayEnd.promise
      inFlight--
      return commands
    },
    commandsMax: 2,
  })
  const first = batcher.submit({ id: '1' })
  await started.promise
  const others = ['2', '3', '4'].map((id) => batcher.submit({ id }))
  setTimeout(mayEnd.resolve, 5)
  await Promise.all([first, ...others])
  assert.deepEqual(batches, [['1'], ['2', '3'], ['4']])
})

test('a command the database cannot take fails alone; the others of its batch are done once', async () => {
  await using db = await testDb()
  await someEffects(db)
  const batcher = createBatcher({ run: write(db) })
  const ended = await Promise.allSettled(['a', 'bad', 'b'].map((id) => batcher.submit({ id })))
  assert.deepEqual(
    ended.map((one) => one.status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.equal((ended[1] as PromiseRejectedResult).reason.code, '22012')
  assert.deepEqual(await stored(db), ['a', 'b'])
})

test('nobody is told yes before it is durable: a commit that fails is a no for all of them', async () => {
  await using db = await testDb()
  await someEffects(db)
  await onCommit(db, `raise exception 'no commit'`)
  const batcher = createBatcher({ run: write(db) })
  const ended = await Promise.allSettled(['a', 'b'].map((id) => batcher.submit({ id })))
  assert.deepEqual(
    ended.map((one) => one.status),
    ['rejected', 'rejected'],
  )
  assert.deepEqual(await stored(db), [])
})

test('a transaction of which a statement failed is never taken for a committed one', async () => {
  await using db = await testDb()
  await someEffects(db)
  const careless = db.begin(async (tx) => {
    await tx`insert into effect (id) values ('a')`
    await tx`select 1 / 0`.catch(() => 'it does not matter')
    return 'done'
  })
  await assert.rejects(careless, /had failed/)
  assert.deepEqual(await stored(db), [])
})

test('when the answer to a commit is lost, the same commands run again and take effect once', async () => {
  await using db = await testDb()
  await someEffects(db)
  await using line = await badLine(db.url)
  await using far = await farFrom(line.url)
  const runs: string[][] = []
  const batcher = createBatcher({
    run: (commands: Command[]) => {
      runs.push(commands.map(({ id }) => id))
      return write(far)(commands)
    },
  })
  await batcher.submit({ id: 'warm' })
  line.loseNext(committed)
  const answers = await Promise.all(['a', 'b'].map((id) => batcher.submit({ id })))
  assert.equal(line.lost, 1)
  assert.deepEqual(runs, [['warm'], ['a', 'b'], ['a', 'b']])
  assert.deepEqual(
    answers.map(({ fresh }) => fresh),
    [false, false],
  ) // they were committed unheard
  assert.deepEqual(await stored(db), ['warm', 'a', 'b'])
})

test('when the connection is killed during a commit, the same commands run again and take effect once', async () => {
  await using db = await testDb()
  await someEffects(db)
  await db`create sequence tries`
  await onCommit(db, `if nextval('tries') = 1 then perform pg_sleep(60); end if; return null`)
  const batcher = createBatcher({ run: write(db) })
  const answers = Promise.all(['a', 'b'].map((id) => batcher.submit({ id })))
  let killed: unknown[] = []
  while (killed.length === 0) {
    await sleep(5)
    killed = await db`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event = 'PgSleep'`
  }
  assert.deepEqual(await answers, [
    { id: 'a', fresh: true },
    { id: 'b', fresh: true },
  ])
  assert.deepEqual(await stored(db), ['a', 'b'])
})

test('a database that stays away is given up after a while, and waited for before that', async () => {
  const gone = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })
  let tries = 0
  const answering = (after: number): BatcherOptions<Command, string> => ({
    run: (commands) =>
      ++tries > after ? Promise.resolve(commands.map(({ id }) => id)) : Promise.reject(gone),
    retryForMs: 200,
  })
  assert.equal(await createBatcher(answering(2)).submit({ id: 'a' }), 'a')
  assert.equal(tries, 3)
  await assert.rejects(createBatcher(answering(Infinity)).submit({ id: 'a' }), gone)
})

test('more waiting commands than agreed are refused at once and never run', async () => {
  const [started, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ran: string[] = []
  const batcher = createBatcher({
    run: async (commands: Command[]) => {
      started.resolve()
      await mayEnd.promise
      ran.push(...commands.map(({ id }) => id))
      return commands
    },
    waitingMax: 2,
  })
  const first = batcher.submit({ id: 'a' })
  await started.promise
  const waiting = ['b', 'c'].map((id) => batcher.submit({ id }))
  const refused = assert.rejects(batcher.submit({ id: 'd' }), BatcherFull)
  mayEnd.resolve()
  await Promise.all([first, ...waiting, refused])
  assert.deepEqual(ran, ['a', 'b', 'c'])
})

test('a heavy command counts for what it weighs: together, waiting, and alone when it is beyond the most', async () => {
  const [started, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const batches: number[][] = []
  const batcher = createBatcher({
    run: async (commands: number[]) => {
      batches.push(commands)
      started.resolve()
      await mayEnd.promise
      return commands
    },
    weightOf: (weight) => weight,
    commandsMax: 10,
    waitingMax: 30,
  })
  const first = batcher.submit(1)
  await started.promise
  const waiting = [4, 6, 1, 12, 8].map((weight) => batcher.submit(weight)) // 31 in all
  await assert.rejects(batcher.submit(1), BatcherFull)
  mayEnd.resolve()
  assert.deepEqual(await Promise.all([first, ...waiting]), [1, 4, 6, 1, 12, 8])
  assert.deepEqual(batches, [[1], [4, 6], [1], [12], [8]])
  assert.equal(await batcher.submit(2), 2, 'what is through waits no more')
})

/** Runs `body` when a transaction that wrote an effect commits. */
async function onCommit(db: TestDb, body: string): Promise<void> {
  await db.pool.query(`create function on_commit() returns trigger language plpgsql as $$
    begin ${body}; end $$`)
  await db.pool.query(`create constraint trigger on_commit after insert on effect
    deferrable initially deferred for each row execute function on_commit()`)
}

async function farFrom(url: string): Promise<Db & AsyncDisposable> {
  const db = connect(url)
  return Promise.resolve(Object.assign(db, { [Symbol.asyncDispose]: () => db.end() }))
}

/**
 * check:attention [-- --attempts N --seed S --mutant]: sends of 8 classes from 2 processes through
 * PostgreSQL, on two weeks of a clock of its own, while consents are given and withdrawn, accounts
 * closed and persons merged. What is delivered is compared with a plain model after every round.
 * --mutant lowers the floor of the windows, and the check must fail.
 */
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { findBreaches } from '#ledger/invariants.ts'
import { connect } from '#platform/db.ts'
import { migrate } from '#platform/migrations.ts'
import { clusterDir } from '#platform/postgres-cluster.ts'
import { startPostgres } from '#platform/postgres.ts'
import { sendForTwoWeeks } from '../attention/two-weeks.ts'
import { execute } from '../server.ts'

const { values } = parseArgs({
  options: {
    attempts: { type: 'string', default: '1000000' },
    members: { type: 'string', default: '5000' },
    seed: { type: 'string', default: 'tessera' },
    mutant: { type: 'boolean', default: false },
  },
})

const startedAt = performance.now()
const dataDir = clusterDir('check-attention')
await rm(dataDir, { recursive: true, force: true })
const postgres = await startPostgres({ dataDir }) // commits are durable, as in production
try {
  await migrate(postgres.url)
  if (values.mutant) await lowerFloors(postgres.url)
  const db = connect(postgres.url, { statementTimeoutMs: 60_000 })
  const run = await sendForTwoWeeks(db, postgres.url, {
    attempts: Number(values.attempts),
    members: Number(values.members),
    seed: values.seed,
  })
  const breaches = await findBreaches(db)
  await db.end()
  const { wrong, reasons } = run
  const seconds = (performance.now() - startedAt) / 1_000
  console.log(`outcomes: ${[...reasons].map(([name, count]) => `${name} ${count}`).join(', ')}`)
  console.log(
    `${run.members} members, ${run.merged} merged, ${run.withdrawn} consents withdrawn ` +
      `(${run.racing} while sending), ${run.given} given, ${run.days} days; ` +
      `${Math.round(run.attempts / run.sendingSeconds)} attempts/s, ${seconds.toFixed(0)} s in all`,
  )
  for (const example of run.examples) console.log(`WRONG ${example}`)
  const holds =
    breaches.length === 0 && Object.values(wrong).every((count) => count === 0) && run.isAsStored
  console.log(
    `${holds ? 'holds' : 'MISSED'}: ${run.attempts} attempts, ${reasons.get('delivered') ?? 0} delivered, ` +
      `${wrong.overCap} over a cap, ${wrong.inQuiet} in quiet hours, ` +
      `${wrong.withoutConsent} without consent, ${wrong.refused} wrongly refused, ` +
      `${wrong.otherwise} otherwise wrong, ledger breaches ${breaches.length}`,
  )
  process.exitCode = holds ? 0 : 1
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/** A ledger that lets a window go below zero. */
async function lowerFloors(url: string): Promise<void> {
  await execute(
    url,
    `create function public.lower_floor() returns trigger language plpgsql as $$
     begin new.floor := case when new.unit = 'ATTENTION' and new.floor = 0 then -1000000
       else new.floor end; return new; end $$`,
  )
  await execute(
    url,
    `create trigger lower_floor before insert on ledger.account for each row
     execute function public.lower_floor()`,
  )
}

/**
 * check:ledger -- --steps N [--seed S]: histories of shops run through the pure core, beside a model that
 * predicts every answer, with crashes, repeats, late notices and wrong clocks; then histories of the same
 * making run through PostgreSQL from two processes that are killed and cut off. Nothing may be broken.
 * check:ledger -- --mutants: bugs are planted into the program, and the tests must find each of them.
 */
import { parseArgs } from 'node:util'
import { databaseUrl, execute, startTestServer, template } from '../server.ts'
import { huntMutants } from '../simulator/mutants/hunt.ts'
import { simulate } from '../simulator/simulate.ts'
import { runTwoProcesses } from '../simulator/two-processes.ts'

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: 'tessera' },
    /** Of the part in PostgreSQL; the claim is for 20,000 at least. */
    'stored-steps': { type: 'string', default: '20000' },
    mutants: { type: 'boolean', default: false },
    /** Only those whose name has it. */
    only: { type: 'string', default: '' },
  },
})
const seconds = (sinceMs: number) => ((performance.now() - sinceMs) / 1_000).toFixed(1)

if (values.mutants) {
  const startedAt = performance.now()
  const { all, found } = await huntMutants(values.only)
  console.log(`in ${seconds(startedAt)} s`)
  console.log(`${found} of ${all} mutants found`)
  process.exitCode = found === all ? 0 : 1
} else process.exitCode = (await checkHistories()) ? 0 : 1

async function checkHistories(): Promise<boolean> {
  const { seed } = values
  const core = checkCore(Number(values.steps), seed)
  const stored = await checkStored(Number(values['stored-steps']), seed)
  const holds = core.broken === 0 && core.isRepeatable && stored.isEqual
  console.log(
    `${holds ? 'holds' : 'BROKEN'}: ${core.steps} steps in the core, ${core.broken} broken, ` +
      `same trace for the same seed: ${core.isRepeatable ? 'yes' : 'NO'}; ` +
      `${stored.steps} steps through PostgreSQL by 2 processes, ` +
      (stored.isEqual ? 'every answer and balance as in the core' : 'NOT as in the core'),
  )
  return holds
}

function checkCore(steps: number, seed: string) {
  const startedAt = performance.now()
  const earlySteps = Math.min(steps, 50_000)
  const run = simulate({ steps, seed, earlySteps })
  const answers = [...run.answers].map(([answer, count]) => `${answer} ${count}`).join(', ')
  console.log(
    `core: ${run.steps} steps, ${run.histories} histories of seed ${seed}, ${seconds(startedAt)} s`,
  )
  console.log(`      ${run.crashes} crashes, ${run.jumps} clock jumps; answers: ${answers}`)
  console.log(`      broken ${run.broken.length}, trace ${run.traceHash}`)
  for (const one of run.broken.slice(0, 5)) console.log(`      BROKEN ${one}`)
  const again = simulate({ steps: earlySteps, seed })
  console.log(`      first ${earlySteps} steps, trace ${run.earlyHash}`)
  console.log(`      and run again,           trace ${again.earlyHash}`)
  const isRepeatable = run.earlyHash === again.earlyHash
  return { steps: run.steps, broken: run.broken.length + again.broken.length, isRepeatable }
}

async function checkStored(steps: number, seed: string) {
  const startedAt = performance.now()
  const server = await startTestServer()
  try {
    await execute(server.url, `create database simulated template ${template} strategy file_copy`)
    const run = await runTwoProcesses({ url: databaseUrl(server.url, 'simulated'), steps, seed })
    const { batches, killed, again, secondFirst } = run
    console.log(
      `PostgreSQL: ${run.steps} steps in ${batches} batches of 2 processes, ${seconds(startedAt)} s`,
    )
    console.log(
      `      killed with a batch under way ${killed.committed + killed.notCommitted} ` +
        `(${killed.committed} committed), connection lost ${again.committed + again.notCommitted} ` +
        `(${again.committed} committed); second process first in ${secondFirst} rounds`,
    )
    return { steps: run.steps, isEqual: true }
  } catch (error) {
    console.log(`PostgreSQL: BROKEN ${String(error).slice(0, 4_000)}`)
    return { steps, isEqual: false }
  } finally {
    await server.stop()
  }
}

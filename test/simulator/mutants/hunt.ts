/** All planted bugs, and whether each of them is found. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { startTestServer } from '../../server.ts'
import { coreMutants } from './core.ts'
import type { Mutant } from './mutant.ts'
import { makeCopy, whyNotPlant } from './plant.ts'
import type { Copy, Failed } from './plant.ts'
import { platformMutants } from './platform.ts'
import { sqlMutants } from './sql.ts'

export const allMutants: Mutant[] = [...coreMutants, ...sqlMutants, ...platformMutants]

/** Prints each mutant and what found it. Answers how many there are and how many were found. */
export async function huntMutants(wanted = ''): Promise<{ all: number; found: number }> {
  const mutants = allMutants.filter((mutant) => mutant.name.includes(wanted))
  const unplantable = await Promise.all(mutants.map(whyNotPlant))
  const home = path.resolve(import.meta.dirname, `../../../.data/mutants-${process.pid}`)
  const server = await startTestServer()
  try {
    const copies = await Promise.all(
      ['a', 'b'].map((name) => makeCopy(path.join(home, name), server.url)),
    )
    if (!(await areGreen(copies, mutants))) return { all: mutants.length, found: 0 }
    const queue = mutants.map((mutant, index) => ({ mutant, reason: unplantable[index]! }))
    let found = 0
    const hunt = async (copy: Copy) => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const startedAt = performance.now()
        const failed = next.reason ? [] : await copy.plant(next.mutant)
        if (report(next.mutant, next.reason, failed, performance.now() - startedAt)) found++
      }
    }
    await Promise.all(copies.map(hunt))
    return { all: mutants.length, found }
  } finally {
    await server.stop()
    await rm(home, { recursive: true, force: true })
  }
}

/** Without a bug the same tests must pass, or they prove nothing. */
async function areGreen(copies: Copy[], mutants: Mutant[]): Promise<boolean> {
  const files = Map.groupBy(mutants, (mutant) => mutant.breaks.file)
  const queue = [...files.keys()]
  let green = true
  await Promise.all(
    copies.map(async (copy) => {
      for (let file = queue.shift(); file; file = queue.shift()) {
        const tests = [...new Set(files.get(file)!.flatMap((mutant) => mutant.breaks.tests))]
        const failed = await copy.run(file, tests)
        if (failed?.length === 0) console.log(`without a bug: ${file} passes`)
        else {
          console.log(`WITHOUT A BUG ${file} fails: ${failed?.join('; ') ?? 'it does not end'}`)
          green = false
        }
      }
    }),
  )
  return green
}

function report(mutant: Mutant, reason: string | null, failed: Failed, tookMs: number): boolean {
  const by = failed?.find((title) => mutant.breaks.tests.includes(title))
  const took = `${(tookMs / 1_000).toFixed(1)} s`
  if (by) console.log(`found: ${mutant.name}\n       by “${by}” (${took})`)
  else if (reason) console.log(`NOT PLANTED: ${mutant.name}: ${reason}`)
  else if (failed === null) console.log(`NOT FOUND: ${mutant.name}: the tests did not end`)
  else console.log(`NOT FOUND: ${mutant.name} (${took}) ${failed.join('; ')}`)
  return Boolean(by)
}

/**
 * What `npm test` does: the gates (types, lint, format, build), then every test file against one
 * PostgreSQL. `npm test -- PATTERN …` runs only the test files whose path has one of the patterns.
 *
 * The last line says how many passed and failed; a gate counts as one.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import path from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import packageJson from '../package.json' with { type: 'json' }
import { startTestServer, testServerVariable } from './server.ts'

const root = path.resolve(import.meta.dirname, '..')
const testWithinMs = 180_000
const allWithinMs = 1_200_000
const gates = ['typecheck', 'lint', 'format:check', 'build']
const scripts: Record<string, string> = packageJson.scripts
const patterns = process.argv.slice(2)
const total = { passed: 0, failed: 0 }

// Ends by `exit`, which also tells the server to stop.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

if (!patterns.length) for (const gate of gates) count(await runGate(gate))
await runTests()
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed ? 1 : 0

function count(counts: { passed: number; failed: number }): void {
  total.passed += counts.passed
  total.failed += counts.failed
}

/** A gate is a script of package.json, so that it can be run alone. */
async function runGate(name: string): Promise<{ passed: number; failed: number }> {
  const startedAt = performance.now()
  const PATH = `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env['PATH']}`
  const env = { ...process.env, PATH }
  const gate = spawn(scripts[name] ?? '', { cwd: root, env, shell: true, stdio: 'inherit' })
  const [code] = await once(gate, 'exit')
  const tookS = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${code === 0 ? '✔' : '✖'} ${name} (${tookS} s)`)
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function runTests(): Promise<void> {
  const files = globSync('{src,demo,test,web}/**/*.test.ts', { cwd: root })
    .filter((file) => !file.includes('node_modules') && isWanted(file))
    .toSorted()
  if (!files.length) {
    console.error(`No test file matches ${patterns.join(' ')}.`)
    count({ passed: 0, failed: 1 })
    return
  }
  const server = await startTestServer()
  process.env[testServerVariable] = server.url
  try {
    const events = run({
      files,
      cwd: root,
      concurrency: 2,
      timeout: testWithinMs,
      signal: AbortSignal.timeout(allWithinMs),
      // A file ends with its last test, whatever that left open, else the run would wait for ever.
      execArgv: ['--test-force-exit'],
    })
    // A summary comes for each file, and at the end one for all, which names no file.
    events.on('test:summary', ({ file, counts }) => {
      if (file !== undefined) return
      if (counts.skipped) console.log(`${counts.skipped} skipped`)
      count({
        passed: counts.passed,
        failed: counts.tests - counts.passed - counts.skipped - counts.todo,
      })
    })
    const report = events.compose(spec)
    report.pipe(process.stdout, { end: false })
    await once(report, 'end')
  } finally {
    await server.stop()
  }
}

function isWanted(file: string): boolean {
  return !patterns.length || patterns.some((pattern) => file.includes(pattern))
}

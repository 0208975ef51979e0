/**
 * Plants bugs into copies of the program and sees whether the tests turn red. A copy stands inside the
 * checkout, so that it finds node_modules, and carries package.json for the imports map.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { testServerVariable } from '../../server.ts'
import type { Edit, Mutant } from './mutant.ts'

const checkout = path.resolve(import.meta.dirname, '../../..')
const endsWithinMs = 120_000

/** Titles of the tests that failed; null: it did not end. */
export type Failed = string[] | null

export type Copy = {
  plant(mutant: Mutant): Promise<Failed>
  /** Runs tests of a file, or all of it, as it is. */
  run(file: string, tests?: readonly string[]): Promise<Failed>
}

export async function makeCopy(dir: string, databaseUrl: string): Promise<Copy> {
  await mkdir(dir, { recursive: true })
  for (const part of ['src', 'test', 'db', 'package.json'])
    await cp(path.join(checkout, part), path.join(dir, part), { recursive: true })

  async function run(file: string, tests: readonly string[] = []): Promise<Failed> {
    const patterns = tests.map((title) => `--test-name-pattern=^${escape(title)}$`)
    const child = spawn(
      process.execPath,
      ['--test', '--test-force-exit', '--test-reporter=tap', ...patterns, file],
      {
        cwd: dir,
        // A test inside a test run would else report to that one.
        env: { ...process.env, NODE_TEST_CONTEXT: undefined, [testServerVariable]: databaseUrl },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    let said = ''
    child.stdout.on('data', (text: Buffer) => (said += text.toString()))
    const timer = setTimeout(() => child.kill('SIGKILL'), endsWithinMs)
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    clearTimeout(timer)
    if (signal) return null
    const failed = [...said.matchAll(/^ *not ok \d+ - (.*)$/gm)].map((match) => match[1]!)
    if (code !== 0 && failed.length === 0) return [`the file could not be run: ${said.slice(-300)}`]
    return failed
  }

  async function plant({ edits, breaks }: Mutant): Promise<Failed> {
    const files = [...new Set(edits.map((edit) => path.join(dir, edit.file)))]
    const originals = await Promise.all(files.map((file) => readFile(file, 'utf8')))
    try {
      for (const edit of edits) await apply(dir, edit)
      return await run(breaks.file, breaks.tests)
    } finally {
      await Promise.all(files.map((file, index) => writeFile(file, originals[index]!)))
    }
  }
  return { plant, run }
}

/** Why a mutant cannot be planted into the program as it is now, or null. */
export async function whyNotPlant({ edits }: Mutant): Promise<string | null> {
  for (const { file, find } of edits) {
    const count = (await readFile(path.join(checkout, file), 'utf8')).split(find).length - 1
    if (count !== 1) return `its text stands ${count} times in ${file}`
  }
  return null
}

async function apply(dir: string, { file, find, replace }: Edit): Promise<void> {
  const where = path.join(dir, file)
  const text = await readFile(where, 'utf8')
  await writeFile(
    where,
    text.replace(find, () => replace),
  )
}

const escape = (title: string) => title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

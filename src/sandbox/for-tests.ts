/** A running institution for a test, with fresh keys and faults to ask for. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Db } from '#platform/db.ts'
import { openSigner } from '#platform/key-ring.ts'
import { type Faults, noFaults } from './faults.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from './serve.ts'

export type TestSandbox = Sandbox & AsyncDisposable & { keysDir: string; faults: Faults }

/** `await using sandbox = await testSandbox(db)`: it goes when the test ends. */
export async function testSandbox(
  db: Db,
  options: Partial<SandboxOptions> = {},
): Promise<TestSandbox> {
  const keysDir = options.keysDir ?? (await mkdtemp(path.join(os.tmpdir(), 'sandbox-keys-')))
  openSigner(path.join(keysDir, 'merchant'))
  const faults = options.faults ?? noFaults()
  const sandbox = await startSandbox({ db, ...options, keysDir, faults })
  const dispose = async () => {
    await sandbox.stop()
    if (!options.keysDir) await rm(keysDir, { recursive: true })
  }
  return Object.assign(sandbox, { keysDir, faults, [Symbol.asyncDispose]: dispose })
}

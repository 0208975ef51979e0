/**
 * Builds the pages when anything they are made from has changed since the last build, so that starting
 * again takes no longer than it must. They import types and schemas from src.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const stamp = path.join(root, 'dist/built-from')

const digest = sourcesDigest()
if (builtFrom() !== digest) {
  console.log('Building the pages …')
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 2] })
  writeFileSync(stamp, digest)
}

function sourcesDigest(): string {
  const hash = createHash('sha256')
  const files = globSync(['{web,src}/**/*.*', 'package-lock.json', 'package.json'], { cwd: root })
  for (const file of files.toSorted()) {
    hash.update(`${file}\0`).update(readFileSync(path.join(root, file)))
  }
  return hash.digest('hex')
}

function builtFrom(): string | undefined {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return undefined
  }
}

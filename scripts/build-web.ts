/** Builds both web apps when what they are made of has changed since the last build. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { spawn } from 'node:child_process'

const root = path.resolve(import.meta.dirname, '..')
const stampFile = path.join(root, 'dist/.built-from')

export async function buildWeb(): Promise<void> {
  const stamp = await stampOf(['web', 'package-lock.json'])
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return
  console.log('building the web apps …')
  for (const app of ['shop', 'console'])
    await run(['node_modules/vite/bin/vite.js', 'build', '--config', `web/${app}/vite.config.ts`])
  await writeFile(stampFile, stamp)
}

async function stampOf(places: string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const place of places) {
    const whole = path.join(root, place)
    const files = place.includes('.')
      ? [whole]
      : (await readdir(whole, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath, entry.name))
    for (const file of files.sort()) hash.update(file).update(await readFile(file))
  }
  return hash.digest('hex')
}

function run(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${args.join(' ')} ended with ${code}`))
    })
  })
}

if (import.meta.main) await buildWeb()

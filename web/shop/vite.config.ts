import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { build, defineConfig } from 'vite'
import type { Plugin } from 'vite'
import { appConfig, publicDir } from '../kit/vite.ts'

const app = appConfig('shop', '/')
export default defineConfig({ ...app, plugins: [...app.plugins!, serviceWorker()] })

/** Built after everything else, whose names it has to know. */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const files = Object.values(bundle).filter(({ fileName }) => fileName !== 'index.html')
      const entry = files.find((file) => file.type === 'chunk' && file.isEntry)!
      const others = await readdir(publicDir)
      const hash = createHash('sha256').update(await readFile(path.join(dir!, 'index.html')))
      for (const { fileName } of files) hash.update(fileName)
      for (const name of others) hash.update(await readFile(path.join(publicDir, name)))
      await build({
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        define: {
          shellFiles: JSON.stringify(
            [...files.map(({ fileName }) => fileName), ...others].map((name) => `/${name}`),
          ),
          shellEntry: JSON.stringify(entry.fileName),
          shellVersion: JSON.stringify(hash.digest('hex').slice(0, 12)),
        },
        build: {
          outDir: dir!,
          emptyOutDir: false,
          rolldownOptions: {
            input: path.join(import.meta.dirname, 'service-worker.ts'),
            output: { format: 'iife', entryFileNames: '[name].js' },
          },
        },
      })
    },
  }
}

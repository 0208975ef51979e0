/** How both apps are built. */
import { readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin, UserConfig } from 'vite'

const root = path.resolve(import.meta.dirname, '../..')
export const publicDir = path.join(root, 'web/kit/public')
const serverUrl = process.env['SERVER_URL'] ?? 'http://127.0.0.1:3000'

/** `proxy` in development: where the server listens (SERVER_URL). */
export function appConfig(app: 'shop' | 'console', base: string): UserConfig {
  const outDir = path.join(root, 'dist', app)
  return {
    root: path.join(root, 'web', app),
    base,
    publicDir,
    plugins: [react(), precompressed(outDir)],
    // A font or picture as data: would need a weaker content security policy.
    build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
    // The server compares the page's origin with the host it is asked for: both stay the page's.
    server: { proxy: { '/api': { target: serverUrl, changeOrigin: false } } },
  }
}

/** Beside each text file its compressed forms, so that the server need not compress. */
function precompressed(outDir: string): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    async closeBundle() {
      const files = await readdir(outDir, { recursive: true })
      await Promise.all(files.filter((file) => /\.(js|css|html|svg)$/.test(file)).map(compress))
    },
  }
  async function compress(file: string) {
    const from = path.join(outDir, file)
    const text = await readFile(from)
    await Promise.all([
      promisify(brotliCompress)(text).then((small) => writeFile(`${from}.br`, small)),
      promisify(gzip)(text).then((small) => writeFile(`${from}.gz`, small)),
    ])
  }
}

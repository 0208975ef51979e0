/** The pages of an app as its router names them, so that a walk cannot forget a new one. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type App = 'shop' | 'console'
export const basePaths: Record<App, string> = { shop: '', console: '/console' }

/** For addresses that are no page. */
export const missingPage = '(missing)'

/** `/products/$productId` and so on, without the app's own beginning, and one more for what is missing. */
export function pagesOf(app: App): string[] {
  const cwd = path.resolve(import.meta.dirname, `../../web/${app}`)
  const text = globSync(['router.tsx', 'routes/*.ts'], { cwd })
    .map((file) => readFileSync(path.join(cwd, file), 'utf8'))
    .join('')
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  const paths = [...text.matchAll(/\bat\('([^']+)'\)|\bpath: '([^']+)'/g)].map(
    ([, at, alone]) => at ?? alone!,
  )
  const groups = count(/\bid: '/g)
  assert.equal(paths.length + groups, count(/\bcreateRoute\(/g), `${cwd} makes pages in a new way`)
  return [...new Set([...paths, missingPage])]
}

/** Which page an address shows. */
export function pageAt(app: App, pages: string[], url: string): string {
  const { pathname } = new URL(url)
  const asked = pathname.slice(basePaths[app].length).replace(/(?<=.)\/$/, '') || '/'
  if (pages.includes(asked)) return asked
  const fits = (page: string) =>
    new RegExp(`^${page.replaceAll(/\$\w+/g, '[^/]+')}$`).test(asked) && page !== missingPage
  return pages.find(fits) ?? missingPage
}

/**
 * Writes what is made from the routes: docs/openapi.json and web/kit/api.ts, the typed endpoints of both
 * web apps. A test checks that both are fresh.
 */
import { globSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { format } from 'oxfmt'
import type { FormatConfig } from 'oxfmt'
import { z } from 'zod'
import { openApiOf } from '#platform/openapi.ts'
import type { Route } from '#platform/route.ts'
import { routesOf } from '#platform/route.ts'
import style from '../.oxfmtrc.json' with { type: 'json' }
import packageJson from '../package.json' with { type: 'json' }

const root = path.resolve(import.meta.dirname, '..')
/** Where a route is declared, as an import names it: `#trade/cart-routes.ts`. */
type Declared = { route: Route; domain: string; specifier: string }

/** The generated files by their paths. */
export async function generate(): Promise<Record<string, string>> {
  const { routes } = await import('../src/routes.ts')
  const declared = await findDeclared()
  for (const name of Object.keys(declared))
    if (!routes[name]) throw new Error(`src/routes.ts does not serve ${name}`)
  const document = openApiOf({
    routes,
    domainOf: (name) => declared[name]!.domain,
    shapes: await findShapes(),
    version: packageJson.version,
  })
  return {
    'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'web/kit/api.ts': await formatted('api.ts', endpointsOf(declared)),
  }
}

async function findDeclared(): Promise<Record<string, Declared>> {
  const found: Record<string, Declared> = {}
  for (const file of filesLike('src/*/**/*routes.ts')) {
    const [, domain, name] = /^src\/(\w+)\/(.+)$/.exec(file)!
    const module = (await import(path.join(root, file))) as Record<string, unknown>
    for (const [routeName, route] of Object.entries(routesOf(module)))
      found[routeName] = { route, domain: domain!, specifier: `#${domain}/${name}` }
  }
  return found
}

/** Shapes that domains show of themselves have names: those that they are exported under. */
async function findShapes(): Promise<Record<string, z.ZodType>> {
  const shapes: Record<string, z.ZodType> = {}
  for (const file of filesLike('src/{pool,catalog,trade}/{views,member,address,product}.ts')) {
    const module = (await import(path.join(root, file))) as Record<string, unknown>
    for (const [name, shape] of Object.entries(module))
      if (shape instanceof z.ZodObject && /^[A-Z]/.test(name)) shapes[name] = shape
  }
  return shapes
}

const filesLike = (pattern: string) => globSync(pattern, { cwd: root }).toSorted()

function endpointsOf(declared: Record<string, Declared>): string {
  const callable = Object.entries(declared).filter(([, { route }]) => !route.raw)
  const specifiers = [...new Set(callable.map(([, { specifier }]) => specifier))].toSorted()
  const imports = specifiers.map((from) => `import type * as ${aliasOf(from)} from '${from}'`)
  const endpoints = callable.map(
    ([name, { route, specifier }]) =>
      `/** ${route.summary} */\nexport const ${name} = ` +
      `endpoint<typeof ${aliasOf(specifier)}.${name}>('${route.method}', '${route.path}')`,
  )
  return [
    '/** Generated from the routes by `npm run generate`; do not edit. Types only: no server code. */',
    ...imports,
    "import { endpoint } from './client.ts'",
    '',
    ...endpoints,
  ].join('\n')
}

/** `#trade/cart-routes.ts` -> `tradeCartRoutes` */
const aliasOf = (specifier: string) =>
  specifier
    .slice(1, -'.ts'.length)
    .replaceAll(/[/-](\w)/g, (_, letter: string) => letter.toUpperCase())

async function formatted(name: string, text: string): Promise<string> {
  const { code, errors } = await format(name, text, style as FormatConfig)
  if (errors.length > 0) throw new Error(`${name} cannot be formatted: ${JSON.stringify(errors)}`)
  return code
}

if (import.meta.main)
  for (const [file, text] of Object.entries(await generate()))
    await writeFile(path.join(root, file), text)

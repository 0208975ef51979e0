import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import type { OpenApi } from '#platform/openapi.ts'
import { generate } from '../scripts/generate.ts'
import { routes } from '../src/routes.ts'

const root = path.resolve(import.meta.dirname, '..')

test('the OpenAPI document and the endpoints of the pages are what the routes say now', async () => {
  for (const [file, text] of Object.entries(await generate())) {
    const kept = await readFile(path.join(root, file), 'utf8')
    assert.ok(kept === text, `${file} is out of date: npm run generate`)
  }
})

test('every route is described, with an example that the route itself would take', async () => {
  const document = JSON.parse(
    await readFile(path.join(root, 'docs/openapi.json'), 'utf8'),
  ) as OpenApi
  const described = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  assert.deepEqual(
    described.map((operation) => operation.operationId).toSorted(),
    Object.keys(routes).toSorted(),
  )
  for (const { operationId, requestBody, summary } of described) {
    assert.ok(summary.length > 5, `${operationId} has no summary`)
    const json = requestBody?.content['application/json']
    if (!json) continue
    const read = routes[operationId]!.body!.safeParse(json.example)
    assert.ok(read.success, `${operationId} would not take its example: ${read.error?.message}`)
  }
})

test('every reference inside the document leads somewhere', async () => {
  const text = await readFile(path.join(root, 'docs/openapi.json'), 'utf8')
  const document = JSON.parse(text) as { components: Record<string, Record<string, unknown>> }
  for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g))
    assert.ok(document.components[kind!]?.[name!], `${kind}/${name} is missing`)
})

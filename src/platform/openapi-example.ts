/** An example for a schema that has none of its own: plausible, always the same, and valid. */
import type { Schema } from './openapi-schema.ts'

const texts: Record<string, string> = {
  titleZh: '手工陶杯',
  titleEn: 'Handmade cup',
  nameZh: '青石窑',
  nameEn: 'Bluestone Kiln',
  slug: 'cups',
  next: 'eyJhZnRlciI6MX0',
  after: 'eyJhZnRlciI6MX0',
  q: 'cup',
  phone: '13800138000',
  code: 'SPRING10',
  couponCode: 'SPRING10',
  carrier: 'SF',
  trackingNo: 'SF1234567890',
  number: 'P20261120000001',
}
const byFormat: Record<string, string> = {
  uuid: '019aa3f0-5c1e-7d2a-8f4b-6c3d2e1f0a9b',
  'date-time': '2026-11-20T04:05:00.000Z',
  date: '2026-11-20',
  uri: 'http://127.0.0.1/cashier/1',
}

export function exampleOf(schema: Schema, schemas: Record<string, Schema>, name = ''): unknown {
  if ('default' in schema) return schema['default']
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  if (typeof schema['$ref'] === 'string') {
    const id = schema['$ref'].slice('#/components/schemas/'.length)
    return exampleOf(schemas[id] ?? {}, schemas, name)
  }
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined
  if (choices) return exampleOf(choices[0]!, schemas, name)
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type']
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).map(([key, of]) => [
          key,
          exampleOf(of, schemas, key),
        ]),
      )
    case 'array':
      return [exampleOf((schema['items'] ?? {}) as Schema, schemas, name)]
    case 'integer':
    case 'number':
      return numberFor(schema, name)
    case 'boolean':
      return false
    case 'string':
      return byFormat[String(schema['format'])] ?? textFor(schema, name)
    default:
      return null
  }
}

function numberFor(schema: Schema, name: string): number {
  const wanted = name.endsWith('Fen') ? 12_900 : name.endsWith('Bps') ? 500 : 2
  const { minimum = 0, maximum = wanted } = schema as { minimum?: number; maximum?: number }
  return Math.max(minimum, Math.min(maximum, wanted))
}

function textFor(schema: Schema, name: string): string {
  const {
    minLength = 0,
    maxLength = 100,
    pattern,
  } = schema as {
    minLength?: number
    maxLength?: number
    pattern?: string
  }
  const text = (texts[name] ?? 'text').padEnd(minLength, 'x').slice(0, maxLength)
  if (pattern === undefined) return text
  const fits = new RegExp(pattern, 'u')
  return [text, ...Object.values(texts), '123456', 'demo'].find((one) => fits.test(one)) ?? text
}

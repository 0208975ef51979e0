/** The schemas of routes as JSON Schema: what goes in as it is sent, what comes out as it is answered. */
import { z } from 'zod'

export type Schema = { [key: string]: unknown }
export type Names = ReturnType<typeof nameShapes>

export function nameShapes(shapes: Record<string, z.ZodType>) {
  const names = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(shapes)) if (!names.has(shape)) names.add(shape, { id })
  return names
}

export function inputOf(shape: z.ZodType): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    io: 'input',
    unrepresentable: 'any',
    override: plainly,
  })
  return schema
}

/** The shape of an answer; named shapes inside it go into `schemas` and are referred to. */
export function outputOf(shape: z.ZodType, names: Names, schemas: Record<string, Schema>): Schema {
  const json = z.toJSONSchema(shape, {
    io: 'output',
    unrepresentable: 'any',
    metadata: names,
    override: plainly,
  })
  const text = JSON.stringify(json).replaceAll('#/$defs/', '#/components/schemas/')
  const { $schema: _, $defs = {}, ...schema } = JSON.parse(text) as Schema
  for (const [id, { id: __, ...one }] of Object.entries($defs as Record<string, Schema>))
    schemas[id] ??= one
  return schema
}

/** An instant is a text on the wire; a format says enough without the pattern that checks it. */
function plainly({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Schema }) {
  if (isInstant(zodSchema)) Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
  if (jsonSchema['format']) delete jsonSchema['pattern']
  const choices = jsonSchema['anyOf'] as Schema[] | undefined
  if (!choices) return
  const different = [...new Set(choices.map((choice) => JSON.stringify(choice)))]
  if (different.length > 1) return
  delete jsonSchema['anyOf']
  Object.assign(jsonSchema, choices[0])
}

function isInstant(schema: z.core.$ZodTypes): boolean {
  const { def } = schema._zod
  return def.type === 'date' || (def.type === 'pipe' && isInstant(def.in as z.core.$ZodTypes))
}

/** By name, so that the document changes only where something changed. */
export const sorted = <Value>(named: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1)))

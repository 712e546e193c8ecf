import * as protocol from '@switchboard/protocol'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/**
 * The same document with every schema that the protocol has a name for under `components`, referred to by that name:
 * readers and generators see `MessageView` instead of the same thirty fields everywhere.
 */
export function nameSchemas(document: object): object {
  const names = namesByShape()
  const schemas: Record<string, Json> = {}

  function visit(value: Json): Json {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(visit)
    const name = names.get(JSON.stringify(value))
    if (name === undefined) return visitEach(value)
    if (!(name in schemas)) {
      schemas[name] = {} // the place, so that the order is that of first use
      schemas[name] = visitEach(value)
    }
    return { $ref: `#/components/schemas/${name}` }
  }

  function visitEach(value: { [name: string]: Json }): Json {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, visit(each)]))
  }

  const { components, ...rest } = JSON.parse(JSON.stringify(document)) as { [name: string]: { [name: string]: Json } }
  const visited = visitEach(rest) as object
  return { ...visited, components: { ...components, schemas } }
}

function namesByShape(): Map<string, string> {
  const shapes = Object.entries(protocol).filter(([, value]) => isObjectSchema(value))
  return new Map(shapes.map(([name, schema]) => [JSON.stringify(schema), name]))
}

function isObjectSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'properties' in value && 'type' in value
}

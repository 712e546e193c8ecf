import * as protocol from '@switchboard/protocol'

type Json = null | boolean | number | string | Json[] | JsonObject
type JsonObject = { [name: string]: Json }

// A smaller shape may be two different things that happen to look alike.
const fewestFields = 3

/**
 * The same document with every schema that the protocol has a name for under `components`, referred to by that name:
 * readers and generators see `MessageView` instead of the same twenty fields everywhere. Lists of words become `enum`.
 */
export function nameSchemas(document: object): object {
  const names = namesByShape()
  const schemas: JsonObject = {}

  function visit(value: Json): Json {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(visit)
    const name = names.get(JSON.stringify(value))
    if (name === undefined) return visitEach(value)
    if (!(name in schemas)) {
      schemas[name] = {} // its place, so that the order is that of first use
      schemas[name] = visitEach(value)
    }
    return { $ref: `#/components/schemas/${name}` }
  }

  function visitEach(value: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, visit(each)]))
  }

  const { components, ...rest } = tidy(toJson(document)) as { [name: string]: JsonObject }
  return { ...visitEach(rest), components: { ...components, schemas } }
}

function namesByShape(): Map<string, string> {
  const shapes = Object.entries(protocol)
    .filter(([name, value]) => /^[A-Z]/.test(name) && typeof value === 'object')
    .map(([name, schema]) => ({ name, shape: tidy(toJson(schema)) as JsonObject }))
  return new Map(shapes.filter(({ shape }) => isTelling(shape)).map(({ name, shape }) => [JSON.stringify(shape), name]))
}

function isTelling({ properties, enum: words }: JsonObject): boolean {
  return Object.keys((properties ?? words ?? {}) as object).length >= fewestFields
}

/** A union of words, however it is spelt, as one list of them. */
function tidy(value: Json): Json {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(tidy)
  const { anyOf, ...rest } = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, tidy(each)]))
  if (rest.patternProperties) return openRecord(rest)
  if (rest.type === 'string' && typeof rest.const === 'string') return { type: 'string', enum: [rest.const] }
  if (anyOf === undefined) return rest
  const words = (anyOf as JsonObject[]).map((each) => each.enum)
  if (!words.every(Array.isArray)) return { ...rest, anyOf }
  return { ...rest, type: 'string', enum: words.flat() as Json[] }
}

/** A record of anything, as the documents spell it. */
function openRecord({ patternProperties, ...rest }: JsonObject): JsonObject {
  return { ...rest, additionalProperties: Object.values(patternProperties as JsonObject)[0]! }
}

function toJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}

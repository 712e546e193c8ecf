import fc from 'fast-check'

/** One of the payloads after a few accidents: fields and elements deleted, replaced, renamed, doubled or swapped. */
export function mutatedPayload(payloads: readonly unknown[]): fc.Arbitrary<unknown> {
  const accidents = fc.array(accident, { minLength: 1, maxLength: 5 })
  return fc.tuple(fc.constantFrom(...payloads), accidents).map(([payload, list]) => {
    // In a box, so that the whole payload may be hit too.
    const box = { payload: copy(payload) }
    for (const strike of list) strike(placesIn(box))
    return copy(box.payload ?? null)
  })
}

interface Place {
  parent: Record<string, unknown> | unknown[]
  key: string | number
}

type Accident = (places: Place[]) => void

const names = ['__proto__', 'constructor', 'toString', '', 'id', 'type', 'message', 'messages', 'entry', 'standby', 'x']

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    ' ',
    '0',
    '__proto__',
    'constructor',
    'javascript:alert(1)',
    'https://',
    'é'.repeat(600),
    -1,
    0,
    1e13,
    1e308,
    2 ** 53,
    1.5,
    [],
    {},
    [[]],
    [null],
    { id: {} },
  ),
)

const accident: fc.Arbitrary<Accident> = fc.oneof(
  fc.nat().map((at) => on(at, remove)),
  fc.tuple(fc.nat(), anything).map(([at, value]) => on(at, (place) => replace(place, copy(value)))),
  fc.tuple(fc.nat(), fc.constantFrom(...names)).map(([at, name]) => on(at, (place) => rename(place, name))),
  fc.nat().map((at) => on(at, double)),
  fc.tuple(fc.nat(), fc.nat()).map(([from, to]) => graft(from, to)),
  fc.nat().map((at) => on(at, (place) => replace(place, [read(place)]))),
)

function on(at: number, act: (place: Place) => void): Accident {
  return (places) => {
    const place = places[at % places.length]
    if (place) act(place) // an earlier accident may have left nothing
  }
}

/** A part of the payload in the place of another. */
function graft(from: number, to: number): Accident {
  return (places) => {
    const [source, target] = [places[from % places.length], places[to % places.length]]
    if (source && target) replace(target, copy(read(source) ?? null))
  }
}

function remove({ parent, key }: Place) {
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else delete parent[key]
}

function rename(place: Place, name: string) {
  const value = read(place)
  if (Array.isArray(place.parent) || value === undefined) return
  remove(place)
  write(place.parent, name, value)
}

function double(place: Place) {
  const value = read(place)
  if (Array.isArray(place.parent)) place.parent.splice(Number(place.key), 0, value === undefined ? null : copy(value))
  else if (Array.isArray(value)) value.push(...(copy(value) as unknown[]))
}

function replace({ parent, key }: Place, value: unknown) {
  if (Array.isArray(parent)) parent[Number(key)] = value
  else write(parent, String(key), value)
}

function read({ parent, key }: Place): unknown {
  return Array.isArray(parent) ? parent[Number(key)] : parent[key]
}

/** A field of its own even where it is called __proto__. */
function write(object: Record<string, unknown>, name: string, value: unknown) {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

function placesIn(parent: Record<string, unknown> | unknown[]): Place[] {
  const here = Array.isArray(parent) ? parent.map((_, index) => index) : Object.keys(parent)
  return here.flatMap((key): Place[] => {
    const place: Place = { parent, key }
    const value = read(place)
    const isParent = typeof value === 'object' && value !== null
    return isParent ? [place, ...placesIn(value as Record<string, unknown>)] : [place]
  })
}

function copy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

import type { Random } from '@switchboard/meta-sandbox/wire'

/** Any JSON. */
export type Json = unknown

/** A place in a structure: the object or array that holds it, and under what. */
interface Place {
  holder: Record<string, Json> | Json[]
  key: string | number
}

/**
 * The structure with some things wrong in it: parts missing, doubled, swapped, renamed, or of another kind. `unique`
 * goes into whatever text is made up, so that no two payloads say the same by accident.
 */
export function mutate(value: Json, random: Random, unique: string): Json {
  const root: Record<string, Json> = { root: structuredClone(value) }
  for (let times = random.between(1, 4); times > 0; times--) {
    const places = placesIn(root)
    if (places.length === 0) break // everything has been removed
    change(random.pick(places), places, random, unique)
  }
  return root.root
}

/** Other ids for the same things: each text that looks like an id ends in this number, wherever it stands. */
export function freshen(value: Json, n: number, keep: ReadonlySet<string>): Json {
  if (typeof value === 'string') return isId(value) && !keep.has(value) ? value + n : value
  if (Array.isArray(value)) return value.map((element) => freshen(element, n, keep))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, freshen(field, n, keep)]))
}

function isId(text: string): boolean {
  const isTime = /^1\d{9}(\d{3})?$/.test(text)
  return !isTime && (/^(m_|aWd|wamid\.)/.test(text) || /^(?=.*\d)[\w.=:+-]{9,}$/.test(text))
}

/** Stands for JSON that no value of JavaScript has: numbers without end, depths that no recursion survives. */
function verbatim(json: string): string {
  return `@verbatim(${Buffer.from(json).toString('base64')})@`
}

/** As JSON, with what stands verbatim put in its place. */
export function writeJson(value: Json): string {
  const json = JSON.stringify(value) ?? ''
  return json.replace(/"@verbatim\(([\w+/=]*)\)@"/g, (_whole, text: string) => Buffer.from(text, 'base64').toString())
}

type Change = (place: Place, places: readonly Place[], random: Random, unique: string) => void

const changes: readonly Change[] = [
  remove,
  (place, _places, random, unique) => put(place, nasty(random, unique)),
  (place, _places, random, unique) => put(place, nasty(random, unique)),
  (place) => put(place, [get(place)]),
  (place, _places, random) => put(place, { [random.pick(names)]: get(place) }),
  (place) => put(place, JSON.stringify(get(place))),
  double,
  (place, places, random) => swap(place, random.pick(places)),
  rename,
  (place, _places, random, unique) => addField(place, random.pick(names), nasty(random, unique)),
  (place, places, random) => addField(place, random.pick(names), structuredClone(get(random.pick(places)))),
]

function change(place: Place, places: readonly Place[], random: Random, unique: string): void {
  random.pick(changes)(place, places, random, unique)
}

/** Names that mean something: to JavaScript, to the platforms, or to whoever parses them. */
const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '0',
  'length',
  'entry',
  'messaging',
  'standby',
  'changes',
  'field',
  'value',
  'object',
  'message',
  'messages',
  'statuses',
  'contacts',
  'errors',
  'metadata',
  'mid',
  'id',
  'text',
  'attachments',
  'reaction',
  'read',
  'delivery',
  'timestamp',
  'history',
  'state_sync',
  'user_preferences',
  'message_echoes',
]

/** Values that somebody forgot to think of. */
export function nasty(random: Random, unique: string): Json {
  return random.pick(nasties)(random, unique)
}

const nasties: readonly ((random: Random, unique: string) => Json)[] = [
  () => null,
  () => true,
  () => false,
  () => [],
  () => ({}),
  () => 0,
  () => -1,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER + 2,
  () => 1.5,
  () => 253_402_300_800_000, // the year 10000
  () => -62_135_596_800_001, // the year 0
  (random) => random.between(0, 2 ** 40),
  (_random, unique) => `\0${unique}\0`,
  (_random, unique) => `\ud83d${unique}`,
  (_random, unique) => `${unique}\ude00`,
  (_random, unique) => `\uffff\ufeff\u202e${unique}`,
  (_random, unique) => `${'x'.repeat(600)}${unique}`,
  (_random, unique) => `${'ж'.repeat(20_000)}${unique}`,
  (_random, unique) => `'; drop table messages; --${unique}`,
  (_random, unique) => `javascript:${unique}`,
  (_random, unique) => `https://${unique}.example/%00%zz`,
  (_random, unique) => `2026-13-45T99:99:99Z${unique}`,
  (_random, unique) => `99999999999999999999${unique.replace(/\D/g, '')}`,
  (_random, unique) => `__proto__${unique}`,
  (_random, unique) => ({ ['__proto__']: { isAdmin: unique } }),
  (_random, unique) => ({ toString: unique, valueOf: null, toJSON: unique }),
  () => verbatim('1e999'),
  () => verbatim('-0'),
  () => verbatim('123456789012345678901234567890'),
  () => verbatim('0.1e-400'),
  (_random, unique) => verbatim(`{"a":1,"a":"${unique}","__proto__":{"a":"${unique}"}}`),
  (random, unique) => verbatim(nested(random.between(90, 110), unique)),
  (random, unique) => verbatim(nested(random.between(1_000, 60_000), unique)),
  (random) => Array.from({ length: random.between(100, 3_000) }, () => null),
  (random, unique) =>
    Object.fromEntries(Array.from({ length: random.between(50, 300) }, (_, n) => [`${unique}.${n}`, n])),
]

/** With the mark in the two uppermost levels: what is kept of it may begin at the second, and end before the last. */
function nested(levels: number, unique: string): string {
  const [open, close] = levels % 2 === 0 ? ['[', ']'] : ['{"deeper":', '}']
  const deep = `${open.repeat(levels)}null${close.repeat(levels)}`
  const marked = (inner: string) =>
    levels % 2 === 0 ? `["${unique}",${inner}]` : `{"zz":"${unique}","deeper":${inner}}`
  return marked(marked(deep))
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

function double(place: Place): void {
  const { holder, key } = place
  if (Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(get(place)))
  else put(place, [get(place), structuredClone(get(place))])
}

function swap(one: Place, other: Place): void {
  const [first, second] = [structuredClone(get(one)), structuredClone(get(other))]
  put(one, second)
  put(other, first)
}

function rename(place: Place, _places: readonly Place[], random: Random): void {
  const { holder } = place
  const value = get(place)
  remove(place)
  if (!Array.isArray(holder)) set(holder, random.pick(names), value)
}

function addField(place: Place, name: string, value: Json): void {
  const target = get(place)
  if (Array.isArray(target)) target.push(value)
  else if (typeof target === 'object' && target !== null) set(target as Record<string, Json>, name, value)
  else put(place, value)
}

function get({ holder, key }: Place): Json {
  return (holder as Record<string | number, Json>)[key]
}

function put({ holder, key }: Place, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key)] = value
  else set(holder, String(key), value)
}

/** As JSON.parse does it: a field of that name, also where the name is `__proto__`. */
function set(holder: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true })
}

const mostPlaces = 3_000

/** Everything in it, not too deep down. */
function placesIn(root: Record<string, Json>): Place[] {
  const places: Place[] = []
  const walk = (holder: Place['holder'], depth: number) => {
    for (const key of Object.keys(holder)) {
      if (places.length >= mostPlaces) return
      places.push({ holder, key })
      const value = get({ holder, key })
      if (typeof value === 'object' && value !== null && depth < 20) walk(value as Place['holder'], depth + 1)
    }
  }
  walk(root, 0)
  return places
}

import type { Fact, InboundItem } from '@switchboard/platform-kit'
import { asId, asObject, type JsonObject, withoutDepths } from './json.ts'
import { boundedKey, contentKey } from './key.ts'
import { timeOf } from './time.ts'

/**
 * The envelope that all of Meta's platforms share: `{object, entry: [{id, time, <list>: [element, …]}]}`. Taken apart
 * here; what an element says is the platform's own business.
 */
export interface Entry {
  object: string
  id: string | null
  /** When the notification was sent: what happened may be older. */
  at: string | null
  /** What the envelope of each single item repeats. Never more than the two fields: an entry may hold thousands. */
  head: { id?: unknown; time?: unknown }
}

/** What an element says. A null key: it has no id, its content is its key. */
export interface Reading {
  fact: Fact
  key: string | null
  account: string | null
  thread: string | null
  at: string | null
}

/** Reads one element of an entry's list, which is not endlessly deep, and adds what it says. */
export type ElementReader = (entry: Entry, element: unknown, items: InboundItem[]) => void

/**
 * The items of a payload, in its order. `lists` names the lists an entry may hold. Whatever is shaped otherwise comes
 * out as `unrecognised`, one item per piece; only an empty envelope gives an empty list.
 */
export function parseEnvelope(
  payload: unknown,
  object: string,
  lists: ReadonlyMap<string, ElementReader>,
): InboundItem[] {
  const envelope = asObject(payload)
  if (!envelope || !Array.isArray(envelope.entry)) {
    const bounded = withoutDepths(payload)
    return [unrecognisedItem(null, 'no_envelope', bounded, bounded)]
  }

  const items: InboundItem[] = []
  for (const element of envelope.entry) {
    const fields = asObject(element)
    if (envelope.object === object && fields) readEntry(entryOf(object, fields), fields, lists, items)
    else items.push(strangeEntry(withoutDepths(envelope.object), object, withoutDepths(element)))
  }
  return items
}

function entryOf(object: string, fields: JsonObject): Entry {
  const id = asId(fields.id)
  const at = timeOf(fields.time)
  const head = { ...(id !== null && { id: fields.id }), ...(at !== null && { time: fields.time }) }
  return { object, id, at, head }
}

function readEntry(
  entry: Entry,
  fields: JsonObject,
  lists: ReadonlyMap<string, ElementReader>,
  items: InboundItem[],
): void {
  let isEmpty = true
  const change = lists.get('changes')
  const isChange = change !== undefined && typeof fields.field === 'string'
  if (isChange) {
    // Some deliveries put a single change's field and value on the entry itself.
    isEmpty = false
    const { field, value } = fields
    change(entry, withoutDepths({ field, ...(value !== undefined && { value }) }), items)
  }
  for (const name in fields) {
    const value = fields[name]
    if (typeof value !== 'object' || value === null) continue
    if (name === 'value' && isChange) continue
    isEmpty = false
    const read = lists.get(name)
    if (read && Array.isArray(value)) for (const element of value) read(entry, withoutDepths(element), items)
    else items.push(strangePart(entry, name, withoutDepths(value)))
  }
  if (isEmpty) {
    const rest = restOf(fields, Object.keys(entry.head))
    items.push(unrecognisedItem(entry.id, 'entry_without_events', { entry: rest }, rawOf(entry, rest)))
  }
}

/** The fields that are not among these, which is all that something without events says. */
export function restOf(fields: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

/** The envelope of one item alone. */
export function rawOf(entry: Entry, part: Record<string, unknown>): unknown {
  return { object: entry.object, entry: [{ ...entry.head, ...part }] }
}

/**
 * Makes an item of an element. Total even where the reader is not: a bug costs this element its meaning, never its
 * neighbours their place.
 */
export function itemOf(entry: Entry, element: unknown, raw: unknown, read: () => Reading): InboundItem {
  try {
    return itemFrom(read(), element, raw)
  } catch (bug) {
    return bugItem(entry.id, bug, element, raw)
  }
}

export function itemFrom({ fact, key, account, thread, at }: Reading, element: unknown, raw: unknown): InboundItem {
  return { key: boundedKey(key ?? contentKey(element)), account_external_id: account, thread, at, raw, fact }
}

export function bugItem(account: string | null, bug: unknown, element: unknown, raw: unknown): InboundItem {
  return unrecognisedItem(account, `bug:${bug instanceof Error ? bug.name : '?'}`, element, raw)
}

export function unrecognisedItem(account: string | null, reason: string, element: unknown, raw: unknown): InboundItem {
  const fact: Fact = { kind: 'unrecognised', reason }
  return { key: contentKey(element), account_external_id: account, thread: null, at: null, raw, fact }
}

export const unrecognised = (reason: string): Fact => ({ kind: 'unrecognised', reason })
export const ignored = (reason: string): Fact => ({ kind: 'ignored', reason })

function strangePart(entry: Entry, name: string, value: unknown): InboundItem {
  const part = { [name]: value }
  return unrecognisedItem(entry.id, 'entry_part', { entry: part }, rawOf(entry, part))
}

/** An entry of another product (a callback set on the wrong route), or one that is none. Its time is not its content. */
function strangeEntry(given: unknown, wanted: string, element: unknown): InboundItem {
  const fields = asObject(element)
  const { time: _, ...content } = fields ?? {}
  const reason = given === wanted ? 'entry_not_an_object' : 'other_object'
  const raw = { ...(given !== undefined && { object: given }), entry: [element] }
  return unrecognisedItem(
    fields ? asId(fields.id) : null,
    reason,
    { object: given, entry: fields ? content : element },
    raw,
  )
}

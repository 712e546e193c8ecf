import type { InboundItem } from '@switchboard/platform-kit'
import {
  bugItem,
  type ElementReader,
  type Entry,
  ignored,
  itemFrom,
  itemOf,
  parseEnvelope,
  type Reading,
  rawOf,
  restOf,
  unrecognised,
  unrecognisedItem,
} from '../envelope.ts'
import { asId, asObject, type JsonObject, nameOf } from '../json.ts'
import { contentKey } from '../key.ts'
import { timeOf } from '../time.ts'
import { accountFields, readAccountField } from './read-account-field.ts'
import { readError } from './read-error.ts'
import { historyAtoms, readHistoricalMedia, readHistory } from './read-history.ts'
import { readEcho, readInbound } from './read-message.ts'
import { readPreference, readStateSync } from './read-profile.ts'
import { readStatus } from './read-status.ts'
import { elementRaw, type Scope, type ScopedReading, scopeOf } from './scope.ts'

/** Parses what WhatsApp sends: `entry[]` × `changes[]` × every list inside `value`. */
export function parseWhatsapp(payload: unknown): InboundItem[] {
  return parseEnvelope(payload, 'whatsapp_business_account', entryLists)
}

const entryLists = new Map<string, ElementReader>([['changes', readChange]])

/** Fields whose value holds lists of elements for one number. */
const listFields = new Set([
  'messages',
  'smb_message_echoes',
  'history',
  'smb_app_state_sync',
  'user_preferences',
  'standby',
])

const ignoredFields = new Map([
  ['messaging_handovers', 'thread_control'],
  ['calls', 'call'],
  ['group_lifecycle_update', 'group'],
  ['group_participants_update', 'group'],
  ['group_settings_update', 'group'],
  ['group_status_update', 'group'],
  ['automatic_events', 'automatic_events'],
])

function readChange(entry: Entry, element: unknown, items: InboundItem[]): void {
  const change = asObject(element)
  const value = asObject(change?.value)
  const field = change?.field
  if (change && value && typeof field === 'string' && listFields.has(field) && !isTest(entry, value)) {
    readLists(scopeOf(entry, field, asObject(value.metadata), value.contacts), value, items)
    return
  }
  const raw = rawOf(entry, { changes: [element] })
  items.push(itemOf(entry, element, raw, () => readWholeChange(entry, change, value)))
}

/** The dashboard's test button sends an entry `0`, or a number that belongs to nobody. */
function isTest(entry: Entry, value: JsonObject): boolean {
  return entry.id === '0' || asId(asObject(value.metadata)?.phone_number_id) === '123456123'
}

function readWholeChange(entry: Entry, change: JsonObject | null, value: JsonObject | null): Reading {
  const name = change?.field
  const field = typeof name === 'string' ? name : ''
  const about = { account: accountOf(entry, value), key: null, thread: null, at: timeOf(value?.timestamp) ?? entry.at }
  if (!change || !value) return { ...about, fact: unrecognised('change_without_value') }
  if (isTest(entry, value)) return { ...about, fact: ignored('test_event') }
  const reason = ignoredFields.get(field)
  if (reason) return { ...about, fact: ignored(reason) }
  if (accountFields.has(field)) {
    return { ...about, key: accountKey(entry, change), fact: readAccountField(field, value, change) }
  }
  return { ...about, fact: unrecognised(`field:${nameOf(name)}`) }
}

/**
 * News of an account have neither an id nor a time of their own, and come back in the same words: flagged, unflagged,
 * flagged again. When the notification was sent tells one from the next, and a redelivery repeats it with the body.
 */
function accountKey({ at }: Entry, change: JsonObject): string | null {
  return at === null ? null : contentKey({ at, change })
}

/** The number where the value names one (a handover calls it the recipient), else the business account. */
function accountOf(entry: Entry, value: JsonObject | null): string | null {
  const named = asObject(value?.metadata) ?? asObject(value?.recipient)
  return asId(named?.phone_number_id) ?? entry.id
}

type ListReader = (scope: Scope, element: JsonObject) => ScopedReading

const listReaders = new Map<string, ListReader>([
  ['messages', (scope, element) => (scope.field === 'history' ? readHistoricalMedia : readInbound)(scope, element)],
  ['message_echoes', readEcho],
  ['statuses', readStatus],
  ['errors', readError],
  ['state_sync', readStateSync],
  ['user_preferences', readPreference],
  ['history', readHistory],
])

const shared = new Set(['messaging_product', 'metadata', 'contacts'])

/** Every list in a value. In `standby` they are one level deeper. */
function readLists(scope: Scope, value: JsonObject, items: InboundItem[]): void {
  let isEmpty = true
  for (const name in value) {
    const list = value[name]
    if (shared.has(name) || typeof list !== 'object' || list === null) continue
    isEmpty = false
    const read = listReaders.get(name)
    const observed = name === 'standby' && !scope.isStandby ? asObject(list) : null
    if (observed) readLists(standbyScope(scope, value, observed), observed, items)
    else if (read && Array.isArray(list)) readList(scope, name, list, read, items)
    else items.push(strangeItem(scope, 'value_part', { [name]: list }))
  }
  if (isEmpty) items.push(strangeItem(scope, 'value_without_events', ownOf(value)))
}

/** What a value holds besides what every value has, and what its items repeat. */
function ownOf(value: JsonObject): JsonObject {
  const common = [
    ...(typeof value.messaging_product === 'string' ? ['messaging_product'] : []),
    ...(asObject(value.metadata) ? ['metadata'] : []),
  ]
  return restOf(value, common)
}

function standbyScope({ entry, field, metadata }: Scope, value: JsonObject, observed: JsonObject): Scope {
  const hasCardsAbove = observed.contacts === undefined
  return scopeOf(entry, field, metadata, hasCardsAbove ? value.contacts : observed.contacts, true, hasCardsAbove)
}

function readList(scope: Scope, name: string, list: readonly unknown[], read: ListReader, items: InboundItem[]): void {
  for (const element of list) {
    for (const atom of name === 'history' ? historyAtoms(element) : [element])
      items.push(readElement(scope, name, atom, read))
  }
}

function readElement(scope: Scope, name: string, element: unknown, read: ListReader): InboundItem {
  const object = asObject(element)
  if (!object) {
    return unrecognisedItem(scope.account, 'element_not_an_object', element, elementRaw(scope, name, element, null))
  }
  try {
    const found = read(scope, object)
    return itemFrom(found, element, elementRaw(scope, name, element, found.card))
  } catch (bug) {
    return bugItem(scope.account, bug, element, elementRaw(scope, name, element, null))
  }
}

function strangeItem(scope: Scope, reason: string, held: JsonObject): InboundItem {
  const value = {
    ...(scope.metadata && { metadata: scope.metadata }),
    ...(scope.isStandby ? { standby: held } : held),
  }
  const raw = rawOf(scope.entry, { changes: [{ field: scope.field, value }] })
  return unrecognisedItem(scope.account ?? scope.entry.id, reason, { field: scope.field, value: held }, raw)
}

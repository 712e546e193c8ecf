import { createHmac } from 'node:crypto'
import type { PlatformAdapter } from '@switchboard/platform-kit'
import { describeAdapter } from '@switchboard/platform-kit/testing'
import { accountFields } from './whatsapp/read-account-field.ts'

/** The contract suite, with what it has to know of the envelope that Meta's platforms share. */
export function describeMetaAdapter(adapter: PlatformAdapter, casesDir: URL): void {
  const mapEntries: typeof mapEntriesOf = (payload, change) => {
    return isObject(payload) && payload.object === objects[adapter.platform] ? mapEntriesOf(payload, change) : payload
  }
  describeAdapter(adapter, casesDir, {
    sign: (body, secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    redeliveries: {
      'at another time': (payload) => mapEntries(payload, (entry) => later(entry)),
      'behind an entry of somebody else': (payload) => withEntries(payload, (entries) => [stranger, ...entries]),
      'with its entries reversed': (payload) => withEntries(payload, (entries) => entries.toReversed()),
      'with its lists reversed': (payload) => mapEntries(payload, (entry) => reversed(entry)),
    },
    amongOddNeighbours: (payload) => {
      return withEntries(
        mapEntries(payload, (entry) => mapLists(entry, withOdd)),
        withOdd,
      )
    },
  })
}

const objects = { instagram: 'instagram', messenger: 'page', whatsapp: 'whatsapp_business_account' } as const
const stranger = { id: '990000000000009', time: 1795180099, changes: [{ field: 'something', value: {} }] }

function withEntries(payload: unknown, change: (entries: unknown[]) => unknown[]): unknown {
  const entries = isObject(payload) ? payload.entry : null
  return isObject(payload) && Array.isArray(entries) ? { ...payload, entry: change(entries) } : payload
}

function mapEntriesOf(payload: unknown, change: (entry: Record<string, unknown>) => unknown): unknown {
  return withEntries(payload, (entries) => entries.map((entry) => (isObject(entry) ? change(entry) : entry)))
}

/** News of an account are told apart by the time of their entry: at another time they are other news. */
function later(entry: Record<string, unknown>): unknown {
  if (typeof entry.time !== 'number' || holdsAccountNews(entry)) return entry
  return { ...entry, time: entry.time + 61_007 }
}

function holdsAccountNews({ field, changes }: Record<string, unknown>): boolean {
  const fields = [field, ...(Array.isArray(changes) ? changes.map((change) => isObject(change) && change.field) : [])]
  return fields.some((name) => typeof name === 'string' && accountFields.has(name))
}

/** The lists of the envelope, and below them those whose elements hold lists of the envelope themselves. */
const lists = ['messaging', 'standby', 'changes', 'contacts', 'messages', 'statuses', 'message_echoes', 'state_sync']
const nesting = ['changes', 'history', 'threads']

function reversed(entry: Record<string, unknown>): unknown {
  return mapLists(entry, (list) => list.toReversed())
}

function withOdd(list: unknown[]): unknown[] {
  return [{ odd: 1 }, null, ...list, [], { type: 7, id: [] }, 'odd']
}

/** Lists inside an element are its own business. */
function mapLists(fields: Record<string, unknown>, change: (list: unknown[]) => unknown[]): Record<string, unknown> {
  if (isOneThing(fields)) return fields
  const inside = (value: unknown) => (isObject(value) ? mapLists(value, change) : value)
  const mapped = Object.entries(fields).map(([name, field]) => {
    if (nesting.includes(name) && Array.isArray(field)) return [name, change(field.map(inside))]
    if (lists.includes(name) && Array.isArray(field)) return [name, change(field)]
    return [name, name === 'value' || name === 'standby' ? inside(field) : field]
  })
  return Object.fromEntries(mapped)
}

/** What is one item as a whole, whatever lists it holds: a dashboard's test and everything that is not a list field. */
function isOneThing({ field, value, metadata }: Record<string, unknown>): boolean {
  if (isObject(metadata) && metadata.phone_number_id === '123456123') return true
  return value !== undefined && !(isObject(value) && isObject(value.metadata)) && field !== undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
